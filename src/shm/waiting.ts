/**
 * Waiting in shared memory without lost wake-ups, on a worker and on an event-loop thread.
 *
 * Two words make a *doorbell*: `bell`, a counter to wait on, and `waiting`, a flag that lets the
 * other side skip the notification when nobody waits. The two sides:
 *
 *     waiter                                   changer
 *     W1  seen = load(bell)                    C1  store(the condition)
 *     W2  store(waiting, 1)                    C2  if load(waiting) = 1:
 *     W3  look at the condition                C3      store(waiting, 0)
 *     W4  wait(bell) while it is `seen`        C4      add(bell, 1), notify(bell)
 *
 * All are sequentially consistent. Either C2 comes after W2 and the bell rings, or W3 comes after
 * C1 and sees the change. The bell of C4 cannot be missed either: the waiter took `seen` before
 * it raised the flag, so a ring that follows its flag differs from `seen` or finds it asleep.
 * A waiter that dies leaves at most a flag behind, which costs one idle ring.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { SyntalosError } from '../errors.ts';
import { spinUntil } from '../spin.ts';

/** How a wait ended: its condition holds, or why it will not be waited for any longer. */
export type WaitOutcome = 'ready' | 'timeout' | 'cancelled' | 'closed';

/**
 * Ends blocking waits from another thread: nonzero is cancelled. After storing the word, ring
 * the waiter (`RingControl.interrupt()`, `RunState.ring()`); without it, it looks again within
 * 50 ms.
 */
export interface CancelWord {
  readonly words: Int32Array;
  /** Index into `words`. */
  readonly index: number;
}

/** Limits of a blocking wait. */
export interface WaitOptions {
  /** Longest wait in ms; without limit by default: give a `cancel` word then. */
  readonly timeoutMsec?: number;
  /** Ends the wait when it becomes nonzero. */
  readonly cancel?: CancelWord;
}

/** Limits of a wait on an event-loop thread. */
export interface AsyncWaitOptions {
  /** Longest wait in ms; without limit by default: give a `signal` then. */
  readonly timeoutMsec?: number;
  /** Ends the wait when it aborts. */
  readonly signal?: AbortSignal;
  /** Ends the wait when it is nonzero at a ring of the bell: there is no recheck by time. */
  readonly cancel?: CancelWord;
}

/** Hears how a wait on an event-loop thread has ended, once. Neither function may throw. */
export interface WaitListener {
  readonly onOutcome: (outcome: WaitOutcome) => void;
  /** What the look for its condition threw. */
  readonly onError: (error: unknown) => void;
}

/** Options of each end of a ring. */
export interface RingEndOptions {
  /** How long blocking waits poll before they block, in µs; {@link defaultSpinUsec} by default. */
  readonly spinUsec?: number;
}

/** What is waited for: the outcome where there is one by now. Called often, must not block. */
export type Condition = () => 'ready' | 'closed' | undefined;

/** Blocked waits look again after this many ms at the latest, whether rung or not. */
export const RECHECK_MSEC = 50;

/** Node's longest timer, in ms. */
const LONGEST_TIMER_MSEC = 2 ** 31 - 1;

/**
 * How long to poll before blocking by default: 20 µs saves most wake-ups of a
 * busy stream, but polling on a machine of two cores takes the core that the other side needs.
 */
export function defaultSpinUsec(): number {
  return availableParallelism() > 2 ? 20 : 0;
}

/** Step C2 to C4 above: wakes whoever waits, cheap when nobody does. Call after the change. */
export function ringIfWaiting(words: Int32Array, bell: number, waiting: number): void {
  if (Atomics.load(words, waiting) === 0) return;
  Atomics.store(words, waiting, 0);
  ring(words, bell);
}

/** Makes everyone who waits on the bell look again, or not fall asleep. */
export function ring(words: Int32Array, bell: number): void {
  Atomics.add(words, bell, 1);
  Atomics.notify(words, bell);
}

/** The waiting end of one doorbell, for one thread. */
export class Waiter {
  readonly #words: Int32Array;
  readonly #bell: number;
  readonly #waiting: number;
  readonly #spinUsec: number;
  /** The one asynchronous wait under way. */
  #pending: PendingWait | undefined;
  /**
   * Whether a promise of `Atomics.waitAsync` is outstanding. It cannot be withdrawn, so one is
   * kept and serves the next wait: cancelled waits leave nothing behind.
   */
  #listening = false;
  /** The time limit of asynchronous waits, and the handle that holds the event loop: see {@link #hold}. */
  #timer: NodeJS.Timeout | undefined;
  #timerMsec = 0;

  /**
   * @param words - the shared block
   * @param bell - index of the bell word
   * @param waiting - index of the flag word
   * @param spinUsec - how long a blocking wait polls before it blocks, µs
   */
  constructor(words: Int32Array, bell: number, waiting: number, spinUsec: number = defaultSpinUsec()) {
    this.#words = words;
    this.#bell = bell;
    this.#waiting = waiting;
    this.#spinUsec = spinUsec;
  }

  /** Blocks the thread until `condition` gives an outcome. */
  wait(condition: Condition, options: WaitOptions = {}): WaitOutcome {
    const outcome = condition();
    if (outcome !== undefined) return outcome;
    const { timeoutMsec = Infinity, cancel } = options;
    const begin = performance.now();
    return this.#spin(condition) ?? this.#block(condition, begin + timeoutMsec, cancel);
  }

  #spin(condition: Condition): WaitOutcome | undefined {
    let outcome: WaitOutcome | undefined;
    spinUntil(() => (outcome = condition()) !== undefined, this.#spinUsec);
    return outcome;
  }

  #block(condition: Condition, deadline: number, cancel: CancelWord | undefined): WaitOutcome {
    const words = this.#words;
    for (;;) {
      const seen = Atomics.load(words, this.#bell); // W1
      Atomics.store(words, this.#waiting, 1); // W2
      const outcome = condition(); // W3
      if (outcome !== undefined) return outcome;
      if (cancel !== undefined && Atomics.load(cancel.words, cancel.index) !== 0) return 'cancelled';
      const left = deadline - performance.now();
      if (!(left > 0)) return 'timeout';
      Atomics.wait(words, this.#bell, seen, Math.min(left, RECHECK_MSEC)); // W4
    }
  }

  /**
   * Waits without blocking the thread's event loop, and keeps the loop alive meanwhile.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when another wait of this object is under way
   */
  waitAsync(condition: Condition, options?: AsyncWaitOptions): Promise<WaitOutcome> {
    return new Promise((resolve, reject) => {
      this.once(condition, { onOutcome: resolve, onError: reject }, options);
    });
  }

  /**
   * As {@link waitAsync}, but calls back from within the ring of the bell, and at once if the condition holds now.
   *
   * No promise and no timer of its own: at some hundred items per second this code runs cold, and each step of
   * it between the bell and the caller would cost several µs.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when another wait of this object is under way
   */
  once(condition: Condition, listener: WaitListener, options: AsyncWaitOptions = {}): void {
    if (this.#pending !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        'Cannot wait: an earlier wait of the same object is still under way; await it first',
      );
    }
    const outcome = condition();
    if (outcome !== undefined) {
      listener.onOutcome(outcome);
      return;
    }
    this.#pending = { condition, listener, signal: options.signal, cancel: options.cancel };
    this.#hold(Math.min(options.timeoutMsec ?? Infinity, LONGEST_TIMER_MSEC));
    options.signal?.addEventListener('abort', this.#look, { once: true });
    this.#look();
  }

  readonly #look = (): void => this.#advance(undefined);

  /**
   * Ends the wait where there is a reason to, else sees to it that it is looked after again.
   *
   * @param otherwise - ends it without a reason
   */
  #advance(otherwise: 'timeout' | undefined): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    let outcome: WaitOutcome | undefined;
    try {
      outcome = this.#outcomeOf(pending) ?? otherwise;
    } catch (error) {
      this.#pending = undefined;
      pending.listener.onError(error);
      this.#release(pending);
      return;
    }
    if (outcome === undefined) return;
    this.#pending = undefined;
    pending.listener.onOutcome(outcome);
    this.#release(pending);
  }

  /** How the wait ends, if by now; else the bell is listened to. */
  #outcomeOf(pending: PendingWait): WaitOutcome | undefined {
    for (;;) {
      const seen = Atomics.load(this.#words, this.#bell); // W1
      Atomics.store(this.#words, this.#waiting, 1); // W2
      const outcome = pending.condition() ?? whyCancelled(pending); // W3
      if (outcome !== undefined || this.#listening) return outcome;
      const change = Atomics.waitAsync(this.#words, this.#bell, seen); // W4
      if (!change.async) continue;
      this.#listening = true;
      void change.value.then(this.#onBell);
      return undefined;
    }
  }

  readonly #onBell = (): void => {
    this.#listening = false;
    this.#look();
  };

  readonly #onTimeout = (): void => {
    if (this.#pending === undefined) return;
    // A limit longer than Node's longest timer is none.
    if (this.#timerMsec === LONGEST_TIMER_MSEC) this.#timer?.refresh();
    else this.#advance('timeout');
  };

  /** Holds the event loop, which `Atomics.waitAsync` does not (Node 20), for at most `limitMsec`. */
  #hold(limitMsec: number): void {
    if (this.#timer !== undefined && this.#timerMsec === limitMsec) {
      this.#timer.refresh().ref();
      return;
    }
    clearTimeout(this.#timer);
    this.#timerMsec = limitMsec;
    this.#timer = setTimeout(this.#onTimeout, limitMsec);
  }

  /** Lets go what an ended wait held; after its listener, whom each step before would keep waiting. */
  #release(ended: PendingWait): void {
    ended.signal?.removeEventListener('abort', this.#look);
    // Not cleared: the next wait most often has the same limit.
    if (this.#pending === undefined) this.#timer?.unref();
  }

  /** Withdraws what an ended asynchronous wait left behind in the thread. */
  close(): void {
    if (this.#pending === undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#listening) ring(this.#words, this.#bell);
  }
}

/** An asynchronous wait under way. */
interface PendingWait {
  readonly condition: Condition;
  readonly listener: WaitListener;
  readonly signal: AbortSignal | undefined;
  readonly cancel: CancelWord | undefined;
}

function whyCancelled({ signal, cancel }: PendingWait): 'cancelled' | undefined {
  const isCancelled =
    signal?.aborted === true || (cancel !== undefined && Atomics.load(cancel.words, cancel.index) !== 0);
  return isCancelled ? 'cancelled' : undefined;
}
