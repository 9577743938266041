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

/** What a periodic source takes from its surroundings, so that a test can stand in for them. */
export interface PeriodicWorld {
  /** µs since the start of the run. */
  readonly nowUsec: () => number;
  readonly isRunning: () => boolean;
  /**
   * Calls `fn` at or after a time, and takes care of what it throws; `onLeft` in its place when the run stops before.
   */
  readonly callAt: (dueUsec: number, fn: () => Promise<void>, onLeft: () => void) => Disposable;
  /** Takes ticks that were due by now, and how many of them were skipped. */
  readonly noteTicks?: (due: number, skipped: number) => void;
  /** Runs the function of a tick; left out, it is just called. */
  readonly finish?: (fn: () => unknown) => Promise<unknown>;
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
    this.#next = this.#world.callAt(
      this.#schedule.nextUsec,
      () => this.#call(),
      () => this.#noteLeft(),
    );
  }

  /** Ends the ticks when it throws. */
  async #call(): Promise<void> {
    if (!this.#world.isRunning()) {
      this.#noteLeft();
      return;
    }
    const tick = this.#schedule.take(this.#world.nowUsec());
    if (tick !== undefined) {
      this.#tickCount++;
      this.#world.noteTicks?.(1 + tick.missed, tick.missed);
      const call = (): unknown => this.#fn(tick);
      await (this.#world.finish?.(call) ?? call());
    }
    this.#arm();
  }

  /** The run has stopped: ticks that were due by then, and that nobody came for, are skipped ones. */
  #noteLeft(): void {
    const tick = this.#schedule.take(this.#world.nowUsec());
    if (tick !== undefined) this.#world.noteTicks?.(1 + tick.missed, 1 + tick.missed);
  }
}
