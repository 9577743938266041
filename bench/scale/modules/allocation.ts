/**
 * How much a thread allocates on its heap, from how often and how much it is collected.
 *
 * @module
 */
import { getHeapStatistics } from 'node:v8';
import { PerformanceObserver } from 'node:perf_hooks';

/** Counts what is allocated between two moments of one thread, as closely as V8 tells. */
export class Allocation {
  #beginBytes = 0;
  #pauses = 0;
  #pauseMsec = 0;
  readonly #observer = new PerformanceObserver((list) => this.#note(list.getEntries()));

  /** Pauses of the garbage collector that were seen, in ms. */
  get pauseMsec(): number {
    return this.#pauseMsec;
  }

  get pauses(): number {
    return this.#pauses;
  }

  begin(): void {
    this.#observer.observe({ entryTypes: ['gc'] });
    this.#beginBytes = heapBytes();
  }

  /**
   * Bytes since {@link begin}: what the heap has grown by. The heap shrinks only when it is collected, so
   * {@link pauses}, which are known a turn of the event loop later, are 0 for a figure that leaves nothing out.
   */
  end(): number {
    return heapBytes() - this.#beginBytes;
  }

  #note(entries: readonly { readonly duration: number }[]): void {
    for (const { duration } of entries) {
      this.#pauses++;
      this.#pauseMsec += duration;
    }
  }
}

function heapBytes(): number {
  return getHeapStatistics().used_heap_size;
}
