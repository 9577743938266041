/**
 * Promises that wait for the next time something happens.
 *
 * @module
 */

/** A wait under way. */
export interface Waiting {
  readonly promise: Promise<void>;
  /** Ends the wait: its promise resolves at once, and nothing of it is left. */
  cancel(): void;
}

/** Everybody who waits for one event. */
export class Waiters {
  readonly #waiters = new Set<() => void>();

  /** Waits for the next {@link wakeAll}. */
  wait(): Waiting {
    let resolveWait: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => {
      resolveWait = resolve;
      this.#waiters.add(resolve);
    });
    return {
      promise,
      cancel: () => {
        this.#waiters.delete(resolveWait);
        resolveWait();
      },
    };
  }

  /** Ends all waits; costs nothing when there are none. */
  wakeAll(): void {
    if (this.#waiters.size === 0) return;
    const woken = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of woken) wake();
  }
}
