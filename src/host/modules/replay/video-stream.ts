/**
 * A recorded video as a stream of frames.
 *
 * @module
 */
import { MetaFloat, MetaSize, type FrameFields, type MetaMap } from '../../../types/index.ts';
import { VideoReader } from '../../video/index.ts';
import { FrameTimes } from './frame-times.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';

/** Where a recorded video is, and what its dataset says of it. */
export interface VideoFiles {
  /** Path of the dataset in the recording, for messages. */
  readonly name: string;
  /** Absolute paths of the parts of the video, in order. */
  readonly videoPaths: readonly string[];
  /** Absolute paths of its tsync files, in order; none if it has its own times only. */
  readonly tsyncPaths: readonly string[];
  /** False if the frames were grey before a codec made colour of them. */
  readonly isColored?: boolean;
  readonly framerateHz?: number;
  /** Width × height of a frame. */
  readonly framePixels?: number;
}

/** Frames up to this size are decoded faster by one thread than by several, which wait for each other. */
const SINGLE_THREAD_PIXELS = 640 * 480;

/** A recorded video: frames with the numbers and times of its tsync file. */
export class VideoStream implements RecordedStream {
  readonly metadata: MetaMap;
  readonly #files: VideoFiles;
  readonly #times: FrameTimes;
  readonly #onWarning: (text: string) => void;
  #reader: VideoReader;
  #isClosed = false;

  private constructor(
    files: VideoFiles,
    reader: VideoReader,
    times: FrameTimes,
    onWarning: (text: string) => void,
  ) {
    this.#files = files;
    this.#reader = reader;
    this.#times = times;
    this.#onWarning = onWarning;
    const { width, height, channels } = reader.info;
    const framerateHz = files.framerateHz ?? reader.info.framerateHz;
    this.metadata = {
      size: new MetaSize(width, height),
      has_color: channels > 1,
      ...(framerateHz === undefined ? {} : { framerate: new MetaFloat(framerateHz) }),
    };
  }

  /**
   * Opens the first part and reads all times.
   *
   * @throws SyntalosError as `VideoReader.open` and {@link FrameTimes.read} do
   */
  static async open(files: VideoFiles, onWarning: (text: string) => void): Promise<VideoStream> {
    const times =
      files.tsyncPaths.length === 0 ? FrameTimes.none() : await FrameTimes.read(files.tsyncPaths, onWarning);
    return new VideoStream(files, await openPart(files, 0), times, onWarning);
  }

  async *items(): AsyncGenerator<TimedItem<FrameFields>, void, undefined> {
    let position = 0;
    let partStartUsec = 0;
    let endUsec = 0;
    for (let part = 0; part < this.#files.videoPaths.length; part++) {
      if (part > 0) await this.#nextPart(part);
      for await (const frame of this.#reader) {
        if (this.#isClosed) return;
        const ownTimeUsec = partStartUsec + frame.timeUsec;
        const { index, timeUsec } = this.#times.of(position++, ownTimeUsec);
        endUsec = ownTimeUsec + this.#periodUsec;
        frame.index = index;
        frame.timeUsec = timeUsec;
        yield { timeUsec, item: frame };
      }
      // Each part counts its time from 0.
      partStartUsec = endUsec;
    }
    if (this.#files.tsyncPaths.length > 0 && position !== this.#times.count) this.#tellMismatch(position);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#reader.close();
  }

  get #periodUsec(): number {
    const framerateHz = this.#reader.info.framerateHz ?? this.#files.framerateHz;
    return framerateHz === undefined ? 0 : 1e6 / framerateHz;
  }

  async #nextPart(part: number): Promise<void> {
    await this.#reader.close();
    this.#reader = await openPart(this.#files, part);
    if (this.#isClosed) await this.#reader.close();
  }

  #tellMismatch(frameCount: number): void {
    const { count } = this.#times;
    const what =
      frameCount < count
        ? `the last ${count - frameCount} times have no frame`
        : `the last ${frameCount - count} frames have times by the video's own clock`;
    this.#onWarning(
      `Video "${this.#files.name}" has ${frameCount} frames, but its tsync file has ${count} times: ${what}`,
    );
  }
}

function openPart(files: VideoFiles, part: number): Promise<VideoReader> {
  const { isColored, framePixels = Infinity } = files;
  return VideoReader.open(files.videoPaths[part]!, {
    ...(isColored === false ? { channels: 1 } : {}),
    ...(framePixels <= SINGLE_THREAD_PIXELS ? { threads: 1 } : {}),
  });
}
