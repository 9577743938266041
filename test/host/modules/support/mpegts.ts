/** A stream of MPEG-TS, as a network camera sends it: made by FFmpeg, sent in UDP packets. */
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { loadFfmpeg } from '#src/video/index';

/** 7 packets of MPEG-TS in one of UDP, as senders do. */
const DATAGRAM_BYTES = 7 * 188;

/** Encodes frames of 64 × 48 px, 25 a second, into a file of MPEG-TS. */
export async function writeMpegTs(path: string, frameCount: number): Promise<void> {
  const { lib, constants } = await loadFfmpeg('test a camera');
  const check = (status: number): void => {
    if (status < 0) throw new Error(lib.FFmpegError.strerror(status));
  };
  const format = new lib.FormatContext();
  check(format.allocOutputContext2(null, 'mpegts', path));
  const encoder = lib.Codec.findEncoderByName(constants.FF_ENCODER_MPEG2VIDEO)!;
  const codec = new lib.CodecContext();
  codec.allocContext3(encoder);
  codec.width = 64;
  codec.height = 48;
  codec.pixelFormat = constants.AV_PIX_FMT_YUV420P;
  codec.timeBase = new lib.Rational(1, 25);
  codec.framerate = new lib.Rational(25, 1);
  codec.gopSize = 5;
  check(await codec.open2(encoder, null));
  const stream = format.newStream(encoder);
  check(codec.parametersFromContext(stream.codecpar));
  check(await format.openOutput());
  check(await format.writeHeader(null));
  const packet = new lib.Packet();
  packet.alloc();
  for (let at = 0; at <= frameCount; at++) {
    if (at < frameCount) {
      const frame = new lib.Frame();
      frame.alloc();
      frame.format = constants.AV_PIX_FMT_YUV420P;
      frame.width = 64;
      frame.height = 48;
      check(frame.getBuffer());
      for (const plane of frame.data ?? []) plane.fill(100 + (at % 100));
      frame.pts = BigInt(at);
      check(await codec.sendFrame(frame));
      frame.free();
    } else {
      check(await codec.sendFrame(null));
    }
    while ((await codec.receivePacket(packet)) >= 0) {
      packet.rescaleTs({ num: 1, den: 25 }, stream.timeBase);
      check(await format.interleavedWriteFrame(packet));
      packet.unref();
    }
  }
  check(await format.writeTrailer());
  packet.free();
  codec.freeContext();
  await format.closeOutput();
  format.freeContext();
}

/** Sends a file of MPEG-TS in its time until the signal comes. */
export async function sendMpegTs(
  path: string,
  to: { port: number; seconds: number; signal: AbortSignal },
): Promise<void> {
  const bytes = await readFile(path);
  const socket = createSocket('udp4');
  const startMsec = performance.now();
  for (let at = 0; at < bytes.length && !to.signal.aborted; at += DATAGRAM_BYTES) {
    const dueMsec = startMsec + (at / bytes.length) * to.seconds * 1000;
    if (dueMsec > performance.now()) await delay(dueMsec - performance.now());
    await new Promise((resolve) => {
      socket.send(bytes.subarray(at, at + DATAGRAM_BYTES), to.port, '127.0.0.1', resolve);
    });
  }
  socket.close();
}

/** A port of UDP that nobody has. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
}
