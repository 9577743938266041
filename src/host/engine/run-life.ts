/**
 * Where a run is: its phase, its times, and whether it is to end.
 *
 * @module
 */
import { monotonicUsec } from '../../timing/index.ts';
import type { RunPhase } from '../report/index.ts';

/** State of one run that all of its parts look at. */
export class RunLife {
  phase: RunPhase = 'loading';
  /** Wall time of the setup. */
  readonly createdAt: Date = new Date();
  /** Settles when the run is asked to end. */
  readonly stopRequested: Promise<void>;
  /** Settles when the run is killed. */
  readonly killed: Promise<void>;
  #wakeStop: () => void = () => undefined;
  #wakeKilled: () => void = () => undefined;
  #stopReason: string | undefined;
  #isKilled = false;
  #hasStarted = false;
  #startUsec: number | undefined;
  #startedAt: Date | undefined;
  #stopUsec: number | undefined;

  constructor() {
    this.stopRequested = new Promise((resolve) => {
      this.#wakeStop = resolve;
    });
    this.killed = new Promise((resolve) => {
      this.#wakeKilled = resolve;
    });
  }

  /** Why the run is to end; `undefined` as long as it goes on. */
  get stopReason(): string | undefined {
    return this.#stopReason;
  }

  /** Whether the next step may be taken. */
  get mayGoOn(): boolean {
    return this.#stopReason === undefined;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** Every module has started. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Wall time of the start; of the setup until then. */
  get startTime(): Date {
    return this.#startedAt ?? this.createdAt;
  }

  /** From the common start of all modules to the stop, in ms; 0 if either did not come. */
  get durationMsec(): number {
    if (this.#startUsec === undefined || this.#stopUsec === undefined) return 0;
    return (this.#stopUsec - this.#startUsec) / 1000;
  }

  /** µs since the start of the run, `undefined` before it. */
  runTimeUsec(): number | undefined {
    return this.#startUsec === undefined ? undefined : Math.max(0, monotonicUsec() - this.#startUsec);
  }

  /** @returns time zero of the run, in µs on CLOCK_MONOTONIC */
  beginClock(): number {
    this.#startedAt = new Date();
    this.#startUsec = Math.trunc(monotonicUsec());
    this.phase = 'running';
    return this.#startUsec;
  }

  noteStarted(): void {
    this.#hasStarted = true;
  }

  /** Ends the time that counts as the run. */
  beginStopping(): void {
    this.#stopUsec = monotonicUsec();
    this.phase = 'stopping';
  }

  /** Asks the run to end; only the first reason counts. */
  stop(reason: string): void {
    if (this.#stopReason !== undefined) return;
    this.#stopReason = reason;
    this.#wakeStop();
  }

  kill(): void {
    this.#isKilled = true;
    this.stop('it was killed');
    this.#wakeKilled();
  }
}
