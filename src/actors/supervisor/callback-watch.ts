/**
 * Looks now and then at what the module's thread does, and warns of a callback that does not come back.
 *
 * @module
 */
import type { RunState } from '../../shm/index.ts';
import { CallbackId } from './callback-names.ts';
import type { StartTimer } from './delayed-calls.ts';
import type { ModuleReports } from './reports.ts';
import { OverdueWatch } from './overdue-watch.ts';

/** Looks per limit: a callback's duration is known to this fraction of it. */
const LOOKS_PER_LIMIT = 8;
/** Shortest time between two looks, in ms. */
const MIN_INTERVAL_MSEC = 10;

/** The parts of {@link CallbackWatch}. */
export interface CallbackWatchParts {
  readonly instanceId: string;
  readonly runState: RunState;
  readonly reports: ModuleReports;
  /** A callback that runs for longer is overdue. */
  readonly overdueMsec: number;
  /** µs on CLOCK_MONOTONIC. */
  readonly nowUsec: () => number;
  readonly startTimer: StartTimer;
  /** The name of a callback by its number in the run state. */
  readonly nameOf: (callbackId: number) => string;
}

/** Watches the callbacks of one module, from {@link start} to {@link stop}. */
export class CallbackWatch {
  readonly #parts: CallbackWatchParts;
  readonly #overdue: OverdueWatch;
  #stopTimer: (() => void) | undefined;

  constructor(parts: CallbackWatchParts) {
    this.#parts = parts;
    const { instanceId, nameOf, overdueMsec, reports, runState } = parts;
    this.#overdue = new OverdueWatch(overdueMsec, (callbackId, durationMsec) => {
      // A script's loop takes as long as the run.
      if (callbackId === CallbackId.Run && runState.isRunning) return;
      reports.warn(
        `Callback "${nameOf(callbackId)}" of module "${instanceId}" has not returned for ${Math.round(durationMsec)} ms`,
      );
    });
  }

  start(): void {
    const { nowUsec, overdueMsec, runState, startTimer } = this.#parts;
    const intervalMsec = Math.max(MIN_INTERVAL_MSEC, overdueMsec / LOOKS_PER_LIMIT);
    this.#stopTimer = startTimer(intervalMsec, () => {
      this.#overdue.look(runState.callback, nowUsec() / 1000);
      this.start();
    });
  }

  stop(): void {
    this.#stopTimer?.();
  }
}
