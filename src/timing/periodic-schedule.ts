/**
 * Ticks at a fixed rate.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';

/** Options of a {@link PeriodicSchedule}. */
export interface PeriodicScheduleOptions {
  /** Time between ticks, µs, at least 1; fractions are kept (60 Hz is 1e6 / 60). */
  readonly periodUsec: number;
  /** When tick 0 is due, µs of any clock. */
  readonly startUsec: number;
}

/** A tick that is due. */
export interface PeriodicTick {
  /** Number of the tick, from 0; skipped ticks keep their numbers. */
  readonly index: number;
  /** When it was due, µs: `startUsec + index × periodUsec`, rounded. */
  readonly dueUsec: number;
  /** Ticks between this one and the one before that nobody came for in time. */
  readonly missed: number;
}

/**
 * When the ticks of a periodic source are due. The k-th is due at start + k periods, however late
 * the ones before were handled: lateness never adds up. Ticks that were overslept are counted and
 * skipped, never delivered in a bunch.
 *
 * Pure logic: the caller asks its clock and waits.
 *
 * @example
 * ```ts
 * const schedule = new PeriodicSchedule({ periodUsec: 1000, startUsec: clock.timeSinceStartUsec() });
 * const tick = schedule.take(clock.timeSinceStartUsec());
 * if (tick === undefined) await sleepUntil(schedule.nextUsec);
 * ```
 */
export class PeriodicSchedule {
  readonly periodUsec: number;
  readonly startUsec: number;
  #nextIndex = 0;
  #missedCount = 0;

  /** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for a period below 1 µs */
  constructor(options: PeriodicScheduleOptions) {
    const { periodUsec, startUsec } = options;
    if (!(periodUsec >= 1) || periodUsec === Infinity || !Number.isFinite(startUsec)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot tick every ${describeValue(periodUsec)} µs from ${describeValue(startUsec)} µs: expected a period of at least 1 µs`,
      );
    }
    this.periodUsec = periodUsec;
    this.startUsec = startUsec;
  }

  /** When the next tick is due. */
  get nextUsec(): number {
    return this.#dueUsec(this.#nextIndex);
  }

  /** Ticks that were skipped so far. */
  get missedCount(): number {
    return this.#missedCount;
  }

  /**
   * Takes the newest tick that is due.
   *
   * @returns `undefined` if none is due before {@link nextUsec}
   */
  take(nowUsec: number): PeriodicTick | undefined {
    if (!(nowUsec >= this.nextUsec)) return undefined;
    const index = this.#newestDue(nowUsec);
    const missed = index - this.#nextIndex;
    this.#nextIndex = index + 1;
    this.#missedCount += missed;
    return { index, dueUsec: this.#dueUsec(index), missed };
  }

  #newestDue(nowUsec: number): number {
    let index = Math.max(this.#nextIndex, Math.floor((nowUsec - this.startUsec) / this.periodUsec));
    // The division and the rounding of due times may disagree by one.
    while (index > this.#nextIndex && this.#dueUsec(index) > nowUsec) index--;
    while (this.#dueUsec(index + 1) <= nowUsec) index++;
    return index;
  }

  #dueUsec(index: number): number {
    return Math.round(this.startUsec + index * this.periodUsec);
  }
}
