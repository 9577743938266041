/**
 * Calls that are due later, in the order in which they are due.
 *
 * @module
 */

import { isClockFollowed } from '../../timing/internal.ts';

/** Starts a one-shot timer and returns what stops it. */
export type StartTimer = (delayMsec: number, fire: () => void) => () => void;

/** Longest wait by the timer alone where the clock is that of another machine, in ms. */
const LONGEST_WAIT_MSEC = 100;

interface DelayedCall {
  readonly callId: number;
  readonly dueUsec: number;
}

/**
 * Fires calls at or after their time, never out of order; calls that are due at the same µs fire
 * in the order in which they were scheduled.
 *
 * One timer serves all of them. Whether the thread that will run a call is busy makes no
 * difference to when and in which order it is sent there.
 */
export class DelayedCalls {
  readonly #nowUsec: () => number;
  readonly #startTimer: StartTimer;
  readonly #fire: (callId: number) => void;
  /** Sorted by due time. */
  readonly #calls: DelayedCall[] = [];
  #stopTimer: (() => void) | undefined;

  /**
   * @param nowUsec - the clock that due times are on
   * @param startTimer - may fire early by less than a ms: the rest is waited for again
   * @param fire - takes a call that is due; must not throw
   */
  constructor(nowUsec: () => number, startTimer: StartTimer, fire: (callId: number) => void) {
    this.#nowUsec = nowUsec;
    this.#startTimer = startTimer;
    this.#fire = fire;
  }

  /** Number of calls that wait. */
  get size(): number {
    return this.#calls.length;
  }

  schedule(callId: number, dueUsec: number): void {
    let at = this.#calls.length;
    while (at > 0 && this.#calls[at - 1]!.dueUsec > dueUsec) at--;
    this.#calls.splice(at, 0, { callId, dueUsec });
    if (at === 0) this.#arm();
  }

  /** Forgets a call; no effect if it has fired. */
  cancel(callId: number): void {
    const at = this.#calls.findIndex((call) => call.callId === callId);
    if (at < 0) return;
    this.#calls.splice(at, 1);
    if (at === 0) this.#arm();
  }

  /** Forgets all calls. */
  clear(): void {
    this.#calls.length = 0;
    this.#arm();
  }

  #arm(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    const next = this.#calls[0];
    if (next === undefined) return;
    const leftMsec = Math.max(0, (next.dueUsec - this.#nowUsec()) / 1000);
    // The clock may be that of another machine, which drifts against the timer's and may be set: look again now and then.
    const longestMsec = isClockFollowed() ? LONGEST_WAIT_MSEC : Infinity;
    this.#stopTimer = this.#startTimer(Math.min(leftMsec, longestMsec), () => this.#fireDue());
  }

  #fireDue(): void {
    const nowUsec = this.#nowUsec();
    while (this.#calls.length > 0 && this.#calls[0]!.dueUsec <= nowUsec) {
      this.#fire(this.#calls.shift()!.callId);
    }
    this.#arm();
  }
}
