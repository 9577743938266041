/**
 * Looking again and again for a moment, before a thread blocks.
 *
 * @module
 */

/** Looks between two at the clock. */
const LOOKS = 32;

/**
 * Polls until `isDone`, without giving the processor away.
 *
 * @param spinUsec - for how long, µs; 0 does not look at all
 * @returns whether it was done in time
 */
export function spinUntil(isDone: () => boolean, spinUsec: number): boolean {
  if (spinUsec <= 0) return false;
  const until = performance.now() + spinUsec / 1000;
  do {
    for (let look = 0; look < LOOKS; look++) if (isDone()) return true;
  } while (performance.now() < until);
  return false;
}
