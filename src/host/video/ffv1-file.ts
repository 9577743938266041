/**
 * Encodes FFV1 into a Matroska file.
 *
 * @module
 */
import type { AVPixelFormat } from 'node-av/constants';
import type { CodecContext, FormatContext, Frame as AvFrame, Packet, Stream } from 'node-av/lib';
import { SyntalosError } from '../../errors.ts';
import { type Ffmpeg, ffmpegError, fileUrl } from './ffmpeg.ts';
import { checkStep, freeContexts, openContexts } from './open-contexts.ts';

/** What an {@link Ffv1File} is created with. */
export interface Ffv1FileOptions {
  readonly width: number;
  readonly height: number;
  /** A format that FFV1 stores as it is. */
  readonly format: AVPixelFormat;
  readonly framerateHz: number | undefined;
  readonly threads: number;
}

/** Frames are given in µs; Matroska, as FFmpeg writes it, keeps ms. */
const USEC = { num: 1, den: 1_000_000 };

const ENCODER_OPTIONS = {
  // Version 3 has slices, which are encoded in parallel, and a checksum for each.
  level: '3',
  slicecrc: '1',
  // Each frame stands on its own: damage ends with the frame, and readers can start anywhere.
  g: '1',
} as const;

/** Longest time in ms that goes into one cluster: what is lost when the process dies. */
const CLUSTER_MSEC = '1000';

/** A Matroska file with one FFV1 stream: encodes and writes one frame after the other. */
export class Ffv1File {
  readonly #path: string;
  readonly #ffmpeg: Ffmpeg;
  readonly #format: FormatContext;
  readonly #codec: CodecContext;
  readonly #stream: Stream;
  readonly #packet: Packet;

  private constructor(
    path: string,
    ffmpeg: Ffmpeg,
    format: FormatContext,
    codec: CodecContext,
    stream: Stream,
  ) {
    this.#path = path;
    this.#ffmpeg = ffmpeg;
    this.#format = format;
    this.#codec = codec;
    this.#stream = stream;
    this.#packet = new ffmpeg.lib.Packet();
    this.#packet.alloc();
  }

  /**
   * Creates the file, replacing one that is there, and writes its header.
   *
   * @throws ERR_SYNTALOS_VIDEO if the encoder takes no such frames
   * @throws ERR_SYNTALOS_STORAGE if the file cannot be written
   */
  static async create(path: string, ffmpeg: Ffmpeg, options: Ffv1FileOptions): Promise<Ffv1File> {
    const { lib, constants } = ffmpeg;
    const check = (step: string, status: number): number =>
      checkStep(ffmpeg, `Cannot ${step} for video "${path}"`, status);
    return openContexts(ffmpeg, 'output', async ({ format, codec }) => {
      const url = fileUrl(path);
      check('set up Matroska', format.allocOutputContext2(null, 'matroska', url));
      // Whole clusters go to the disk at once, none stays in a buffer.
      format.setFlags(constants.AVFMT_FLAG_FLUSH_PACKETS);
      const encoder = lib.Codec.findEncoderByName(constants.FF_ENCODER_FFV1);
      if (encoder === null) {
        throw new SyntalosError(
          'ERR_SYNTALOS_VIDEO',
          `Cannot record video "${path}": this FFmpeg has no FFV1`,
        );
      }
      codec.allocContext3(encoder);
      codec.width = options.width;
      codec.height = options.height;
      codec.pixelFormat = options.format;
      codec.timeBase = new lib.Rational(USEC.num, USEC.den);
      codec.threadCount = options.threads;
      codec.threadType = constants.FF_THREAD_SLICE;
      const stream = format.newStream(encoder);
      if (options.framerateHz !== undefined) {
        const rate = new lib.Rational(Math.round(options.framerateHz * 1000), 1000);
        codec.framerate = rate;
        stream.avgFrameRate = rate;
      }
      const settings = lib.Dictionary.fromObject({
        ...ENCODER_OPTIONS,
        slices: options.width < 4 || options.height < 4 ? '1' : '4',
      });
      check('start FFV1', await codec.open2(encoder, settings));
      check('describe FFV1', codec.parametersFromContext(stream.codecpar));
      const file = new Ffv1File(path, ffmpeg, format, codec, stream);
      file.#checkStorage(await format.openOutput());
      const muxing = lib.Dictionary.fromObject({ cluster_time_limit: CLUSTER_MSEC });
      file.#checkStorage(await format.writeHeader(muxing));
      return file;
    });
  }

  /**
   * Encodes a frame, whose `pts` is its time in µs, and writes it.
   *
   * @returns the bytes that it took
   */
  async write(frame: AvFrame): Promise<number> {
    checkStep(
      this.#ffmpeg,
      `Cannot encode a frame for video "${this.#path}"`,
      await this.#codec.sendFrame(frame),
    );
    let bytes = 0;
    while (this.#codec.receivePacketSync(this.#packet) >= 0) {
      bytes += this.#packet.size;
      this.#packet.streamIndex = 0;
      this.#packet.rescaleTs(USEC, this.#stream.timeBase);
      this.#checkStorage(await this.#format.interleavedWriteFrame(this.#packet));
      this.#packet.unref();
    }
    return bytes;
  }

  /** Completes the file by its index, and closes it even if that fails. */
  async close(): Promise<void> {
    try {
      this.#checkStorage(await this.#format.writeTrailer());
    } finally {
      this.#packet.free();
      await freeContexts({ format: this.#format, codec: this.#codec }, 'output');
    }
  }

  #checkStorage(status: number): void {
    if (status >= 0) return;
    const message = `Cannot write video "${this.#path}"`;
    throw ffmpegError(this.#ffmpeg, 'ERR_SYNTALOS_STORAGE', message, status);
  }
}
