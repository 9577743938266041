/**
 * Waiting in tests for what another thread or process brings about.
 *
 * @module
 */

/** Settles when `condition` holds; the test's own time limit is the watchdog. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
