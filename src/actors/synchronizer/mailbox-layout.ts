/**
 * The layout of a synchronizer's mailbox in shared memory: one table, and the constants.
 *
 * A mailbox carries one request at a time from the module's thread (the *caller*) to the synchronizer
 * actor and its answer back. Both count requests: the mailbox is the caller's while `answer` equals
 * `request`, else the actor's. Data follow the header; the caller grows the block when a request
 * needs more, up to {@link MAX_DATA_BYTES}. Words of different writers lie 64 bytes apart.
 *
 * @module
 */
import { describeValue } from '../../errors.ts';
import { checkLayout, layoutError, type BlockLayout } from '../../layout-check.ts';
import type { LayoutField } from '../../shm/index.ts';

/** First word: the bytes `SyCk`, read as a little-endian u32. */
export const MAILBOX_MAGIC = 0x6b43_7953;
/** Changes with any change of this file. */
export const MAILBOX_LAYOUT_VERSION = 1;

const MAILBOX: BlockLayout = {
  what: 'synchronizer mailbox',
  magic: MAILBOX_MAGIC,
  version: MAILBOX_LAYOUT_VERSION,
};

// Indices of 32-bit words.

export const MAGIC = 0;
export const LAYOUT_VERSION = 1;

export const REQUEST = 16;
export const OPERATION = 17;
export const DATA_LENGTH = 18;

export const ANSWER = 32;
export const OUTCOME = 33;
export const ANSWER_LENGTH = 34;

export const STATE = 48;

/** First argument, in doubles. */
export const ARGUMENTS_F64 = 32;
export const ARGUMENT_COUNT = 3;

/** First figure of the synchronizer's status, in doubles. */
export const STATUS_F64 = 40;
/** Doubles of the status, in this order. */
export const StatusField = {
  isCalibrated: 0,
  correctionUsec: 1,
  indexOffset: 2,
  expectedOffsetUsec: 3,
  toleranceUsec: 4,
  strategies: 5,
} as const;
/** A value of {@link StatusField}. */
export type StatusField = (typeof StatusField)[keyof typeof StatusField];

/** Where the data begin, bytes. */
export const DATA_BYTES_OFFSET = 512;
/** Data that a mailbox holds from the start: 8192 pairs, large enough that a wake-up costs little. */
export const INITIAL_DATA_BYTES = 131_072;
/** Most data of one request: 8 Mi indices of a counter's block. */
export const MAX_DATA_BYTES = 67_108_864;

/** What a request asks for. */
export const Operation = {
  /** Pairs (master, device) of doubles; the answer is a double for each. */
  processPairs: 1,
  /** Indices, changed in place; arguments: receive time, block index, block count. */
  processBlock: 2,
  setStrategies: 3,
  setTolerance: 4,
  setCalibrationCount: 5,
  setFrequency: 6,
  /** UTF-8 path, empty for no file. */
  setTsyncFile: 7,
  /** NaN for none. */
  setLastValidMaster: 8,
  start: 9,
  stop: 10,
} as const;
/** A value of {@link Operation}. */
export type Operation = (typeof Operation)[keyof typeof Operation];

/** How a request ended. */
export const Outcome = {
  done: 0,
  /** The synchronizer refused, and gave a warning why. */
  refused: 1,
  /** It threw: the data are an error record as JSON. */
  failed: 2,
} as const;
/** A value of {@link Outcome}. */
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Whether the actor serves the mailbox. */
export const MailboxState = {
  open: 0,
  /** The run is over. */
  closed: 1,
  /** The actor's thread is gone. */
  dead: 2,
} as const;
/** A value of {@link MailboxState}. */
export type MailboxState = (typeof MailboxState)[keyof typeof MailboxState];

/** Makes a mailbox that nobody serves yet. */
export function createMailbox(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(DATA_BYTES_OFFSET + INITIAL_DATA_BYTES, {
    maxByteLength: DATA_BYTES_OFFSET + MAX_DATA_BYTES,
  });
  const words = new Int32Array(buffer, 0, DATA_BYTES_OFFSET / 4);
  words[MAGIC] = MAILBOX_MAGIC;
  words[LAYOUT_VERSION] = MAILBOX_LAYOUT_VERSION;
  return buffer;
}

/**
 * The header's words of a mailbox.
 *
 * @throws `ERR_SYNTALOS_RING_LAYOUT` when the buffer holds no mailbox of this layout
 */
export function attachMailbox(buffer: SharedArrayBuffer): Int32Array {
  const value: unknown = buffer;
  if (!(value instanceof SharedArrayBuffer) || buffer.byteLength < DATA_BYTES_OFFSET) {
    throw layoutError(
      MAILBOX.what,
      `value is ${describeValue(value)}, expected a shared block of at least ${DATA_BYTES_OFFSET} bytes`,
    );
  }
  const words = new Int32Array(buffer, 0, DATA_BYTES_OFFSET / 4);
  checkLayout(words, MAILBOX);
  return words;
}

type Access = Pick<LayoutField, 'writer' | 'reader' | 'ordering' | 'meaning'>;

function word(name: string, at: number, access: Access): LayoutField {
  return { name, offset: at * 4, bytes: 4, type: 'u32', ...access };
}

function doubles(name: string, at: number, count: number, access: Access): LayoutField {
  return { name, offset: at * 8, bytes: count * 8, type: 'f64[]', ...access };
}

const creator = { writer: 'creator', reader: 'all', ordering: 'plain, before the buffer is shared' };
const asked = { writer: 'caller', reader: 'actor', ordering: 'plain, published by request' };
const answered = { writer: 'actor', reader: 'caller', ordering: 'plain, published by answer' };

/** The header of a mailbox, field by field. */
export const MAILBOX_LAYOUT: readonly LayoutField[] = [
  word('magic', MAGIC, { ...creator, meaning: 'the bytes "SyCk"' }),
  word('layoutVersion', LAYOUT_VERSION, { ...creator, meaning: 'version of this table' }),

  word('request', REQUEST, {
    writer: 'caller',
    reader: 'actor',
    ordering: 'atomic store, then notify; atomic wait',
    meaning: 'number of the newest request, from 1, wrapping at 2^32',
  }),
  word('operation', OPERATION, { ...asked, meaning: 'what is asked for: see Operation' }),
  word('dataLength', DATA_LENGTH, { ...asked, meaning: 'pairs, indices or bytes of the request' }),

  word('answer', ANSWER, {
    writer: 'actor',
    reader: 'caller',
    ordering: 'atomic store, then notify; atomic wait',
    meaning: 'number of the newest request that is answered',
  }),
  word('outcome', OUTCOME, { ...answered, meaning: 'how it ended: see Outcome' }),
  word('answerLength', ANSWER_LENGTH, { ...answered, meaning: 'bytes of the error record, if it failed' }),

  word('state', STATE, {
    writer: "the actor's owner",
    reader: 'caller, actor',
    ordering: 'atomic, then notify on request and answer; looked at after each wait',
    meaning: 'whether the actor serves the mailbox: see MailboxState',
  }),

  doubles('arguments', ARGUMENTS_F64, ARGUMENT_COUNT, { ...asked, meaning: 'numbers of the request' }),
  doubles('status', STATUS_F64, Object.keys(StatusField).length, {
    ...answered,
    meaning: 'the synchronizer after the last request: see StatusField',
  }),
];
