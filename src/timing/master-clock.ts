/**
 * A run's one timeline.
 *
 * @module
 */
import { SYSTEM_CLOCK, type MonotonicClock } from './monotonic-clock.ts';
import { requireInteger } from './require-integer.ts';

/** Options of a {@link MasterClock}. */
export interface MasterClockOptions {
  /** Time zero of the run as the master sent it: whole µs on CLOCK_MONOTONIC. Default: now. */
  readonly startTimeUsec?: number;
  /** Default: CLOCK_MONOTONIC. */
  readonly clock?: MonotonicClock;
  /** Wall-clock time, ms since the Unix epoch. Default: `Date.now`. */
  readonly wallNowMsec?: () => number;
}

/**
 * The one timeline of a run: time since a start that all its threads and processes agree on.
 *
 * Each thread makes its own from the same start time; they then differ by nothing but the time it
 * takes to ask. A call costs about 0.1 µs. Times before the start are negative; all are cut toward
 * zero. Source: Syntalos' timer, a steady clock with a start time point.
 */
export class MasterClock {
  /** Time zero of the run, µs on CLOCK_MONOTONIC. */
  readonly startTimeUsec: number;
  /** Wall-clock time at the start, ms since the Unix epoch, as seen when this object was made. */
  readonly wallStartMsec: number;
  readonly #clock: MonotonicClock;
  readonly #startNsec: bigint;

  /** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for a start that is no whole µs */
  constructor(options: MasterClockOptions = {}) {
    const { clock = SYSTEM_CLOCK, wallNowMsec = Date.now } = options;
    const startTimeUsec = options.startTimeUsec ?? Number(clock.nowNsec() / 1000n);
    requireInteger('startTimeUsec', startTimeUsec);
    this.startTimeUsec = startTimeUsec;
    this.#clock = clock;
    this.#startNsec = BigInt(startTimeUsec) * 1000n;
    this.wallStartMsec = wallNowMsec() - this.timeSinceStartMsec();
  }

  timeSinceStartNsec(): bigint {
    return this.#clock.nowNsec() - this.#startNsec;
  }

  timeSinceStartUsec(): number {
    return Number(this.timeSinceStartNsec() / 1000n);
  }

  timeSinceStartMsec(): number {
    return Number(this.timeSinceStartNsec() / 1_000_000n);
  }

  /** The monotonic clock itself, whole µs: what a `startTimeUsec` is made of. */
  nowUsec(): number {
    return Number(this.#clock.nowNsec() / 1000n);
  }
}
