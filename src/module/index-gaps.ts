/**
 * Frames that a source itself lost, found by the numbers of its frames.
 *
 * @module
 */
import type { PortCounters } from '../shm/index.ts';

/** Counts gaps in the numbers of a port's frames. */
export class IndexGaps {
  readonly #counters: PortCounters;
  #lastIndex: number | undefined;

  constructor(counters: PortCounters) {
    this.#counters = counters;
  }

  /** Takes the number of the next frame. */
  note(index: number): void {
    const last = this.#lastIndex;
    if (last !== undefined && index > last + 1) this.#counters.addIndexGaps(index - last - 1);
    this.#lastIndex = index;
  }

  /** A new run begins: its first number may be any. */
  reset(): void {
    this.#lastIndex = undefined;
  }
}
