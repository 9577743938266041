/**
 * The clock of another machine, followed by all threads of a process.
 *
 * One thread follows it and writes how local time becomes that machine's; every other thread reads that. The
 * memory goes to threads as environment data, which each new thread inherits.
 *
 * @module
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** How local time becomes that of the clock that is followed: two straight lines, one after the other. */
export interface ClockLine {
  /** A moment, on both clocks, in µs. */
  readonly localUsec: number;
  readonly hostUsec: number;
  /** µs of the followed clock in each local one, until `untilUsec` (local) … */
  readonly slewedRate: number;
  readonly untilUsec: number;
  /** … and from then on. */
  readonly rate: number;
}

/** That moment of a line which lies at `localUsec`. */
export function hostUsecOf(line: ClockLine, localUsec: number): number {
  const slewedUsec = Math.min(localUsec, line.untilUsec) - line.localUsec;
  const restUsec = Math.max(0, localUsec - line.untilUsec);
  return line.hostUsec + slewedUsec * line.slewedRate + restUsec * line.rate;
}

const KEY = 'syntalos-mlink.clock';
/** Index of the counter, as a 32-bit word: odd while the line is written. */
const VERSION = 0;
/** First of the line's doubles. */
const LINE_F64 = 1;
const BYTES = 48;

/** A line in shared memory. */
export class SharedClock {
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;

  private constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#doubles = new Float64Array(memory);
  }

  /**
   * Makes this process follow a clock: this thread, and all that it and they start from now on. Until the first
   * {@link write} local time is what they read.
   */
  static install(): SharedClock {
    const memory = new SharedArrayBuffer(BYTES);
    setEnvironmentData(KEY, memory);
    const clock = new SharedClock(memory);
    clock.write({ localUsec: 0, hostUsec: 0, slewedRate: 1, untilUsec: 0, rate: 1 });
    return clock;
  }

  /** The clock that this thread's process follows; undefined if it follows none. */
  static installed(): SharedClock | undefined {
    const memory = getEnvironmentData(KEY);
    return memory instanceof SharedArrayBuffer ? new SharedClock(memory) : undefined;
  }

  /** The one thread that follows: sets the line. */
  write(line: ClockLine): void {
    Atomics.add(this.#words, VERSION, 1); // partner: the loads around a read
    const { localUsec, hostUsec, slewedRate, untilUsec, rate } = line;
    this.#doubles.set([localUsec, hostUsec, slewedRate, untilUsec, rate], LINE_F64);
    Atomics.add(this.#words, VERSION, 1);
  }

  /** Local time as that of the followed clock, in µs. */
  toHostUsec(localUsec: number): number {
    for (;;) {
      const before = Atomics.load(this.#words, VERSION);
      const doubles = this.#doubles;
      const line: ClockLine = {
        localUsec: doubles[LINE_F64]!,
        hostUsec: doubles[LINE_F64 + 1]!,
        slewedRate: doubles[LINE_F64 + 2]!,
        untilUsec: doubles[LINE_F64 + 3]!,
        rate: doubles[LINE_F64 + 4]!,
      };
      if ((before & 1) === 0 && Atomics.load(this.#words, VERSION) === before)
        return hostUsecOf(line, localUsec);
    }
  }
}
