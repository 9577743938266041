/**
 * Records frames losslessly.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import type { Frame as AvFrame } from 'node-av/lib';
import { SyntalosError } from '../errors.ts';
import { FRAME_HEADER_BYTES, frameByteLength, type FrameFields, type FrameShape } from '../types/index.ts';
import { type Ffmpeg, ffmpegError, loadFfmpeg } from './ffmpeg.ts';
import { EncodedFile } from './encoded-file.ts';
import { PixelConverter } from './pixel-converter.ts';
import { type PixelLayout, copyPixelsIn, rowBytes } from './pixel-format.ts';
import { codecSetup, shapeText, type VideoCodec } from './video-codec.ts';

/** How a {@link VideoWriter} records. */
export interface VideoWriterOptions {
  /** Nominal frames per second, stored in the file; each frame still has its own time. */
  readonly framerateHz?: number;
  /** `ffv1`, which loses nothing, when left out. */
  readonly codec?: VideoCodec;
  /** Time of a frame that is to be 0 in the file, in µs: of the start of a slice. */
  readonly startUsec?: number;
  /** Frames that may wait for the encoder: 16 by default. */
  readonly queueFrames?: number;
  /** Threads that encode a frame together: the cores of the machine, at most 4, by default. */
  readonly threads?: number;
}

/** What a writer has done. */
export interface VideoWriterCounts {
  /** Frames in the file. */
  readonly frames: number;
  /** Bytes of encoded frames. */
  readonly bytes: number;
  /** Frames stored with the time of their predecessor, or 0, because theirs was before it. */
  readonly timesAdjusted: number;
}

/**
 * Records frames in Matroska, losslessly by FFV1 unless another codec is chosen.
 *
 * Encoding and disk writing run on other threads. The file can be read while it grows, and after
 * the process died, up to its last complete cluster: at most the last second, or 5 MB, is lost.
 * Matroska rounds times to ms.
 *
 * @example
 * ```ts
 * const writer = await VideoWriter.create('a.mkv', frame, { framerateHz: 60 });
 * await writer.write(frame);
 * const { frames } = await writer.close();
 * ```
 */
export class VideoWriter implements AsyncDisposable {
  /** The file. */
  readonly path: string;
  readonly #ffmpeg: Ffmpeg;
  readonly #file: EncodedFile;
  readonly #shape: FrameShape;
  readonly #layout: PixelLayout;
  readonly #converter: PixelConverter | undefined;
  readonly #queue: AvFrame[] = [];
  readonly #queueFrames: number;
  /** Those who wait for room in the queue: at most as many as there are frames in it. */
  #waiting: (() => void)[] = [];
  #encoding: Promise<void> | undefined;
  #closing: Promise<VideoWriterCounts> | undefined;
  #failure: Error | undefined;
  readonly #startUsec: number;
  #lastUsec = 0;
  #frames = 0;
  #bytes = 0;
  #timesAdjusted = 0;

  private constructor(path: string, ffmpeg: Ffmpeg, file: EncodedFile, setup: Setup) {
    this.path = path;
    this.#ffmpeg = ffmpeg;
    this.#file = file;
    this.#shape = setup.shape;
    this.#layout = setup.layout;
    this.#queueFrames = setup.queueFrames;
    this.#startUsec = setup.startUsec;
    const converts = setup.stored !== setup.layout.format;
    this.#converter = converts ? new PixelConverter(ffmpeg, setup.stored) : undefined;
  }

  /**
   * Creates the file, replacing one that is there.
   *
   * @param shape - the shape of every frame: u8 or u16 with 1, 3 (BGR) or 4 (BGRA) channels; of lossy codecs u8
   *   with 1 or 3
   * @throws ERR_SYNTALOS_VIDEO if frames of this shape cannot be recorded
   * @throws ERR_SYNTALOS_STORAGE if the file cannot be created
   * @throws ERR_SYNTALOS_MISSING_DEPENDENCY if node-av is not there
   */
  static async create(
    path: string,
    shape: FrameShape,
    options: VideoWriterOptions = {},
  ): Promise<VideoWriter> {
    const ffmpeg = await loadFfmpeg(`record video "${path}"`);
    const { width, height, channels, depth } = shape;
    const setup = codecSetup(ffmpeg, options.codec ?? 'ffv1', { path, shape });
    const file = await EncodedFile.create(path, ffmpeg, {
      width,
      height,
      setup,
      framerateHz: options.framerateHz,
      threads: options.threads ?? Math.min(4, availableParallelism()),
    });
    const queueFrames = Math.max(1, options.queueFrames ?? 16);
    return new VideoWriter(path, ffmpeg, file, {
      shape: { width, height, channels, depth },
      layout: setup.layout,
      stored: setup.stored,
      startUsec: options.startUsec ?? 0,
      queueFrames,
    });
  }

  /**
   * Puts a frame into the queue of the encoder. Its pixels are copied before this returns.
   *
   * @returns resolved as soon as the queue has room for the next frame: await it before the next
   *   call
   * @throws (rejects) ERR_SYNTALOS_ITEM_TYPE if the frame is not of the writer's shape;
   *   ERR_SYNTALOS_STORAGE or ERR_SYNTALOS_VIDEO if an earlier frame could not be written;
   *   ERR_SYNTALOS_INVALID_STATE if the queue is full; ERR_SYNTALOS_CLOSED
   */
  async write(frame: FrameFields): Promise<void> {
    this.#checkWritable(frame);
    this.#queue.push(this.#copy(frame));
    this.#encoding ??= this.#encodeQueue();
    if (this.#queue.length < this.#queueFrames) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Writes what is queued, completes the file and closes it.
   *
   * @throws ERR_SYNTALOS_STORAGE or ERR_SYNTALOS_VIDEO if not all frames are in the file; it is
   *   closed all the same, and holds the frames before
   */
  close(): Promise<VideoWriterCounts> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #finish(): Promise<VideoWriterCounts> {
    await this.#encoding;
    try {
      this.#bytes += await this.#file.close();
    } catch (error) {
      // The disk that refused a frame refuses the index, too: the first failure says more.
      throw this.#failure ?? error;
    } finally {
      this.#converter?.[Symbol.dispose]();
    }
    if (this.#failure !== undefined) throw this.#failure;
    return { frames: this.#frames, bytes: this.#bytes, timesAdjusted: this.#timesAdjusted };
  }

  #checkWritable(frame: FrameFields): void {
    if (this.#closing !== undefined) {
      throw new SyntalosError('ERR_SYNTALOS_CLOSED', `Cannot record a frame: video "${this.path}" is closed`);
    }
    if (this.#failure !== undefined) throw this.#failure;
    const { width, height, channels, depth } = this.#shape;
    const fits =
      frame.width === width &&
      frame.height === height &&
      frame.channels === channels &&
      frame.depth === depth &&
      frame.data.byteLength === frameByteLength(frame) - FRAME_HEADER_BYTES;
    if (!fits) {
      throw new SyntalosError(
        'ERR_SYNTALOS_ITEM_TYPE',
        `Cannot record frame ${frame.index} in video "${this.path}": it is ${shapeText(frame)} in ${frame.data.byteLength} bytes, expected ${shapeText(this.#shape)}`,
      );
    }
    if (this.#queue.length >= this.#queueFrames) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot record frame ${frame.index} in video "${this.path}": ${this.#queueFrames} frames wait, await each write before the next`,
      );
    }
  }

  #copy({ data, timeUsec }: FrameFields): AvFrame {
    const copy = new this.#ffmpeg.lib.Frame();
    copy.alloc();
    copy.format = this.#layout.format;
    copy.width = this.#shape.width;
    copy.height = this.#shape.height;
    const status = copy.getBuffer();
    if (status < 0) {
      copy.free();
      const message = `Cannot copy a frame for video "${this.path}"`;
      throw ffmpegError(this.#ffmpeg, 'ERR_SYNTALOS_VIDEO', message, status);
    }
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    copyPixelsIn(pixels, rowBytes(this.#layout, this.#shape.width), copy);
    // A file's times never run backwards and start at 0; the exact ones are in the tsync file.
    const usec = timeUsec - this.#startUsec;
    if (usec < this.#lastUsec) this.#timesAdjusted += 1;
    else this.#lastUsec = usec;
    copy.pts = BigInt(this.#lastUsec);
    return copy;
  }

  /** Encodes until the queue is empty; a failure ends the writer. Never rejects. */
  async #encodeQueue(): Promise<void> {
    for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) {
      try {
        if (this.#failure === undefined) {
          const stored = (await this.#converter?.convert(frame)) ?? frame;
          this.#bytes += await this.#file.write(stored);
          this.#frames += 1;
        }
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      } finally {
        frame.free();
      }
      for (const wake of this.#waiting.splice(0)) wake();
    }
    this.#encoding = undefined;
  }
}

interface Setup {
  readonly shape: FrameShape;
  readonly layout: PixelLayout;
  readonly stored: PixelLayout['format'];
  readonly startUsec: number;
  readonly queueFrames: number;
}
