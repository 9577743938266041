/**
 * A recorded video as a stream of frames.
 *
 * @module
 */
import { DataType, MetaFloat, MetaSize, type FrameFields, type MetaMap } from '../types/index.ts';
import { VideoReader } from '../video/index.ts';
import type { FrameStamp } from './frame-times.ts';
import { PartClock } from './part-clock.ts';
import { playParts } from './play-parts.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { VideoTimes } from './video-times.ts';

/** Where a recorded video is, and what its dataset says of it. */
export interface VideoFiles {
  /** Path of the dataset in the recording, for messages. */
  readonly name: string;
  /** Absolute paths of the parts of the video, in order. */
  readonly videoPaths: readonly string[];
  /** Absolute paths of its tsync files or tables of times, in order; none if it has its own times only. */
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
  readonly dataType: typeof DataType.Frame = DataType.Frame;
  readonly metadata: MetaMap;
  readonly #files: VideoFiles;
  readonly #times: VideoTimes;
  readonly #clock = new PartClock();
  /** The first part that could be opened. */
  readonly #firstPart: number;
  /** Why those before it could not. */
  readonly #failures: readonly Error[];
  readonly #onWarning: (text: string) => void;
  #reader: VideoReader;
  #isClosed = false;

  private constructor(
    files: VideoFiles,
    first: FirstPart,
    times: VideoTimes,
    onWarning: (text: string) => void,
  ) {
    this.#files = files;
    this.#reader = first.reader;
    this.#firstPart = first.part;
    this.#failures = first.failures;
    this.#times = times;
    this.#onWarning = onWarning;
    const { width, height, channels } = first.reader.info;
    const framerateHz = files.framerateHz ?? first.reader.info.framerateHz;
    this.metadata = {
      size: new MetaSize(width, height),
      has_color: channels > 1,
      ...(framerateHz === undefined ? {} : { framerate: new MetaFloat(framerateHz) }),
    };
  }

  /**
   * Opens the first part that can be opened and reads all times. Files of times that cannot be read are
   * said; the video then has its own.
   *
   * @throws SyntalosError as `VideoReader.open` does, if no part can be opened
   */
  static async open(files: VideoFiles, onWarning: (text: string) => void): Promise<VideoStream> {
    const first = await openFirstPart(files);
    const framerateHz = files.framerateHz ?? first.reader.info.framerateHz;
    const times = await VideoTimes.read({
      name: files.name,
      partCount: files.videoPaths.length,
      timesPaths: files.tsyncPaths,
      periodUsec: framerateHz === undefined ? undefined : 1e6 / framerateHz,
      onWarning,
    });
    return new VideoStream(files, first, times, onWarning);
  }

  async *items(fromUsec: number = -Infinity): AsyncGenerator<TimedItem<FrameFields>, void, undefined> {
    const { videoPaths, name } = this.#files;
    const skippedUsec = fromUsec > 0 && this.#times.areInOrder ? fromUsec : -Infinity;
    yield* playParts({
      from: this.#firstPart,
      count: videoPaths.length,
      itemsOf: (part) => this.#framesOf(part, skippedUsec),
      what: `Video "${name}"`,
      onWarning: this.#onWarning,
    });
    const [failure] = this.#failures;
    if (failure !== undefined) throw failure;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#reader.close();
  }

  /** Frames of a part; those before a time are not decoded, as far as that is possible. */
  async *#framesOf(
    part: number,
    skippedUsec: number,
  ): AsyncGenerator<TimedItem<FrameFields>, void, undefined> {
    if (this.#wasClosed()) return;
    if (this.#times.isPartBefore(part, skippedUsec)) {
      this.#times.passPart(part);
      return;
    }
    if (part > this.#firstPart) {
      await this.#reader.close();
      this.#reader = await openPart(this.#files, part);
    }
    this.#times.beginPart(part);
    this.#clock.beginPart();
    const reader = this.#reader;
    // Closed while the part was opened: nobody else closes it.
    if (this.#wasClosed()) await reader.close();
    const count = this.#times.countBefore(skippedUsec);
    if (count > 0) {
      for (const ownUsec of await reader.skip((position) => position < count)) this.#nextStamp(ownUsec);
    }
    for await (const frame of reader) {
      if (this.#wasClosed()) return;
      const { index, timeUsec } = this.#nextStamp(frame.timeUsec);
      frame.index = index;
      frame.timeUsec = timeUsec;
      yield { timeUsec, item: frame };
    }
    this.#times.endPart(part === this.#files.videoPaths.length - 1);
  }

  /** Number and time of the next frame, by the time that its file has for it. */
  #nextStamp(ownUsec: number): FrameStamp {
    return this.#times.next(this.#clock.next(ownUsec, this.#periodUsec));
  }

  get #periodUsec(): number {
    const framerateHz = this.#reader.info.framerateHz ?? this.#files.framerateHz;
    return framerateHz === undefined ? 0 : 1e6 / framerateHz;
  }

  #wasClosed(): boolean {
    return this.#isClosed;
  }
}

interface FirstPart {
  readonly reader: VideoReader;
  readonly part: number;
  /** Why those before it could not be opened. */
  readonly failures: readonly Error[];
}

async function openFirstPart(files: VideoFiles): Promise<FirstPart> {
  const failures: Error[] = [];
  for (let part = 0; part < files.videoPaths.length; part++) {
    try {
      return { reader: await openPart(files, part), part, failures };
    } catch (error) {
      failures.push(error as Error);
    }
  }
  throw failures[0] ?? new Error(`Video "${files.name}" has no parts`);
}

function openPart(files: VideoFiles, part: number): Promise<VideoReader> {
  const { isColored, framePixels = Infinity } = files;
  return VideoReader.open(files.videoPaths[part]!, {
    ...(isColored === false ? { channels: 1 } : {}),
    ...(framePixels <= SINGLE_THREAD_PIXELS ? { threads: 1 } : {}),
  });
}
