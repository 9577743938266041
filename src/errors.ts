/**
 * The one error class of the package, and the table of its codes.
 *
 * Match errors by {@link isSyntalosError} and a code, never by `instanceof` or by text: a
 * structured clone between threads keeps neither class nor extra fields, so errors cross
 * threads as {@link ErrorRecord}s.
 *
 * @module
 */

/**
 * Every code this package can raise, with what it means. Codes are stable: they are only
 * added, never renamed.
 */
export const ERROR_CODES = {
  ERR_SYNTALOS_INVALID_ARGUMENT: 'A call got an argument of the wrong type or out of its range',
  ERR_SYNTALOS_INVALID_STATE: 'A call came at a time when it is not allowed',
  ERR_SYNTALOS_NOT_HOSTED: 'The program was not started by a host or by Syntalos',
  ERR_SYNTALOS_TIMEOUT: 'An answer did not come within its time limit',
  ERR_SYNTALOS_CANCELLED: 'A wait was ended by its caller or by the end of the run',
  ERR_SYNTALOS_CLOSED: 'The object was closed before the call',
  ERR_SYNTALOS_INTERNAL: 'An invariant of this package does not hold: please report it',
  ERR_SYNTALOS_MISSING_DEPENDENCY: 'An optional package that this call needs is not installed',

  ERR_SYNTALOS_RING_LAYOUT: 'Shared memory does not hold a ring of the expected layout version',
  ERR_SYNTALOS_RING_FULL: 'The ring has no free reader slot',
  ERR_SYNTALOS_RING_CLOSED: 'The ring was closed by its writer or its owner',
  ERR_SYNTALOS_RING_RECORD_TOO_LARGE: 'A record is larger than the ring may ever grow to hold',
  ERR_SYNTALOS_RING_CLAIMED: 'The ring already has its one writer',
  ERR_SYNTALOS_RING_READER_REMOVED: 'The reader was removed from its ring by the owner',

  ERR_SYNTALOS_DECODE: 'Bytes from outside do not follow their format',
  ERR_SYNTALOS_ITEM_TYPE: "An item does not have the shape of its port's data type",
  ERR_SYNTALOS_METADATA: 'A metadata value has a type that cannot be transported, or came too late',
  ERR_SYNTALOS_PORT: 'A port is unknown, is registered twice, or does not fit the other end',
  ERR_SYNTALOS_PORT_TYPE_MISMATCH: 'The two ends of a connection have types that do not convert',
  ERR_SYNTALOS_LINE: 'A call is for another kind of hardware line: digital or analog',

  ERR_SYNTALOS_CHANNEL: 'The control channel broke or carried a message that breaks its contract',
  ERR_SYNTALOS_ACTOR_CRASHED: 'A worker thread ended or failed while others depended on it',
  ERR_SYNTALOS_THREAD_GONE: 'The thread of a module ended during its work; what started it says why',
  ERR_SYNTALOS_CALLBACK: 'A callback of the module threw or refused',
  ERR_SYNTALOS_CALLBACK_OVERDUE: 'A callback of the module did not return within its time limit',
  ERR_SYNTALOS_MODULE: 'A module raised an error and ended the run',
  ERR_SYNTALOS_MODULE_LOAD: "A module's program could not be loaded",

  ERR_SYNTALOS_PROJECT: 'A project file is not valid',
  ERR_SYNTALOS_SETTING: 'A setting of a module is unknown or has a wrong value',

  ERR_SYNTALOS_EDL: 'An EDL unit could not be created, read or written',
  ERR_SYNTALOS_EDL_EXISTS: 'A unit of this name exists already in its group',
  ERR_SYNTALOS_EDL_NO_ROOT: 'There is no EDL root group outside a run',
  ERR_SYNTALOS_STORAGE: 'A file or folder could not be written or read',
  ERR_SYNTALOS_TSYNC: 'A tsync file is damaged or of a kind that cannot be read',
  ERR_SYNTALOS_VIDEO: 'A video could not be read or written',

  ERR_SYNTALOS_SYNC: 'A clock synchronizer refused a call or failed',
  ERR_SYNTALOS_IOX: 'The iceoryx2 layer reported a failure',
} as const;

/** A stable error code; {@link ERROR_CODES} says what each means. */
export type SyntalosErrorCode = keyof typeof ERROR_CODES;

/** Facts about a failure that programs may want to read: plain, structured-clonable values. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a {@link SyntalosError} may carry beside code and message. */
export interface SyntalosErrorOptions {
  /** What led to this error. */
  readonly cause?: unknown;
  /** Names and values that the message mentions, for programs. */
  readonly details?: ErrorDetails;
}

/** Any failure of this package. Its message says action, state and remedy. */
export class SyntalosError extends Error {
  override readonly name = 'SyntalosError';
  /** Stable code, see {@link ERROR_CODES}. */
  readonly code: SyntalosErrorCode;
  /** Names and values that the message mentions. */
  readonly details: ErrorDetails;

  constructor(code: SyntalosErrorCode, message: string, options: SyntalosErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/**
 * Tells whether `error` is a failure of this package, from whatever thread or copy of it.
 *
 * @param error - any value that was thrown
 * @param code - the code it must have; any code where left out
 */
export function isSyntalosError(error: unknown, code?: SyntalosErrorCode): error is SyntalosError {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return code === undefined
    ? typeof error.code === 'string' && error.code.startsWith('ERR_SYNTALOS_')
    : error.code === code;
}

/** An error as plain data: what crosses threads, and what reports hold. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly details?: ErrorDetails;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
}

/** Turns anything thrown into plain data; its inverse is {@link fromErrorRecord}. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { name: 'Error', message: describeValue(error) };
  const code: unknown = 'code' in error ? error.code : undefined;
  const details: unknown = 'details' in error ? error.details : undefined;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof details === 'object' && details !== null ? { details: details as ErrorDetails } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: toErrorRecord(error.cause) }),
  };
}

/** Makes an error again from {@link toErrorRecord}'s data, with the stack of its origin. */
export function fromErrorRecord(record: ErrorRecord): Error {
  const cause = record.cause === undefined ? undefined : fromErrorRecord(record.cause);
  const known = record.code !== undefined && Object.hasOwn(ERROR_CODES, record.code);
  const error = known
    ? new SyntalosError(record.code as SyntalosErrorCode, record.message, {
        ...(cause === undefined ? {} : { cause }),
        ...(record.details === undefined ? {} : { details: record.details }),
      })
    : new Error(record.message, cause === undefined ? undefined : { cause });
  if (!known) {
    Object.assign(error, { name: record.name, ...(record.code === undefined ? {} : { code: record.code }) });
  }
  if (record.stack !== undefined) error.stack = record.stack;
  return error;
}

/** The message of anything thrown, for use inside another message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : describeValue(error);
}

/** A short, quoted form of any value for messages: never throws, never longer than a line. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  if (typeof value === 'bigint') return `${value.toString()}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return value.toString();
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : 'an object';
}

/** Closes a switch over a union: compiles only where every member was handled. */
export function assertNever(value: never): never {
  throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `Cannot handle ${describeValue(value)}: not a known kind`);
}
