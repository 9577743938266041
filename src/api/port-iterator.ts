/**
 * The consumer behind `for await (const item of port)`.
 *
 * @module
 */

/** Hands items one at a time from a port's delivery to a loop of the user's. */
export class PortIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #onLeave: () => void;
  /** The loop waits for an item. */
  #wanting: ((result: IteratorResult<T, undefined>) => void) | undefined;
  /** The delivery waits for the loop: to want an item, or to be done with the last. */
  #offering: (() => void) | undefined;
  #holding = false;
  #ended = false;

  /** @param onLeave - called once when the loop has ended, from whichever side */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.#letGo();
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
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

  /** Gives `item` to the loop; resolves when the loop is done with it, or has ended. */
  async offer(item: T): Promise<void> {
    while (!this.#ended && this.#wanting === undefined) await this.#untilWoken();
    const want = this.#wanting;
    if (this.#ended || want === undefined) return;
    this.#wanting = undefined;
    this.#holding = true;
    want({ done: false, value: item });
    while (this.#isHolding()) await this.#untilWoken();
  }

  /** Ends the loop; an item that it still works on is waited for by {@link offer}. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onLeave();
    this.#wanting?.({ done: true, value: undefined });
    this.#wanting = undefined;
    this.#wake();
  }

  #isHolding(): boolean {
    return this.#holding;
  }

  #letGo(): void {
    if (!this.#holding) return;
    this.#holding = false;
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
