/**
 * Picks items so that no more than a given number per second get through.
 *
 * @module
 */

/** Least time by which picks may lag behind their schedule and still be made up for, µs: 1 % of 10 s. */
const MIN_CREDIT_USEC = 100_000;
/** How long items are counted to know how fast they come, µs. */
const WINDOW_USEC = 1_000_000;

/**
 * An even pick of the items of a stream, by the time at which they come.
 *
 * A schedule of slots, not the items, says when the next is due, so that the mean rate is exact
 * whatever the jitter. Items that come in bursts, or earlier and later than they should, find slots
 * that have been due for a while: these are kept for {@link MIN_CREDIT_USEC} (at least two slots), so
 * that a source no faster than the limit loses nothing. Within a burst picks keep the distance that
 * they have on average, instead of taking its first items.
 */
export class Throttle {
  #intervalUsec = 0;
  #creditUsec = 0;
  #nextUsec = -Infinity;
  /** Items since the last pick, this one included. */
  #sincePick = 0;
  /** Items between two picks, on average, as of the last window. */
  #stride = 0;
  #windowStartUsec = -Infinity;
  #windowItems = 0;

  /** @param itemsPerSec - 0 lets everything through */
  constructor(itemsPerSec = 0) {
    this.setRate(itemsPerSec);
  }

  setRate(itemsPerSec: number): void {
    this.#intervalUsec = itemsPerSec > 0 ? 1_000_000 / itemsPerSec : 0;
    this.#creditUsec = Math.max(2 * this.#intervalUsec, MIN_CREDIT_USEC);
    this.#nextUsec = -Infinity;
    this.#stride = 0;
    this.#windowStartUsec = -Infinity;
  }

  get isOff(): boolean {
    return this.#intervalUsec === 0;
  }

  /** Whether the item that comes at `nowUsec` gets through. */
  admit(nowUsec: number): boolean {
    if (this.#intervalUsec === 0) return true;
    if (this.#nextUsec === -Infinity) this.#nextUsec = nowUsec;
    this.#count(nowUsec);
    const lateUsec = nowUsec - this.#nextUsec;
    if (lateUsec < 0) return false;
    // The next item will do as well, unless the slot gets too old.
    if (this.#sincePick < this.#stride && lateUsec < this.#creditUsec / 2) return false;
    this.#sincePick = 0;
    this.#nextUsec = Math.max(this.#nextUsec, nowUsec - this.#creditUsec) + this.#intervalUsec;
    return true;
  }

  #count(nowUsec: number): void {
    this.#sincePick++;
    const elapsedUsec = nowUsec - this.#windowStartUsec;
    if (elapsedUsec >= WINDOW_USEC) {
      if (elapsedUsec !== Infinity) {
        this.#stride = Math.floor((this.#windowItems * this.#intervalUsec) / elapsedUsec);
      }
      this.#windowStartUsec = nowUsec;
      this.#windowItems = 0;
    }
    this.#windowItems++;
  }
}
