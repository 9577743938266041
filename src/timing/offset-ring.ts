/**
 * The last offsets between two clocks, with their statistics.
 *
 * @module
 */
import { roundHalfAway } from './integer-math.ts';

/**
 * The last N offsets of a clock, zero-filled at start, with running sums: pushing, the average and
 * the variance cost O(1) whatever N is, and allocate nothing.
 *
 * The sums are taken of differences to a base near the offsets, so they stay exact integers for
 * clocks that are years apart. An offset far from the base is counted as an outlier; when the last
 * outlier has left the ring, or all are outliers because the clock jumped, the base moves there and
 * the sums are taken anew.
 */
export class OffsetRing {
  readonly #offsets: Float64Array;
  /** Up to this distance from the base all sums are below 2^51. */
  readonly #reach: number;
  #next = 0;
  #untilFull: number;
  #base = 0;
  /** Sum of all differences to the base, and of their squares. */
  #sum = 0;
  #squares = 0;
  #outliers = 0;

  constructor(length: number) {
    this.#offsets = new Float64Array(length);
    this.#reach = Math.floor(Math.sqrt(2 ** 50 / length));
    this.#untilFull = length;
  }

  /** Sum of the ring divided by its length, cut toward zero. */
  average(): number {
    const length = this.#offsets.length;
    const quotient = Math.floor(this.#sum / length);
    const floor = this.#base + quotient;
    // Cutting a negative fraction toward zero is one above its floor.
    return floor < 0 && this.#sum !== quotient * length ? floor + 1 : floor;
  }

  /** Replaces the oldest offset. */
  push(offset: number): void {
    const at = this.#next;
    const added = offset - this.#base;
    const removed = this.#offsets[at]! - this.#base;
    this.#offsets[at] = offset;
    this.#next = at + 1 === this.#offsets.length ? 0 : at + 1;
    this.#sum += added - removed;
    this.#squares += added * added - removed * removed;

    const reach = this.#reach;
    const hadOutliers = this.#outliers > 0;
    if (added > reach || added < -reach) this.#outliers++;
    if (removed > reach || removed < -reach) this.#outliers--;
    if (hadOutliers && (this.#outliers <= 0 || this.#outliers === this.#offsets.length)) this.#rebase();
    // The zeros of the start are gone now: only from here on the sums matter.
    if (this.#untilFull > 0 && --this.#untilFull === 0) this.#rebase();
  }

  /** Variance of the ring around `center` with n − 1 in the denominator. */
  varianceAround(center: number): number {
    const length = this.#offsets.length;
    const shift = center - this.#base;
    return (this.#squares - 2 * shift * this.#sum + length * shift * shift) / (length - 1);
  }

  /** Median, rounded half away from zero. */
  median(): number {
    const sorted = this.#offsets.slice().sort();
    const middle = sorted.length >> 1;
    const upper = sorted[middle]!;
    return roundHalfAway(sorted.length % 2 === 0 ? (sorted[middle - 1]! + upper) / 2 : upper);
  }

  #rebase(): void {
    let approximate = 0;
    for (const offset of this.#offsets) approximate += offset;
    this.#base = Math.round(approximate / this.#offsets.length);
    this.#sum = 0;
    this.#squares = 0;
    this.#outliers = 0;
    for (const offset of this.#offsets) {
      const difference = offset - this.#base;
      this.#sum += difference;
      this.#squares += difference * difference;
      if (Math.abs(difference) > this.#reach) this.#outliers++;
    }
  }
}
