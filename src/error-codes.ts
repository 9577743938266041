/**
 * The table of error codes, and what each carries beside its message.
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

  ERR_SYNTALOS_DEVICE: 'A device could not be opened, does not answer or has gone',

  ERR_SYNTALOS_MACHINE: 'Another machine of a run, or the way to it, is missing, refuses or has gone',

  ERR_SYNTALOS_SYNC: 'A clock synchronizer refused a call or failed',
  ERR_SYNTALOS_IOX: 'The iceoryx2 layer reported a failure',
} as const;

/** A stable error code; {@link ERROR_CODES} says what each means. */
export type SyntalosErrorCode = keyof typeof ERROR_CODES;

/** Facts about a failure that programs may want to read: plain, structured-clonable values. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** What an error of any code may name: the module it is about, and a file or folder. */
interface CommonFields {
  module: string;
  path: string;
}

/** Which details the errors of a code may carry; codes that are not listed carry only {@link CommonFields}. */
interface ErrorFields {
  ERR_SYNTALOS_INVALID_ARGUMENT: { name: string; attribute: string };
  /** What was waited for (`request` when it was a control message), and for how long. */
  ERR_SYNTALOS_TIMEOUT: { what: string; request: string; limitMsec: number };
  ERR_SYNTALOS_MISSING_DEPENDENCY: { package: string };

  ERR_SYNTALOS_RING_RECORD_TOO_LARGE: { recordBytes: number; ringBytes: number; maxBytes: number };
  ERR_SYNTALOS_RING_READER_REMOVED: { slot: number };

  ERR_SYNTALOS_DECODE: { what: string; port: string; source: string; line: number };
  /** Data type and field of the item, or the port and the index of the item in what was fed. */
  ERR_SYNTALOS_ITEM_TYPE: { type: string; field: string; port: string; index: number };
  ERR_SYNTALOS_PORT: { port: string; direction: string; lineId: number; from: string; to: string };
  ERR_SYNTALOS_PORT_TYPE_MISMATCH: {
    from: string;
    to: string;
    port: string;
    sourceType: string | number;
    targetType: string | number;
    portType: string | number;
  };
  ERR_SYNTALOS_LINE: { lineId: number; kind: string };

  /** The request that failed, and the code of what the other end failed with. */
  ERR_SYNTALOS_CHANNEL: { request: string; code: string };
  /** What has ended: a thread, a synchronizer (`id`), an analysis worker (`item`), a process (`exitCode`). */
  ERR_SYNTALOS_ACTOR_CRASHED: {
    thread: string;
    id: string;
    item: number;
    step: string;
    exitCode: number;
    signal: string;
  };
  ERR_SYNTALOS_CALLBACK: { callback: string; item: number };
  ERR_SYNTALOS_CALLBACK_OVERDUE: { callback: string; limitMsec: number };
  ERR_SYNTALOS_MODULE_LOAD: { line: number; column: number; binary: string };

  ERR_SYNTALOS_PROJECT: { line: number; problems: number };
  ERR_SYNTALOS_SETTING: { problems: number };

  ERR_SYNTALOS_EDL: { key: string; parent: string };
  ERR_SYNTALOS_EDL_EXISTS: { kind: string; name: string; parent: string };
  /** Where in the file the damage is, in bytes. */
  ERR_SYNTALOS_TSYNC: { offset: number };
  /** Number of the frame, and what FFmpeg answered. */
  ERR_SYNTALOS_VIDEO: { index: number; status: number };

  ERR_SYNTALOS_MACHINE: { machine: string };
  ERR_SYNTALOS_SYNC: { id: string };
}

type FieldsOf<C> = C extends keyof ErrorFields ? CommonFields & ErrorFields[C] : CommonFields;

type OptionalFields<F> = { readonly [K in keyof F]?: F[K] | undefined };

/** The details of errors with code `C`; of any code, plain values by name. */
export type ErrorDetailsOf<C extends SyntalosErrorCode> = SyntalosErrorCode extends C
  ? ErrorDetails
  : OptionalFields<FieldsOf<C>>;
