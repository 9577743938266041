/**
 * Numbers and times of the frames of a video of one or more parts.
 *
 * @module
 */
import { messageOf } from '../errors.ts';
import { FrameTimes, type FrameStamp, type FrameTimesOptions } from './frame-times.ts';

/** Files of a video's times. */
export interface VideoTimesFiles extends FrameTimesOptions {
  /** Path of the dataset in the recording, for messages. */
  readonly name: string;
  /** How many parts the video has. */
  readonly partCount: number;
  /** Absolute paths of the files with times: one for each part, or others, which are read as one. */
  readonly timesPaths: readonly string[];
  readonly onWarning: (text: string) => void;
}

/**
 * Gives frames their numbers and times: frame n of part k those of entry n of the k-th file. Numbers
 * that start again with a part go on. Frames without an entry go on by the video's own clock.
 */
export class VideoTimes {
  readonly #files: VideoTimesFiles;
  /** For each part, or one for all. */
  readonly #times: readonly FrameTimes[];
  readonly #isPerPart: boolean;
  #part = 0;
  /** Frames so far, of this part or of all. */
  #position = 0;
  #isFirst = true;
  #indexShift = 0;
  #last: FrameStamp = { index: -1, timeUsec: 0 };
  /** What the video's own clock is behind the recording's. */
  #lagUsec = 0;

  private constructor(files: VideoTimesFiles, times: readonly FrameTimes[], isPerPart: boolean) {
    this.#files = files;
    this.#times = times;
    this.#isPerPart = isPerPart;
  }

  /** Reads the files; a file that cannot be read is said, and its frames have the video's own times. */
  static async read(files: VideoTimesFiles): Promise<VideoTimes> {
    const { timesPaths, partCount, name, onWarning } = files;
    const isPerPart = partCount > 1 && timesPaths.length === partCount;
    const groups = isPerPart ? timesPaths.map((path) => [path]) : [timesPaths];
    const times: FrameTimes[] = [];
    const failures: [part: number, why: string][] = [];
    for (const [part, paths] of groups.entries()) {
      try {
        times.push(await FrameTimes.read(paths, onWarning, files));
      } catch (error) {
        failures.push([part, messageOf(error)]);
        times.push(FrameTimes.none());
      }
    }
    const isRest = failures.length === groups.length - (failures[0]?.[0] ?? 0);
    for (const [part, why] of failures) {
      const where = !isPerPart
        ? ''
        : ` ${isRest ? 'from' : 'in'} part ${part + 1} of its times${isRest ? ' on' : ''}`;
      onWarning(`Video "${name}" is played by its own clock${where}: ${why}`);
      if (isRest) break;
    }
    return new VideoTimes(files, times, isPerPart);
  }

  /** Whether all times are there, and never go back: what is before a time is then before what comes later. */
  get areInOrder(): boolean {
    let lastUsec = 0;
    return this.#times.every((times) => {
      const goesOn = times.count > 0 && times.goOnFrom(lastUsec);
      lastUsec = times.lastUsec ?? lastUsec;
      return goesOn;
    });
  }

  /** How many of the next frames of this part are of times before one, as far as their times are there. */
  countBefore(beforeUsec: number): number {
    return this.#current.entriesBefore(beforeUsec, this.#position);
  }

  /** Whether a whole part is before a time: it need not be opened. */
  isPartBefore(part: number, beforeUsec: number): boolean {
    return this.#isPerPart && this.#times[part]!.lastUsec! < beforeUsec;
  }

  /** A part that is not opened: its frames keep their numbers. */
  passPart(part: number): void {
    this.beginPart(part);
    for (let i = this.#current.count; i > 0; i--) this.next(0);
  }

  get #current(): FrameTimes {
    return this.#times[this.#isPerPart ? this.#part : 0]!;
  }

  /** A part of the video begins; those before it may be missing. */
  beginPart(part: number): void {
    if (!this.#isPerPart) return;
    // Frames of missing parts keep their numbers, as far as their times are there.
    for (let missing = this.#part; missing < part; missing++) {
      if (missing === this.#part && this.#position > 0) continue;
      this.#last = { ...this.#last, index: this.#last.index + (this.#times[missing]?.count ?? 0) };
    }
    this.#part = part;
    this.#position = 0;
    this.#isFirst = true;
    this.#indexShift = 0;
  }

  /**
   * Number and time of the next frame.
   *
   * @param ownTimeUsec - what the video itself says of its time
   */
  next(ownTimeUsec: number): FrameStamp {
    const times = this.#current;
    const hasTimes = times.count > 0;
    const found = times.of(this.#position++, ownTimeUsec);
    if (this.#isFirst && found.index <= this.#last.index)
      this.#indexShift = this.#last.index + 1 - found.index;
    this.#isFirst = false;
    const timeUsec = hasTimes ? found.timeUsec : ownTimeUsec + this.#lagUsec;
    this.#lagUsec = timeUsec - ownTimeUsec;
    this.#last = { index: found.index + this.#indexShift, timeUsec };
    return this.#last;
  }

  /** The part, or the video without times for each part, is over. */
  endPart(isLast: boolean): void {
    if (!this.#isPerPart && !isLast) return;
    const { count } = this.#current;
    if (count === 0 || count === this.#position) return;
    const missing = Math.abs(this.#position - count);
    const what =
      this.#position < count
        ? `the last ${missing} times have no frame`
        : `the last ${missing} frames have times by the video's own clock`;
    const part = this.#isPerPart ? `Part ${this.#part + 1} of video` : 'Video';
    const file = this.#files.timesPaths.every((path) => path.includes('.tsync'))
      ? 'tsync file'
      : 'file of times';
    this.#files.onWarning(
      `${part} "${this.#files.name}" has ${this.#position} frames, but its ${file} has ${count} times: ${what}`,
    );
  }
}
