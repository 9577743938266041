/**
 * A video file as FFmpeg decodes it.
 *
 * @module
 */
import type { AVPixelFormat } from 'node-av/constants';
import type { CodecContext, FormatContext, Frame as AvFrame, Packet, Stream } from 'node-av/lib';
import { SyntalosError } from '../errors.ts';
import { type Ffmpeg, ffmpegError, fileUrl } from './ffmpeg.ts';
import { Ffv1Checksum } from './ffv1-checksum.ts';
import { NO_TIME } from './no-time.ts';
import { checkStep, freeContexts, openContexts } from './open-contexts.ts';
import { skipPackets } from './skip-packets.ts';

/** What a file says about its video. */
export interface StoredVideo {
  readonly width: number;
  readonly height: number;
  readonly format: AVPixelFormat;
  readonly framerateHz: number | undefined;
  readonly codec: string;
  readonly durationUsec: number | undefined;
}

/** What is not simply a file: how FFmpeg opens it. */
export interface VideoInput {
  readonly url: string;
  /** FFmpeg's name of its format, such as `v4l2`; found out when left out. */
  readonly format?: string;
  /** FFmpeg's options of it. */
  readonly options: Readonly<Record<string, string>>;
  /** How long opening it may take; without end when left out. */
  readonly openLimitMsec?: number;
}

/** Options of {@link VideoSource.open}. */
export interface VideoSourceOptions {
  /** Threads of the decoder; 0 lets FFmpeg choose. */
  readonly threads: number;
  /** How it is opened; as a file when left out. */
  readonly input?: VideoInput;
}

/** A video file that is being decoded: FFmpeg's frames, one after the other. */
export class VideoSource {
  readonly stored: StoredVideo;
  readonly #path: string;
  readonly #ffmpeg: Ffmpeg;
  readonly #format: FormatContext;
  readonly #codec: CodecContext;
  readonly #stream: Stream;
  readonly #packet: Packet;
  readonly #frame: AvFrame;
  readonly #checksum: Ffv1Checksum | undefined;
  /** What was read while frames were left out, and is decoded first. */
  #held: Packet[] = [];
  /** Where the last packet of any stream ends. */
  #endUsec = 0;
  #drained = false;

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
    this.#frame = new ffmpeg.lib.Frame();
    this.#frame.alloc();
    const { codecpar, avgFrameRate: rate } = stream;
    this.stored = {
      width: codecpar.width,
      height: codecpar.height,
      format: codecpar.format as AVPixelFormat,
      framerateHz: rate.num > 0 && rate.den > 0 ? rate.num / rate.den : undefined,
      codec: ffmpeg.lib.avGetCodecName(codecpar.codecId) ?? 'unknown',
      durationUsec: format.duration > 0n ? Number(format.duration) : undefined,
    };
    this.#checksum = this.stored.codec === 'ffv1' ? new Ffv1Checksum() : undefined;
  }

  /**
   * Opens the file and starts a decoder for its best video stream.
   *
   * @throws ERR_SYNTALOS_VIDEO
   */
  static async open(
    path: string,
    ffmpeg: Ffmpeg,
    { threads, input = { url: fileUrl(path), options: {} } }: VideoSourceOptions,
  ): Promise<VideoSource> {
    const { lib, constants } = ffmpeg;
    const check = (status: number): number => checkStep(ffmpeg, `Cannot open video "${path}"`, status);
    return openContexts(ffmpeg, 'input', async ({ format, codec }) => {
      const inputFormat = input.format === undefined ? null : lib.InputFormat.findInputFormat(input.format);
      if (input.format !== undefined && inputFormat === null) {
        throw new SyntalosError(
          'ERR_SYNTALOS_VIDEO',
          `Cannot open video "${path}": this FFmpeg has no input format "${input.format}"`,
        );
      }
      // Only a context that is there before it is opened can be interrupted.
      format.allocContext();
      const settings = lib.Dictionary.fromObject({ ...input.options });
      await withinLimit(path, { format, limitMsec: input.openLimitMsec }, async () => {
        check(await format.openInput(input.url, inputFormat, settings));
        check(await format.findStreamInfo());
      });
      const index = check(format.findBestStream(constants.AVMEDIA_TYPE_VIDEO));
      const stream = format.streams[index]!;
      const { codecpar } = stream;
      const decoder = lib.Codec.findDecoder(codecpar.codecId);
      if (decoder === null || codecpar.width < 1 || codecpar.height < 1 || codecpar.format < 0) {
        throw new SyntalosError(
          'ERR_SYNTALOS_VIDEO',
          `Cannot open video "${path}": its codec or size is unknown`,
          { details: { path } },
        );
      }
      codec.allocContext3(decoder);
      check(codec.parametersToContext(codecpar));
      codec.pktTimebase = stream.timeBase;
      codec.threadCount = threads;
      check(await codec.open2(decoder));
      return new VideoSource(path, ffmpeg, format, codec, stream);
    });
  }

  /**
   * Decodes the next frame.
   *
   * @param index - its number, for messages
   * @returns the frame, valid until the next call; `undefined` after the last
   * @throws ERR_SYNTALOS_VIDEO if the file is damaged or cut off
   */
  async next(index: number): Promise<AvFrame | undefined> {
    const { AVERROR_EAGAIN, AVERROR_EOF } = this.#ffmpeg.constants;
    for (;;) {
      // While packets go in, the work is done there and this only hands over; after the last
      // packet it waits for the decoder's threads.
      const status = this.#drained
        ? await this.#codec.receiveFrame(this.#frame)
        : this.#codec.receiveFrameSync(this.#frame);
      if (status >= 0) return this.#frame;
      if (status === AVERROR_EOF) {
        this.#checkEnd(index);
        return undefined;
      }
      if (status !== AVERROR_EAGAIN) throw this.#damaged(index, status);
      await this.#sendPacket(index);
    }
  }

  /**
   * Leaves out leading frames, before the first is decoded: as many as can be without decoding them.
   *
   * @param isSkipped - whether a frame may be left out, by its number from 0 and its time in µs
   * @returns the times of those left out, µs, in order
   */
  async skip(isSkipped: (position: number, timeUsec: number) => boolean): Promise<readonly number[]> {
    let count = 0;
    const { ticks, held } = await skipPackets({
      read: async () => ((await this.#readPacket(count++)) ? this.#takePacket() : undefined),
      isSkipped: (position, time) => isSkipped(position, ticksToUsec(time, this.#stream)),
    });
    this.#held = [...held];
    return ticks.map((time) => ticksToUsec(time, this.#stream));
  }

  /** The time of a frame in µs, as the file has it. */
  timeUsec(frame: AvFrame, index: number): number {
    const ticks = frame.bestEffortTimestamp;
    if (ticks === NO_TIME) return Math.round((index * 1e6) / (this.stored.framerateHz ?? 1));
    return ticksToUsec(ticks, this.#stream);
  }

  /** Ends a read that waits for data which do not come: it fails, and so does each later one. */
  interrupt(): void {
    this.#format.interrupt();
  }

  async close(): Promise<void> {
    for (const packet of this.#held.splice(0)) packet.free();
    this.#frame.free();
    this.#packet.free();
    await freeContexts({ format: this.#format, codec: this.#codec }, 'input');
  }

  async #sendPacket(index: number): Promise<void> {
    const held = this.#held.shift();
    if (held === undefined && !(await this.#readPacket(index))) {
      this.#drained = true;
      await this.#codec.sendPacket(null);
      return;
    }
    const packet = held ?? this.#packet;
    try {
      if (this.#checksum?.isIntact(packet.data ?? new Uint8Array()) === false) {
        throw this.#damaged(index, this.#ffmpeg.constants.AVERROR_INVALIDDATA);
      }
      const sent = await this.#codec.sendPacket(packet);
      if (sent < 0) throw this.#damaged(index, sent);
    } finally {
      packet.unref();
      held?.free();
    }
  }

  /**
   * Reads the video's next packet.
   *
   * @returns false at the end of the file
   */
  async #readPacket(index: number): Promise<boolean> {
    const packet = this.#packet;
    for (;;) {
      const status = await this.#format.readFrame(packet);
      if (status === this.#ffmpeg.constants.AVERROR_EOF) return false;
      if (status < 0) throw this.#damaged(index, status);
      const stream = this.#format.streams[packet.streamIndex] ?? this.#stream;
      if (packet.pts !== NO_TIME) {
        const endUsec = ticksToUsec(packet.pts + packet.duration, stream);
        this.#endUsec = Math.max(this.#endUsec, endUsec);
      }
      if (packet.streamIndex === this.#stream.index) return true;
      packet.unref();
    }
  }

  /** The packet that was read, to keep. */
  #takePacket(): Packet {
    const kept = this.#packet.clone();
    this.#packet.unref();
    if (kept === null) throw new Error('no memory for a packet');
    return kept;
  }

  /**
   * FFmpeg takes the end of a cut-off Matroska file for its regular end. Its header knows better,
   * to the ms: half a frame is missing, or nothing.
   */
  #checkEnd(index: number): void {
    const { durationUsec, framerateHz } = this.stored;
    const name = this.#format.iformat?.name ?? '';
    if (durationUsec === undefined || !name.includes('matroska')) return;
    const toleranceUsec = Math.max(2000, framerateHz === undefined ? 0 : 5e5 / framerateHz);
    if (this.#endUsec + toleranceUsec >= durationUsec) return;
    throw new SyntalosError(
      'ERR_SYNTALOS_VIDEO',
      `Cannot read frame ${index} of video "${this.#path}": the file ends at ${this.#endUsec} µs, expected ${durationUsec} µs`,
      { details: { path: this.#path, index } },
    );
  }

  #damaged(index: number, status: number): SyntalosError {
    const message = `Cannot read frame ${index} of video "${this.#path}"`;
    return ffmpegError(this.#ffmpeg, 'ERR_SYNTALOS_VIDEO', message, status);
  }
}

/** Opens, but ends what waits for longer: its thread of libuv could never be had back. */
async function withinLimit(
  path: string,
  { format, limitMsec }: { readonly format: FormatContext; readonly limitMsec: number | undefined },
  open: () => Promise<void>,
): Promise<void> {
  const late = new AbortController();
  const end = (): void => {
    late.abort();
    format.interrupt();
  };
  const timer = limitMsec === undefined ? undefined : setTimeout(end, limitMsec);
  try {
    await open();
  } catch (cause) {
    if (!late.signal.aborted) throw cause;
    throw new SyntalosError(
      'ERR_SYNTALOS_VIDEO',
      `Cannot open video "${path}": no picture came within ${limitMsec! / 1000} s`,
      { cause, details: { path } },
    );
  } finally {
    clearTimeout(timer);
  }
}

function ticksToUsec(ticks: bigint, { timeBase }: Stream): number {
  return Math.round((Number(ticks) * timeBase.num * 1e6) / timeBase.den);
}
