/**
 * Reads videos, frame by frame.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { FRAME_HEADER_BYTES, Frame, frameByteLength, pixelsOver, type FrameShape } from '../types/index.ts';
import { type Ffmpeg, loadFfmpeg } from './ffmpeg.ts';
import { PixelConverter } from './pixel-converter.ts';
import { type PixelLayout, copyPixelsOut, decodedLayout, rowBytes } from './pixel-format.ts';
import { VideoSource, type VideoInput } from './video-source.ts';

/** How a {@link VideoReader} reads. */
export interface VideoReaderOptions {
  /** Gray (1) or BGR (3) whatever is stored: most codecs store gray recordings as colour. */
  readonly channels?: 1 | 3;
  /** How FFmpeg opens what is no file; the path is its name in messages then. */
  readonly input?: VideoInput;
  /** Threads of the decoder; by default as many as FFmpeg thinks best. */
  readonly threads?: number;
}

/** What a video holds. */
export interface VideoInfo extends FrameShape {
  readonly channels: 1 | 3 | 4;
  readonly depth: 'u8' | 'u16';
  /** Bytes of the pixels of one frame. */
  readonly byteLength: number;
  /** Nominal frames per second, if the file says so. */
  readonly framerateHz: number | undefined;
  /** FFmpeg's name of the codec, such as `ffv1` or `vp9`. */
  readonly codec: string;
  /** Length of the video in µs, if the file says so: not so after a crash of its writer. */
  readonly durationUsec: number | undefined;
}

/**
 * Reads the frames of a video in order. Decoding runs on other threads.
 *
 * Gray stays one channel, with more than 8 bits as u16; other videos are BGR, or BGRA if that
 * is stored, of u16 if they are stored as RGB of more than 8 bits. Values use the full range of their depth.
 *
 * @example
 * ```ts
 * await using reader = await VideoReader.open('a.mkv');
 * for await (const frame of reader) console.log(frame.index, frame.timeUsec);
 * ```
 */
export class VideoReader implements AsyncIterable<Frame>, AsyncDisposable {
  /** The file. */
  readonly path: string;
  readonly info: VideoInfo;
  readonly #source: VideoSource;
  readonly #layout: PixelLayout;
  readonly #converter: PixelConverter;
  #state: 'open' | 'ended' | 'closed' = 'open';
  #index = 0;
  #failure: Error | undefined;
  /** The call of {@link next} that has not settled. */
  #reading: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(path: string, ffmpeg: Ffmpeg, source: VideoSource, layout: PixelLayout) {
    this.path = path;
    this.#source = source;
    this.#layout = layout;
    this.#converter = new PixelConverter(ffmpeg, layout.format);
    const { width, height, framerateHz, codec, durationUsec } = source.stored;
    const shape = { width, height, channels: layout.channels, depth: layout.depth };
    const byteLength = frameByteLength(shape) - FRAME_HEADER_BYTES;
    this.info = Object.freeze({ ...shape, byteLength, framerateHz, codec, durationUsec });
  }

  /**
   * Opens a video.
   *
   * @throws ERR_SYNTALOS_VIDEO if the file is missing or holds no video that FFmpeg reads
   * @throws ERR_SYNTALOS_MISSING_DEPENDENCY if node-av is not there
   */
  static async open(path: string, options: VideoReaderOptions = {}): Promise<VideoReader> {
    const ffmpeg = await loadFfmpeg(`read video "${path}"`);
    const { threads = 0, input } = options;
    const source = await VideoSource.open(path, ffmpeg, {
      threads,
      ...(input === undefined ? {} : { input }),
    });
    const layout = decodedLayout(ffmpeg, source.stored.format, options.channels);
    return new VideoReader(path, ffmpeg, source, layout);
  }

  /**
   * Decodes the next frame. Call it again only after the promise has settled.
   *
   * @param into - memory for the pixels, `info.byteLength` bytes or more, shared or not; memory of
   *   its own by default
   * @returns the frame with its number from 0 and the file's time for it; `undefined` after the
   *   last
   * @throws (rejects) ERR_SYNTALOS_VIDEO if the file is damaged or cut off, and from then on;
   *   ERR_SYNTALOS_INVALID_STATE, ERR_SYNTALOS_INVALID_ARGUMENT, ERR_SYNTALOS_CLOSED
   */
  async next(into?: Uint8Array): Promise<Frame | undefined> {
    if (this.#state === 'closed') {
      throw new SyntalosError('ERR_SYNTALOS_CLOSED', `Cannot read a frame: video "${this.path}" is closed`);
    }
    if (this.#reading !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot read a frame of video "${this.path}": the call before has not settled`,
      );
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#state === 'ended') return undefined;
    const reading = this.#decode(this.#memoryFor(into));
    this.#reading = reading.catch(() => undefined);
    try {
      return await reading;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw this.#failure;
    } finally {
      this.#reading = undefined;
    }
  }

  /**
   * Leaves out leading frames, to be called before the first {@link next}: as many as can be found without decoding
   * them. Packets are read up to the first frame that is wanted; one is decoded by the keyframe before it.
   *
   * @param isSkipped - whether a frame may be left out, by its number from 0 and its time in µs
   * @returns the times of those left out, µs, in order: the next frame has the number after them
   * @throws (rejects) ERR_SYNTALOS_VIDEO if the file is damaged or cut off
   */
  async skip(isSkipped: (position: number, timeUsec: number) => boolean): Promise<readonly number[]> {
    const skipping = this.#source.skip(isSkipped);
    this.#reading = skipping.catch(() => undefined);
    const timesUsec = await skipping.finally(() => (this.#reading = undefined));
    this.#index = timesUsec.length;
    return timesUsec;
  }

  /** All frames that are left, each in memory of its own. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, undefined> {
    for (;;) {
      const frame = await this.next();
      if (frame === undefined) return;
      yield frame;
    }
  }

  /** Ends a {@link next} that waits for a camera or a stream that is silent: it rejects. Only to be closed then. */
  interrupt(): void {
    if (this.#state !== 'closed') this.#source.interrupt();
  }

  /** Closes the file, after the frame that is being decoded. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#state = 'closed';
    await this.#reading;
    this.#converter[Symbol.dispose]();
    await this.#source.close();
  }

  async #decode(pixels: Uint8Array): Promise<Frame | undefined> {
    const { width, height, channels, depth } = this.info;
    const index = this.#index;
    const decoded = await this.#source.next(index);
    if (decoded === undefined) {
      if (this.#state === 'open') this.#state = 'ended';
      return undefined;
    }
    if (decoded.width !== width || decoded.height !== height) {
      throw new SyntalosError(
        'ERR_SYNTALOS_VIDEO',
        `Cannot read frame ${index} of video "${this.path}": it is ${decoded.width} × ${decoded.height}, the frames before ${width} × ${height}`,
        { details: { path: this.path, index } },
      );
    }
    const timeUsec = this.#source.timeUsec(decoded, index);
    const asIs = decoded.format === this.#layout.format;
    const packed = asIs ? decoded : await this.#converter.convert(decoded);
    copyPixelsOut(packed, rowBytes(this.#layout, width), pixels);
    const data = pixelsOver(depth, pixels.buffer, pixels.byteOffset, pixels.byteLength);
    this.#index += 1;
    return new Frame({ index, timeUsec, width, height, channels, depth, data });
  }

  #memoryFor(into: Uint8Array | undefined): Uint8Array {
    const { byteLength, depth } = this.info;
    if (into === undefined) return new Uint8Array(byteLength);
    const aligned = depth === 'u8' || into.byteOffset % 2 === 0;
    if (into.byteLength < byteLength || !aligned) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot read a frame of video "${this.path}" into ${into.byteLength} bytes at offset ${into.byteOffset}: expected ${byteLength} bytes or more, at a multiple of the size of its values`,
      );
    }
    return into.subarray(0, byteLength);
  }
}
