/**
 * Picks items so that no more than a given number per second get through.
 *
 * @module
 */

/** An even pick of the items of a stream, by the time at which they come. */
export class Throttle {
  #intervalUsec = 0;
  #nextUsec = -Infinity;

  /** @param itemsPerSec - 0 lets everything through */
  constructor(itemsPerSec = 0) {
    this.setRate(itemsPerSec);
  }

  setRate(itemsPerSec: number): void {
    this.#intervalUsec = itemsPerSec > 0 ? 1_000_000 / itemsPerSec : 0;
    this.#nextUsec = -Infinity;
  }

  get isOff(): boolean {
    return this.#intervalUsec === 0;
  }

  /** Tells whether the item that comes at `nowUsec` gets through. */
  admit(nowUsec: number): boolean {
    if (this.#intervalUsec === 0) return true;
    if (nowUsec < this.#nextUsec) return false;
    // The schedule, not the item, sets the next slot, so that the mean rate is exact; after a
    // pause of more than a slot it begins anew, so that the items after it are not bunched.
    const late = nowUsec - this.#nextUsec;
    this.#nextUsec =
      late < this.#intervalUsec ? this.#nextUsec + this.#intervalUsec : nowUsec + this.#intervalUsec;
    return true;
  }
}
