/**
 * Which events of a module go out: the other end has 16 places for a kind, and where they are full the newest
 * pushes the oldest out.
 *
 * @module
 */

/** Events of a kind that may go out at once: half of the places, so that nothing is pushed out that waits there. */
const AT_ONCE = 8;

/** Lets the first events of a burst through, then one after each pause. Others are the caller's to count or to keep. */
export class EventGate {
  readonly #nowMsec: () => number;
  readonly #pauseMsec: number;
  #left = AT_ONCE;
  #sinceMsec: number;

  /**
   * @param pauseMsec - after which there is a place for one more, in ms: the other end has read by then
   * @param nowMsec - any clock that only goes on, in ms
   */
  constructor(pauseMsec: number, nowMsec: () => number = () => performance.now()) {
    this.#pauseMsec = pauseMsec;
    this.#nowMsec = nowMsec;
    this.#sinceMsec = nowMsec();
  }

  /** Whether an event may go out now: then it has taken its place. */
  admits(): boolean {
    const pauses = Math.floor((this.#nowMsec() - this.#sinceMsec) / this.#pauseMsec);
    if (pauses > 0) {
      this.#left = Math.min(AT_ONCE, this.#left + pauses);
      this.#sinceMsec += pauses * this.#pauseMsec;
    }
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }

  /** All places are free again. */
  reset(): void {
    this.#left = AT_ONCE;
    this.#sinceMsec = this.#nowMsec();
  }
}
