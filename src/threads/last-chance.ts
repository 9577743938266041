/**
 * Catching what ends a thread or process by itself: errors that nobody caught, and `process.exit()`.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';

/**
 * Catches what nothing else in this thread does: errors of timers and of rejected promises.
 *
 * @param fail - gets the error, and must end the thread
 * @returns what takes it back
 */
export function catchUncaught(fail: (error: unknown) => void): () => void {
  // A program that has a listener of its own has taken it upon itself.
  const onException = (error: unknown): void => {
    if (process.listenerCount('uncaughtException') === 1) fail(error);
  };
  const onRejection = (reason: unknown): void => {
    if (process.listenerCount('unhandledRejection') === 1) fail(reason);
  };
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
  };
}

/**
 * Reports a `process.exit()` of the program before it takes place: it would look like a regular end.
 *
 * @param consequence - what it does, and what to do instead: half a sentence
 * @param report - gets the error, with the stack of the call; the thread ends once it returns
 * @returns the real exit, for ends that are none of the program's
 */
export function guardExit(
  consequence: string,
  report: (error: SyntalosError) => void,
): (code: number) => never {
  const exit = process.exit.bind(process);
  process.exit = (code?: number | string | null): never => {
    report(
      new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `process.exit(${code ?? ''}) was called, which ${consequence}`,
        {
          details: { exitCode: Number(code ?? 0) },
        },
      ),
    );
    return exit(code);
  };
  return exit;
}
