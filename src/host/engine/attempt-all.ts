/**
 * Ending what several parts have opened.
 *
 * @module
 */

/**
 * Takes steps one after the other, each whatever has become of those before.
 *
 * @throws the first of what went wrong, after the last step
 */
export async function attemptAll(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/**
 * Does the same with each of some things, side by side.
 *
 * @throws the first of what went wrong, after all are done
 */
export async function forEachOf<T>(things: Iterable<T>, work: (thing: T) => Promise<unknown>): Promise<void> {
  const outcomes = await Promise.allSettled([...things].map(work));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
