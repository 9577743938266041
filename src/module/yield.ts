/**
 * A turn for everybody else on the event loop.
 *
 * @module
 */

/** Resolves after timers, messages and I/O that are ready have been served. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
