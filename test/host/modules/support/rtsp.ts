/** A network camera that speaks RTSP: MPEG-TS in RTP, within the connection of the control messages. */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from './listen.js';

/** 7 packets of MPEG-TS in one of RTP, as cameras do. */
const PAYLOAD_BYTES = 7 * 188;
/** RTP's number for MPEG-TS (RFC 3551). */
const MPEG_TS_TYPE = 33;
const CLOCK_HZ = 90_000;

/** A camera that is there. */
export interface RtspCamera {
  readonly url: string;
  /** What it was asked, in order: `DESCRIBE`, `SETUP` and so on. */
  readonly requests: readonly string[];
  close(): void;
}

/** What a camera shows: bytes of MPEG-TS over so many seconds, the first of them at once. */
export interface RtspFilm {
  readonly bytes: Uint8Array;
  readonly seconds: number;
  readonly secondsAtOnce: number;
}

/** Waits for clients on a free port of this machine; ends the connection when the film is over. */
export async function startRtspCamera(film: RtspFilm): Promise<RtspCamera> {
  const requests: string[] = [];
  const server: Server = createServer((socket) => serve(socket, film, requests));
  const port = await listen(server);
  return {
    url: `rtsp://127.0.0.1:${port}/live`,
    requests,
    close: () => server.close(),
  };
}

function serve(socket: Socket, film: RtspFilm, requests: string[]): void {
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const request = text.slice(0, end);
      text = text.slice(end + 4);
      const [method = ''] = request.split(' ');
      const number = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0';
      requests.push(method);
      socket.write(answerTo(method, number));
      if (method === 'PLAY') void play(socket, film);
    }
  });
}

function answerTo(method: string, number: string): string {
  const head = `RTSP/1.0 200 OK\r\nCSeq: ${number}\r\nSession: 1\r\n`;
  switch (method) {
    case 'OPTIONS':
      return `${head}Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n`;
    case 'DESCRIBE': {
      const sdp = [
        'v=0',
        'o=- 0 0 IN IP4 127.0.0.1',
        's=camera',
        't=0 0',
        `m=video 0 RTP/AVP ${MPEG_TS_TYPE}`,
        'a=control:video',
        '',
      ].join('\r\n');
      return `${head}Content-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`;
    }
    case 'SETUP':
      return `${head}Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n`;
    default:
      return `${head}\r\n`;
  }
}

async function play(socket: Socket, { bytes, seconds, secondsAtOnce }: RtspFilm): Promise<void> {
  const startMsec = performance.now() - secondsAtOnce * 1000;
  let sequence = 0;
  for (let at = 0; at < bytes.length && !socket.destroyed; at += PAYLOAD_BYTES) {
    const atSec = (at / bytes.length) * seconds;
    const waitMsec = startMsec + atSec * 1000 - performance.now();
    if (waitMsec > 0) await delay(waitMsec);
    const payload = bytes.subarray(at, at + PAYLOAD_BYTES);
    const packet = Buffer.alloc(4 + 12 + payload.length);
    packet.write('$', 0);
    packet.writeUInt16BE(12 + payload.length, 2);
    packet[4] = 0x80;
    packet[5] = MPEG_TS_TYPE;
    packet.writeUInt16BE(sequence++ & 0xffff, 6);
    packet.writeUInt32BE(Math.round(atSec * CLOCK_HZ) >>> 0, 8);
    packet.set(payload, 16);
    socket.write(packet);
  }
  socket.end();
}
