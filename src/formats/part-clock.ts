/**
 * The own clock of a video whose parts each have times of their own.
 *
 * @module
 */

/** Puts the times of parts on one line, whether they start again with each part or go on. */
export class PartClock {
  #shiftUsec = 0;
  #endUsec = 0;
  #isFirstPart = true;
  #isFirstFrame = true;

  /** A part begins. */
  beginPart(): void {
    this.#isFirstPart = this.#isFirstFrame && this.#endUsec === 0;
    this.#isFirstFrame = true;
  }

  /**
   * Time of a frame since the start of the video.
   *
   * @param timeUsec - as the part has it
   * @param periodUsec - time from one frame to the next, as far as it is known
   */
  next(timeUsec: number, periodUsec: number): number {
    if (this.#isFirstFrame && !this.#isFirstPart) {
      // FFmpeg's `-f segment` lets times go on; recorders that slice start each file at 0.
      const goesOn = timeUsec > 0 && timeUsec >= this.#endUsec - 1.5 * periodUsec - 1000;
      this.#shiftUsec = goesOn ? 0 : this.#endUsec;
    }
    this.#isFirstFrame = false;
    const ownUsec = timeUsec + this.#shiftUsec;
    this.#endUsec = Math.max(this.#endUsec, ownUsec + periodUsec);
    return ownUsec;
  }
}
