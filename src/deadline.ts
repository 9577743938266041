/**
 * Waiting with a limit: the one race against time, and the one sleep, of this package.
 *
 * @module
 */

/** Resolves after so many ms. */
export function sleep(msec: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, msec);
  });
}

/**
 * Settles as `work` does, or rejects once the limit is over. What comes of `work` later is dropped.
 *
 * @param limit - `limitMsec` from now, and the error of a wait that took longer
 * @returns what `work` resolves with
 */
export async function withDeadline<T>(
  work: Promise<T>,
  limit: { readonly limitMsec: number; readonly lateError: () => Error },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(limit.lateError()), limit.limitMsec);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whichever lost the race may still reject later; that is no news to anybody.
    work.catch(() => undefined);
    late.catch(() => undefined);
  }
}

/**
 * Waits until `work` is over, for no longer than the limit.
 *
 * @returns true if it resolved in time, false after the limit; rejects as `work` does
 */
export async function endsWithin(work: Promise<unknown>, limitMsec: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMsec);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
