/**
 * Waiting for records, as readers and observers do.
 *
 * @module
 */
import { CLOSED, DATA_BELL, DATA_WAITING } from './layout.ts';
import {
  Waiter,
  type AsyncWaitOptions,
  type WaitListener,
  type WaitOptions,
  type WaitOutcome,
} from './waiting.ts';

/** Waits until there is something to read in a ring, or no more will come. */
export class DataWaiter {
  readonly #words: Int32Array;
  readonly #hasMore: () => boolean;
  readonly #waiter: Waiter;

  /**
   * @param words - header of the ring
   * @param spinUsec - how long blocking waits poll before they block, µs
   * @param hasMore - looks for something to read
   */
  constructor(words: Int32Array, spinUsec: number, hasMore: () => boolean) {
    this.#words = words;
    this.#hasMore = hasMore;
    this.#waiter = new Waiter(words, DATA_BELL, DATA_WAITING, spinUsec);
  }

  /** Blocks until there is something to read; `closed`: nothing more will come. */
  wait(options?: WaitOptions): WaitOutcome {
    return this.#waiter.wait(this.#condition, options);
  }

  /** Like {@link wait} on an event-loop thread, which it keeps alive meanwhile. */
  waitAsync(options?: AsyncWaitOptions): Promise<WaitOutcome> {
    return this.#waiter.waitAsync(this.#condition, options);
  }

  /** Like {@link waitAsync}, but calls back. */
  once(listener: WaitListener, options?: AsyncWaitOptions): void {
    this.#waiter.once(this.#condition, listener, options);
  }

  /** Withdraws what an ended asynchronous wait left behind in the thread. */
  close(): void {
    this.#waiter.close();
  }

  readonly #condition = (): 'ready' | 'closed' | undefined => {
    // Loaded before the published position: what was committed before closing is seen then.
    const isClosed = Atomics.load(this.#words, CLOSED) !== 0;
    if (this.#hasMore()) return 'ready';
    return isClosed ? 'closed' : undefined;
  };
}
