/**
 * Periodic work of a source.
 *
 * @module
 */
import { PeriodicSchedule, type PeriodicTick } from '../timing/index.ts';

/** What {@link everyUsec} returns: disposing of it ends the ticks. */
export interface PeriodicSource extends Disposable {
  /** Ticks that `fn` was called for. */
  readonly tickCount: number;
  /** Ticks that were skipped because the ones before took too long. */
  readonly missedCount: number;
}

/** What a periodic source takes from its surroundings: all of it can be given by a test. */
export interface PeriodicWorld {
  /** µs since the start of the run. */
  readonly nowUsec: () => number;
  readonly isRunning: () => boolean;
  /** Calls `fn` at or after a time, and takes care of what it throws. */
  readonly callAt: (dueUsec: number, fn: () => Promise<void>) => Disposable;
}

/** Called at each tick; a returned promise is awaited before the next one. */
export type TickFunction = (tick: PeriodicTick) => unknown;

/** Calls a function at the ticks of a schedule that starts now, until it is disposed of or the run ends. */
export class PeriodicCalls implements PeriodicSource {
  readonly #world: PeriodicWorld;
  readonly #schedule: PeriodicSchedule;
  readonly #fn: TickFunction;
  #tickCount = 0;
  #next: Disposable | undefined;
  #isDisposed = false;

  /** @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a period below 1 µs */
  constructor(world: PeriodicWorld, periodUsec: number, fn: TickFunction) {
    this.#world = world;
    this.#schedule = new PeriodicSchedule({ periodUsec, startUsec: world.nowUsec() });
    this.#fn = fn;
    this.#arm();
  }

  get tickCount(): number {
    return this.#tickCount;
  }

  get missedCount(): number {
    return this.#schedule.missedCount;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#next?.[Symbol.dispose]();
  }

  #arm(): void {
    if (this.#isDisposed || !this.#world.isRunning()) return;
    this.#next = this.#world.callAt(this.#schedule.nextUsec, () => this.#call());
  }

  /** Ends the ticks where it throws. */
  async #call(): Promise<void> {
    if (!this.#world.isRunning()) return;
    const tick = this.#schedule.take(this.#world.nowUsec());
    if (tick !== undefined) {
      this.#tickCount++;
      await this.#fn(tick);
    }
    this.#arm();
  }
}
