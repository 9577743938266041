/**
 * The one error class of the package.
 *
 * Match errors by {@link isSyntalosError} and a code, never by `instanceof` or by text: a
 * structured clone between threads keeps neither class nor extra fields, so errors cross
 * threads as {@link ErrorRecord}s.
 *
 * @module
 */
import {
  ERROR_CODES,
  type ErrorDetails,
  type ErrorDetailsOf,
  type SyntalosErrorCode,
} from './error-codes.ts';
import { describeValue, isError, propertyOf, type ErrorRecord } from './thrown-values.ts';

export {
  ERROR_CODES,
  type ErrorDetails,
  type ErrorDetailsOf,
  type SyntalosErrorCode,
} from './error-codes.ts';
export { describeValue, messageOf, toErrorRecord, type ErrorRecord } from './thrown-values.ts';

/** What a {@link SyntalosError} may carry beside code and message. */
export interface SyntalosErrorOptions<C extends SyntalosErrorCode = SyntalosErrorCode> {
  /** What led to this error. */
  readonly cause?: unknown;
  /** Names and values that the message mentions, for programs. */
  readonly details?: ErrorDetailsOf<C>;
}

/** What an error is made of: which details there are, depends on its code. */
export type SyntalosErrorArguments = {
  [C in SyntalosErrorCode]: [code: C, message: string, options?: SyntalosErrorOptions<C>];
}[SyntalosErrorCode];

/** Any failure of this package. Its message says action, state and remedy. */
export class SyntalosError extends Error {
  override readonly name = 'SyntalosError';
  /** Stable code, see {@link ERROR_CODES}. */
  readonly code: SyntalosErrorCode;
  /** Names and values that the message mentions; {@link isSyntalosError} with a code says which there are. */
  readonly details: ErrorDetails;

  constructor(...[code, message, options]: SyntalosErrorArguments) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options?.details ?? {};
  }
}

/** Makes an error whose code is known only at run time; its details are checked by nobody. */
export function errorOfCode(
  code: SyntalosErrorCode,
  message: string,
  options: SyntalosErrorOptions = {},
): SyntalosError {
  return new SyntalosError(...([code, message, options] as SyntalosErrorArguments));
}

/** Gives an error the frames of its cause, if that has any: where it happened, not where it was heard of. */
export function withStackOf<E extends Error>(error: E, cause: unknown): E {
  const stack = propertyOf(cause, 'stack');
  const frames = typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

/** A {@link SyntalosError} of one code, with the details of that code. */
export type SyntalosErrorOf<C extends SyntalosErrorCode> = SyntalosError & {
  readonly code: C;
  readonly details: ErrorDetailsOf<C>;
};

/**
 * Says whether `error` is a failure of this package, from whatever thread or copy of it.
 *
 * @param error - any value that was thrown
 * @param code - the code it must have; any code if left out
 */
export function isSyntalosError<C extends SyntalosErrorCode = SyntalosErrorCode>(
  error: unknown,
  code?: C,
): error is SyntalosErrorOf<C> {
  if (!isError(error)) return false;
  const actual = propertyOf(error, 'code');
  return code === undefined
    ? typeof actual === 'string' && actual.startsWith('ERR_SYNTALOS_')
    : actual === code;
}

/** Makes an error again from the data of {@link toErrorRecord}, with the stack of its origin. */
export function fromErrorRecord(record: ErrorRecord): Error {
  const cause = record.cause === undefined ? undefined : fromErrorRecord(record.cause);
  const known = record.code !== undefined && Object.hasOwn(ERROR_CODES, record.code);
  const error = known
    ? errorOfCode(record.code as SyntalosErrorCode, record.message, {
        ...(cause === undefined ? {} : { cause }),
        ...(record.details === undefined ? {} : { details: record.details }),
      })
    : new Error(record.message, cause === undefined ? undefined : { cause });
  if (!known) {
    const { name, code, details } = record;
    Object.assign(error, {
      name,
      ...(code === undefined ? {} : { code }),
      ...(details === undefined ? {} : { details }),
    });
  }
  // Without one, it must not have that of this call.
  error.stack = record.stack ?? `${record.name}: ${record.message}`;
  return error;
}

/** Closes a switch over a union: compiles only where every member was handled. */
export function assertNever(value: never): never {
  throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `Cannot handle ${describeValue(value)}: not a known kind`);
}
