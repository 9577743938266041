/**
 * Notices promises of a port's consumer that do not settle, where the supervisor cannot see them.
 *
 * @module
 */

/** Looks per limit: how long a promise is pending is known to this fraction of it. */
const LOOKS_PER_LIMIT = 8;
/** Shortest time between two looks, in ms. */
const MIN_INTERVAL_MSEC = 20;

/** The parts of {@link PendingWatch}. */
export interface PendingWatchParts {
  readonly limitMsec: number;
  /** Called once for each promise that is pending for longer. */
  readonly onOverdue: (item: number, durationMsec: number) => void;
}

/**
 * Watches what a port waits for, one promise at a time.
 *
 * The supervisor watches the callback that the thread is in; a thread whose other ports deliver meanwhile is in
 * another one all the time. This watch costs each promise two stores: one timer looks at them all.
 */
export class PendingWatch {
  readonly #parts: PendingWatchParts;
  #timer: NodeJS.Timeout | undefined;
  /** Number of the item that is waited for; -1 while none is. */
  #item = -1;
  /** The item that the last look saw, and when a look saw it first, in ms. */
  #seenItem = -1;
  #sinceMsec = 0;
  #isReported = false;

  constructor(parts: PendingWatchParts) {
    this.#parts = parts;
  }

  /** What the consumer of an item returned is waited for. */
  begin(item: number): void {
    this.#item = item;
    if (this.#timer !== undefined) return;
    const intervalMsec = Math.max(MIN_INTERVAL_MSEC, this.#parts.limitMsec / LOOKS_PER_LIMIT);
    this.#timer = setInterval(() => this.#look(), intervalMsec).unref();
    this.#seenItem = -1;
  }

  /** It has settled. */
  end(): void {
    this.#item = -1;
  }

  /** Ends the looks; the next {@link begin} starts them again. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#item = -1;
  }

  #look(): void {
    const nowMsec = performance.now();
    if (this.#item < 0 || this.#item !== this.#seenItem) {
      this.#seenItem = this.#item;
      this.#sinceMsec = nowMsec;
      this.#isReported = false;
      return;
    }
    const durationMsec = nowMsec - this.#sinceMsec;
    if (this.#isReported || durationMsec < this.#parts.limitMsec) return;
    this.#isReported = true;
    this.#parts.onOverdue(this.#item, durationMsec);
  }
}
