/**
 * How much a page may get: pictures and bytes per second.
 *
 * @module
 */

/** Most pictures of a page in a second, of all outputs it looks at. */
export const PICTURES_PER_SEC = 20;
/** Most bytes of pictures of a page in a second. */
export const PICTURE_BYTES_PER_SEC: number = 8 * 1024 ** 2;
/** What is not used within this time is lost. */
const SAVED_SEC = 0.25;

/** Counts what a page has got. */
export class PictureBudget {
  #pictures = 1;
  #bytes = 0;
  #sinceMsec: number | undefined;

  /** Whether a picture may be sent now. */
  mayTake(nowMsec: number): boolean {
    const elapsedSec = this.#sinceMsec === undefined ? 0 : (nowMsec - this.#sinceMsec) / 1000;
    this.#sinceMsec = nowMsec;
    this.#pictures = Math.min(
      Math.max(1, PICTURES_PER_SEC * SAVED_SEC),
      this.#pictures + elapsedSec * PICTURES_PER_SEC,
    );
    this.#bytes = Math.min(
      PICTURE_BYTES_PER_SEC * SAVED_SEC,
      this.#bytes + elapsedSec * PICTURE_BYTES_PER_SEC,
    );
    return this.#pictures >= 1 && this.#bytes >= 0;
  }

  /** One was sent: its bytes may be more than there were, which the next ones wait for. */
  take(bytes: number): void {
    this.#pictures -= 1;
    this.#bytes -= bytes;
  }
}
