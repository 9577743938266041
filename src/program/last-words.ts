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
import { fromErrorRecord, toErrorRecord, type ErrorRecord } from '../errors.ts';

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

/** What `process.exit()` does to a module. */
export const EXIT_CONSEQUENCE =
  'ends the module at once: say "await link.shutdown()" when it has nothing more to do';
