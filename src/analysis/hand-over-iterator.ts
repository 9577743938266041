/**
 * The consumer behind `for await` over a port's items or an analysis' results.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';

/** Hands items one at a time to a loop of the user's. */
export class HandOverIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #what: string;
  readonly #onLeave: () => void;
  /** The loop waits for an item. */
  #wanting: ((result: IteratorResult<T, undefined>) => void) | undefined;
  /** The delivery waits for the loop: to want an item, or to be done with the last. */
  #offering: (() => void) | undefined;
  #isHolding = false;
  #isEnded = false;

  /**
   * @param what - what is handed over, for messages: `result`
   * @param onLeave - called once when the loop has ended, from whichever side
   */
  constructor(what: string, onLeave: () => void) {
    this.#what = what;
    this.#onLeave = onLeave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.#letGo();
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined });
    if (this.#wanting !== undefined) {
      return Promise.reject(
        new SyntalosError(
          'ERR_SYNTALOS_INVALID_STATE',
          `Cannot ask for the next ${this.#what}: the one asked for before has not come; await it first`,
        ),
      );
    }
    return new Promise((resolve) => {
      this.#wanting = resolve;
      this.#wake();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#letGo();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /**
   * Gives `item` to the loop and waits until the loop is done with it.
   *
   * @returns false when the loop ended without taking it
   */
  async offer(item: T): Promise<boolean> {
    let want = this.#takeWanting();
    while (want === undefined) {
      if (this.#isEnded) return false;
      await this.#untilWoken();
      want = this.#takeWanting();
    }
    this.#isHolding = true;
    want({ done: false, value: item });
    while (this.#holds()) await this.#untilWoken();
    return true;
  }

  /** Ends the loop; an item that it still works on is waited for by {@link offer}. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#onLeave();
    this.#takeWanting()?.({ done: true, value: undefined });
    this.#wake();
  }

  #takeWanting(): ((result: IteratorResult<T, undefined>) => void) | undefined {
    const wanting = this.#wanting;
    this.#wanting = undefined;
    return wanting;
  }

  #holds(): boolean {
    return this.#isHolding;
  }

  #letGo(): void {
    if (!this.#isHolding) return;
    this.#isHolding = false;
    this.#wake();
  }

  #wake(): void {
    this.#offering?.();
    this.#offering = undefined;
  }

  #untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#offering = resolve;
    });
  }
}
