/**
 * Numbers and times of the frames of a recorded video, as files beside it have them.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { TsyncMode, TsyncReader, type TsyncRecovery } from '../timing/index.ts';
import { readCsvTimes } from './csv-times.ts';
import { frameIndices, masterTimesUsec } from './tsync-times.ts';
import { unpackedName } from './unpack.ts';

/** Number and time of a frame. */
export interface FrameStamp {
  readonly index: number;
  readonly timeUsec: number;
}

/** Numbers and times of frames, in order; without numbers, frames are counted. */
export interface FrameEntries {
  readonly indices: Float64Array | undefined;
  readonly timesUsec: Float64Array;
}

/** What is known of a video whose times are read. */
export interface FrameTimesOptions {
  /** Time between two frames, if the video says so. */
  readonly periodUsec?: number | undefined;
}

/**
 * Numbers and times of the frames of a video, from its tsync files or tables of times: the n-th frame
 * has those of the n-th entry.
 */
export class FrameTimes {
  readonly #indices: Float64Array;
  readonly #timesUsec: Float64Array;
  /** What the video's own clock is behind the recording's, as of the last frame with an entry. */
  #ownClockLagUsec = 0;

  private constructor(indices: Float64Array, timesUsec: Float64Array) {
    this.#indices = indices;
    this.#timesUsec = timesUsec;
  }

  /** Of a video without times: its own numbers and times hold. */
  static none(): FrameTimes {
    return new FrameTimes(new Float64Array(), new Float64Array());
  }

  /**
   * Reads the files, one after the other. Of a tsync file that is damaged, or whose writer died, the
   * entries are used that can be read.
   *
   * @param onWarning - gets a text for all that is not as it should be
   * @throws SyntalosError `ERR_SYNTALOS_TSYNC`, `ERR_SYNTALOS_STORAGE`, `ERR_SYNTALOS_DECODE` - a file
   *   cannot be read at all, or has no times of frames
   */
  static async read(
    paths: readonly string[],
    onWarning: (text: string) => void,
    options: FrameTimesOptions = {},
  ): Promise<FrameTimes> {
    const files: FrameEntries[] = [];
    for (const path of paths) {
      const isTsync = unpackedName(path).toLowerCase().endsWith('.tsync');
      const entries = isTsync
        ? await readTsync(path, onWarning)
        : await readCsvTimes(path, onWarning, options);
      files.push(entries);
    }
    const timesUsec = joined(files.map((entries) => entries.timesUsec));
    let count = 0;
    const indices = joined(
      files.map((entries) => {
        const first = count;
        count += entries.timesUsec.length;
        return entries.indices ?? entries.timesUsec.map((_, i) => first + i);
      }),
    );
    return new FrameTimes(indices, timesUsec);
  }

  /** Frames that have an entry. */
  get count(): number {
    return this.#indices.length;
  }

  /** Earliest and latest time of an entry, µs; `undefined` without entries. */
  get firstUsec(): number | undefined {
    return this.#timesUsec.length === 0 ? undefined : this.#timesUsec.reduce((a, b) => Math.min(a, b));
  }

  get lastUsec(): number | undefined {
    return this.#timesUsec.length === 0 ? undefined : this.#timesUsec.reduce((a, b) => Math.max(a, b));
  }

  /** How many entries, from one on, are of times before one. */
  entriesBefore(beforeUsec: number, from: number): number {
    let to = from;
    while (to < this.count && this.#timesUsec[to]! < beforeUsec) to++;
    return to - from;
  }

  /** Whether times never go back, from a time on. */
  goOnFrom(fromUsec: number): boolean {
    let lastUsec = fromUsec;
    return this.#timesUsec.every((timeUsec) => {
      const goesOn = timeUsec >= lastUsec;
      lastUsec = timeUsec;
      return goesOn;
    });
  }

  /** Numbers that are missing between those of the entries. */
  get gaps(): number {
    let gaps = 0;
    for (let i = 1; i < this.#indices.length; i++)
      gaps += Math.max(0, this.#indices[i]! - this.#indices[i - 1]! - 1);
    return gaps;
  }

  /**
   * Number and time of a frame; of one beyond the entries, as the video's own clock goes on.
   *
   * @param position - of the frame in the video, from 0; to be asked for in order
   * @param ownTimeUsec - what the video itself says of its time
   */
  of(position: number, ownTimeUsec: number): FrameStamp {
    if (position < this.count) {
      const timeUsec = this.#timesUsec[position]!;
      this.#ownClockLagUsec = timeUsec - ownTimeUsec;
      return { index: this.#indices[position]!, timeUsec };
    }
    const last = this.count - 1;
    const index = last < 0 ? position : this.#indices[last]! + position - last;
    return { index, timeUsec: ownTimeUsec + this.#ownClockLagUsec };
  }
}

async function readTsync(path: string, onWarning: (text: string) => void): Promise<FrameEntries> {
  using reader = await TsyncReader.open(path);
  const { header } = reader;
  const refuse = (why: string): never => {
    throw new SyntalosError(
      'ERR_SYNTALOS_TSYNC',
      `Cannot take frame times from tsync file "${path}": ${why}`,
      {
        details: { path },
      },
    );
  };
  if (header.mode === TsyncMode.SYNC_POINTS) {
    refuse('it holds points at which two clocks were compared, not a time for each frame');
  }
  const entries = reader.recover();
  for (const warning of entries.warnings) onWarning(warning.message);
  if (entries.damage !== undefined) onWarning(damageText(entries));
  const chunks = [entries, entries.tail].map((columns) => ({
    times: masterTimesUsec(header, columns) ?? refuse('it holds indices only'),
    indices: frameIndices(header, columns),
  }));
  return {
    timesUsec: joined(chunks.map(({ times }) => times)),
    indices:
      chunks[0]!.indices === undefined
        ? undefined
        : joined(chunks.map(({ indices }) => indices ?? new Float64Array())),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function damageText({ damage, tail }: TsyncRecovery): string {
  const used = tail.time1.length;
  return `${damage?.message ?? ''}; ${used === 0 ? 'none' : used} of the entries behind them ${used === 1 ? 'is' : 'are'} used, without a checksum`;
}
