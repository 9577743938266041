/**
 * When a synthetic camera exposes its frames.
 *
 * @module
 */

/**
 * When the frames of a camera are exposed: frame k at k periods after the start, however late the
 * ones before were sent.
 */
export class FrameClock {
  readonly #periodUsec: number;

  /** @param framerateHz - above 0 */
  constructor(framerateHz: number) {
    this.#periodUsec = 1e6 / framerateHz;
  }

  /** Time of exposure since the start of the run, whole µs. */
  exposureUsec(frameIndex: number): number {
    return Math.round(frameIndex * this.#periodUsec);
  }
}
