/**
 * Numbers and times of the frames of a recorded video.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import { TsyncReader } from '../../../timing/index.ts';
import { frameIndices, masterTimesUsec } from './tsync-times.ts';

/** Number and time of a frame. */
export interface FrameStamp {
  readonly index: number;
  readonly timeUsec: number;
}

/**
 * Numbers and times of the frames of a video, from its tsync files: the n-th frame has those of the
 * n-th entry.
 */
export class FrameTimes {
  readonly #indices: Float64Array;
  readonly #timesUsec: Float64Array;
  readonly #damage: Error | undefined;
  /** What the video's own clock is behind the recording's, as of the last frame with an entry. */
  #ownClockLagUsec = 0;

  private constructor(indices: Float64Array, timesUsec: Float64Array, damage: Error | undefined) {
    this.#indices = indices;
    this.#timesUsec = timesUsec;
    this.#damage = damage;
  }

  /** Of a video without tsync file: its own numbers and times hold. */
  static none(): FrameTimes {
    return new FrameTimes(new Float64Array(), new Float64Array(), undefined);
  }

  /**
   * Reads the files, one after the other.
   *
   * A file that is damaged in its middle gives its entries up to there; {@link of} fails at the first
   * frame beyond them.
   *
   * @param onWarning - gets a text for each block whose checksum does not match
   * @throws SyntalosError `ERR_SYNTALOS_TSYNC`, `ERR_SYNTALOS_STORAGE` if a file cannot be read at
   *   all, or has no times
   */
  static async read(paths: readonly string[], onWarning: (text: string) => void): Promise<FrameTimes> {
    const indices: number[] = [];
    const timesUsec: number[] = [];
    for (const path of paths) {
      using reader = await TsyncReader.open(path);
      const entries = reader.recover();
      for (const warning of entries.warnings) onWarning(warning.message);
      const times = masterTimesUsec(reader.header, entries);
      if (times === undefined) {
        throw new SyntalosError(
          'ERR_SYNTALOS_TSYNC',
          `Cannot take frame times from tsync file "${path}": it holds indices only`,
          { details: { path } },
        );
      }
      const numbers = frameIndices(reader.header, entries);
      times.forEach((timeUsec, i) => {
        indices.push(numbers?.[i] ?? indices.length);
        timesUsec.push(timeUsec);
      });
      if (entries.damage !== undefined) {
        return new FrameTimes(Float64Array.from(indices), Float64Array.from(timesUsec), entries.damage);
      }
    }
    return new FrameTimes(Float64Array.from(indices), Float64Array.from(timesUsec), undefined);
  }

  /** Frames that have an entry. */
  get count(): number {
    return this.#indices.length;
  }

  /**
   * Number and time of a frame; of one beyond the entries, as the video's own clock goes on.
   *
   * @param position - of the frame in the video, from 0; to be asked for in order
   * @param ownTimeUsec - what the video itself says of its time
   * @throws SyntalosError `ERR_SYNTALOS_TSYNC` at the first frame whose entry is lost by damage
   */
  of(position: number, ownTimeUsec: number): FrameStamp {
    if (position < this.count) {
      const timeUsec = this.#timesUsec[position]!;
      this.#ownClockLagUsec = timeUsec - ownTimeUsec;
      return { index: this.#indices[position]!, timeUsec };
    }
    if (this.#damage !== undefined) throw this.#damage;
    const last = this.count - 1;
    const index = last < 0 ? position : this.#indices[last]! + position - last;
    return { index, timeUsec: ownTimeUsec + this.#ownClockLagUsec };
  }
}
