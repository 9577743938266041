/**
 * Encodes video into a Matroska or MP4 file.
 *
 * @module
 */
import type { CodecContext, FormatContext, Frame as AvFrame, Packet, Rational, Stream } from 'node-av/lib';
import { SyntalosError } from '../errors.ts';
import { type Ffmpeg, ffmpegError, fileUrl } from './ffmpeg.ts';
import { checkStep, freeContexts, openContexts } from './open-contexts.ts';
import type { CodecSetup } from './video-codec.ts';

/** What an {@link EncodedFile} is created with. */
export interface EncodedFileOptions {
  readonly width: number;
  readonly height: number;
  readonly setup: CodecSetup;
  readonly framerateHz: number | undefined;
  readonly threads: number;
  /** Matroska when left out. */
  readonly container?: VideoContainer;
}

/** Files that video is written into: one that can be read whatever happens, one that everything plays. */
export type VideoContainer = 'matroska' | 'mp4';

/** Frames are given in µs, which MP4 keeps; Matroska, as FFmpeg writes it, keeps ms. */
const USEC = { num: 1, den: 1_000_000 };

/**
 * The frames per second an encoder reckons with to spread quality; the file has the true rate. SVT-AV1
 * refuses more than 240.
 */
const ENCODER_RATE_HZ = { least: 1, most: 240, unknown: 30 } as const;

/** Longest time in ms that goes into one cluster: what is lost when the process dies. */
const CLUSTER_MSEC = '500';

/** Options of FFmpeg's writers of containers. */
const MUXING: Readonly<Record<VideoContainer, Readonly<Record<string, string>>>> = {
  matroska: { cluster_time_limit: CLUSTER_MSEC },
  // The index goes to the front, where players over a network look for it.
  mp4: { movflags: '+faststart', video_track_timescale: String(USEC.den) },
};

/** A file with one stream of video: encodes and writes one frame after the other. */
export class EncodedFile {
  readonly #path: string;
  readonly #ffmpeg: Ffmpeg;
  readonly #format: FormatContext;
  readonly #codec: CodecContext;
  readonly #stream: Stream;
  readonly #packet: Packet;
  readonly #container: VideoContainer;
  /** Time of the last packet, and how long it is shown, µs. */
  #lastPts = 0n;
  #lastDuration = 0n;

  private constructor(
    path: string,
    ffmpeg: Ffmpeg,
    format: FormatContext,
    codec: CodecContext,
    stream: Stream,
    { container = 'matroska', framerateHz = 25 }: EncodedFileOptions,
  ) {
    this.#path = path;
    this.#ffmpeg = ffmpeg;
    this.#format = format;
    this.#codec = codec;
    this.#stream = stream;
    this.#packet = new ffmpeg.lib.Packet();
    this.#packet.alloc();
    this.#container = container;
    this.#lastDuration = BigInt(Math.round(1e6 / framerateHz));
  }

  /**
   * Creates the file, replacing one that is there, and writes its header.
   *
   * @throws ERR_SYNTALOS_VIDEO if the encoder takes no such frames
   * @throws ERR_SYNTALOS_STORAGE if the file cannot be written
   */
  static async create(path: string, ffmpeg: Ffmpeg, options: EncodedFileOptions): Promise<EncodedFile> {
    const { lib, constants } = ffmpeg;
    const { setup, container = 'matroska' } = options;
    const check = (step: string, status: number): number =>
      checkStep(ffmpeg, `Cannot ${step} for video "${path}"`, status);
    return openContexts(ffmpeg, 'output', async ({ format, codec }) => {
      const url = fileUrl(path);
      check(`set up ${container}`, format.allocOutputContext2(null, container, url));
      // Whole clusters go to the disk at once, none stays in a buffer.
      format.setFlags(constants.AVFMT_FLAG_FLUSH_PACKETS);
      const encoder = lib.Codec.findEncoderByName(setup.encoder);
      if (encoder === null) {
        throw new SyntalosError(
          'ERR_SYNTALOS_VIDEO',
          `Cannot record video "${path}": this FFmpeg has no encoder ${setup.encoder}`,
        );
      }
      codec.allocContext3(encoder);
      codec.width = options.width;
      codec.height = options.height;
      codec.pixelFormat = setup.stored;
      const isFullRange = container === 'matroska';
      codec.colorRange = isFullRange ? constants.AVCOL_RANGE_JPEG : constants.AVCOL_RANGE_MPEG;
      // Where nothing is said, players guess by the size of frames; this is what pixels are converted by.
      if (!isFullRange) codec.colorSpace = constants.AVCOL_SPC_SMPTE170M;
      // The container has the encoder's headers once, before the frames.
      codec.setFlags(constants.AV_CODEC_FLAG_GLOBAL_HEADER);
      codec.timeBase = new lib.Rational(USEC.num, USEC.den);
      codec.threadCount = options.threads;
      codec.threadType = constants.FF_THREAD_SLICE;
      const stream = format.newStream(encoder);
      const rateOf = (hertz: number): Rational => new lib.Rational(Math.round(hertz * 1000), 1000);
      const { framerateHz = ENCODER_RATE_HZ.unknown } = options;
      // Where it is left out, encoders take the time base for it.
      codec.framerate = rateOf(Math.min(ENCODER_RATE_HZ.most, Math.max(ENCODER_RATE_HZ.least, framerateHz)));
      if (options.framerateHz !== undefined) stream.avgFrameRate = rateOf(options.framerateHz);
      const settings = lib.Dictionary.fromObject({ ...setup.options });
      check(`start ${setup.encoder}`, await codec.open2(encoder, settings));
      check(`describe ${setup.encoder}`, codec.parametersFromContext(stream.codecpar));
      const file = new EncodedFile(path, ffmpeg, format, codec, stream, options);
      file.#checkStorage(await format.openOutput());
      const muxing = lib.Dictionary.fromObject({ ...MUXING[container] });
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
    return this.#writePackets(() => this.#codec.receivePacketSync(this.#packet));
  }

  /**
   * Completes the file by what the encoder still has and by its index, and closes it even if that fails.
   *
   * @returns the bytes of the encoder's last frames
   */
  async close(): Promise<number> {
    try {
      await this.#codec.sendFrame(null);
      const bytes = await this.#writePackets(() => this.#codec.receivePacket(this.#packet));
      this.#checkStorage(await this.#format.writeTrailer());
      return bytes;
    } finally {
      this.#packet.free();
      await freeContexts({ format: this.#format, codec: this.#codec }, 'output');
    }
  }

  async #writePackets(receive: () => number | Promise<number>): Promise<number> {
    let bytes = 0;
    while ((await receive()) >= 0) {
      bytes += this.#packet.size;
      this.#packet.streamIndex = 0;
      if (this.#container === 'mp4') this.#setDuration();
      this.#packet.rescaleTs(USEC, this.#stream.timeBase);
      this.#checkStorage(await this.#format.interleavedWriteFrame(this.#packet));
      this.#packet.unref();
    }
    return bytes;
  }

  /** MP4 says when a video ends: without it, players leave the last frame out. It is shown as long as the one before. */
  #setDuration(): void {
    const { pts } = this.#packet;
    if (pts > this.#lastPts) this.#lastDuration = pts - this.#lastPts;
    this.#lastPts = pts;
    this.#packet.duration = this.#lastDuration;
  }

  #checkStorage(status: number): void {
    if (status >= 0) return;
    const message = `Cannot write video "${this.#path}"`;
    throw ffmpegError(this.#ffmpeg, 'ERR_SYNTALOS_STORAGE', message, status);
  }
}
