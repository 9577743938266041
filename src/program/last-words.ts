/**
 * What a module's thread or process says before it ends by itself: an error that nobody caught, or `process.exit()`.
 *
 * Node would hand an uncaught error of a thread to the thread that started it by its own serializer, which
 * follows causes without an end (Node 20) and calls getters: such an error would end the host. So it is caught
 * where it was thrown, and travels as a record.
 *
 * @module
 */
import { findCurrentLink, wasLinked } from '../api/index.ts';
import { SyntalosError, fromErrorRecord, toErrorRecord, type ErrorRecord } from '../errors.ts';

const KEY = 'syntalosFailure';

/** Whether the program had a link, and has ended it: it may do what it likes now. */
export function isProgramOver(): boolean {
  return wasLinked() && findCurrentLink() === undefined;
}

/** The message by which a thread says what it ends by. */
export function asThreadFailure(error: unknown): Record<string, ErrorRecord> {
  return { [KEY]: toErrorRecord(error) };
}

/** What {@link asThreadFailure} was made of; `undefined` for any other message, such as of the user's own. */
export function threadFailureOf(message: unknown): Error | undefined {
  if (typeof message !== 'object' || message === null || !(KEY in message)) return undefined;
  // Only threads of this package write this key.
  return fromErrorRecord(message[KEY] as ErrorRecord);
}

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
 * @param report - gets the error, with the stack of the call; the thread ends once it returns
 * @returns the real exit, for ends that are none of the program's
 */
export function guardExit(report: (error: SyntalosError) => void): (code: number) => never {
  const exit = process.exit.bind(process);
  process.exit = (code?: number | string | null): never => {
    report(
      new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `process.exit(${code ?? ''}) was called, which ends the module at once: say "await link.shutdown()" when it has nothing more to do`,
        { details: { exitCode: Number(code ?? 0) } },
      ),
    );
    return exit(code);
  };
  return exit;
}
