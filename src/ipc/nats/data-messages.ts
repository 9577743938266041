/**
 * Messages of a data link, little-endian. What does not follow this is dropped, as if it had been lost.
 *
 * @module
 */
import { RECORD_LAYOUT } from '../../shm/index.ts';

/** Bytes before the records of a data message. */
export const DATA_HEADER_BYTES = 32;
const DATA = 0x31_4d_4c_44; // "DLM1"
const STATUS = 0x31_4d_4c_53; // "SLM1"
const STATUS_BYTES = 24;
const { recordHeaderBytes: HEADER_BYTES, recordLengthMask: MOST_RECORD_BYTES } = RECORD_LAYOUT;
const ID_CHARACTERS = /^[\w-]{1,64}$/;

/** Sender to receiver: some whole records, one part of a large one, or nothing. */
export interface DataMessage {
  /** Of the sender for this receiver; another one after either was made anew. */
  readonly session: number;
  /** Counts the messages of a session from 0 on; of what was read, modulo 2^32: see {@link fullCount}. */
  readonly sequence: number;
  /** Sequence of the next message to be sent. */
  readonly nextSequence: number;
  /** Bytes of the large record that this is a part of; 0 if these are whole records. */
  readonly totalBytes: number;
  /** Where in the large record this part lies. */
  readonly partOffset: number;
  /** Records as they lie in a ring, see {@link walkRecords}; or the part. */
  readonly body: Uint8Array;
  /** Number of its first record in the sender's ring; of an empty message that of the session's first. */
  readonly firstSequence: number;
  /** Send times of some of its records, behind the body; see `carried-stamps.ts`. */
  readonly stamps: Uint8Array;
}

/** Receiver to sender: what it has, and what it wants. */
export interface StatusMessage {
  /** `asking` wants to hear how far the sender is. */
  readonly kind: 'have' | 'missing' | 'asking' | 'close';
  /** 0 before the sender has given one. */
  readonly session: number;
  /** All messages before this one have come. */
  readonly received: number;
  /** The records of all messages before this one are in the receiver's ring. */
  readonly acknowledged: number;
  /** Bytes that may be under way beyond what is acknowledged. */
  readonly roomBytes: number;
  readonly wants: WantedRecords;
  readonly receiverId: string;
}

/**
 * Which records a receiver wants: `all`; the `newest`, whenever it has the one before; or a `glance`, which is what
 * somebody is shown of them.
 */
export type WantedRecords = (typeof WANTED)[number];

/** What stands before the body of a data message. */
export interface DataHeader extends Omit<DataMessage, 'body' | 'stamps'> {
  readonly stampBytes: number;
}

const STATUS_KINDS = ['have', 'missing', 'asking', 'close'] as const;
const WANTED = ['all', 'newest', 'glance'] as const;
/** In the word of the kind, what is wanted lies above these bits. */
const KIND_BITS = 8;
const KIND_MASK = 2 ** KIND_BITS - 1;

/**
 * Writes the header of a data message.
 *
 * @param bytes - with room for it and for a body
 */
export function writeHeader(bytes: Uint8Array, header: DataHeader): void {
  const { session, sequence, nextSequence, totalBytes, partOffset, firstSequence, stampBytes } = header;
  writeWords(bytes, [
    DATA,
    session,
    sequence,
    nextSequence,
    totalBytes,
    partOffset,
    firstSequence,
    stampBytes,
  ]);
}

/** @returns undefined if it is none */
export function readData(bytes: Uint8Array): DataMessage | undefined {
  if (bytes.byteLength < DATA_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  const bodyEnd = bytes.byteLength - word(7);
  if (word(0) !== DATA || word(1) === 0 || bodyEnd < DATA_HEADER_BYTES) return undefined;
  const body = bytes.subarray(DATA_HEADER_BYTES, bodyEnd);
  const stamps = bytes.subarray(bodyEnd);
  const [totalBytes, partOffset] = [word(4), word(5)];
  const isSound =
    totalBytes > 0
      ? body.byteLength > 0 && partOffset + body.byteLength <= totalBytes
      : partOffset === 0 && areRecords(body);
  if (!isSound) return undefined;
  return {
    session: word(1),
    sequence: word(2),
    nextSequence: word(3),
    totalBytes,
    partOffset,
    body,
    firstSequence: word(6),
    stamps,
  };
}

/** Whole records that follow each other, as a ring has them: header and padded payload each. */
export interface RecordRun {
  readonly count: number;
  /** With headers and padding. */
  readonly byteLength: number;
  /** Start of the last one; -1 if there is none. */
  readonly lastOffset: number;
}

/**
 * Looks how many records from `from` on end at or before `to`. Stops before what is no record of data.
 *
 * @param number - gives each record it passes this number and the ones behind it; left out, they keep theirs
 */
export function walkRecords(view: DataView, from: number, to: number, number?: number): RecordRun {
  let [at, count, lastOffset] = [from, 0, -1];
  while (at + HEADER_BYTES <= to) {
    const byteLength = view.getUint32(at, true);
    const end = at + recordBytes(byteLength);
    if (byteLength > MOST_RECORD_BYTES || end > to) break;
    if (number !== undefined) view.setUint32(at + 4, number + count, true);
    lastOffset = at - from;
    at = end;
    count++;
  }
  return { count, byteLength: at - from, lastOffset };
}

/** Bytes that a record takes in a ring, and so in a message. */
export function recordBytes(byteLength: number): number {
  return HEADER_BYTES + ((byteLength + 7) & ~7);
}

/** A count of which the low 32 bits were sent, and that is less than 2^31 off `near`. */
export function fullCount(low: number, near: number): number {
  return near + ((low - near) | 0);
}

/** Bytes of a status. */
export function makeStatus(status: StatusMessage): Uint8Array {
  const id = new TextEncoder().encode(status.receiverId);
  const bytes = new Uint8Array(STATUS_BYTES + id.byteLength);
  const { session, received, acknowledged, roomBytes } = status;
  const kind = STATUS_KINDS.indexOf(status.kind) | (WANTED.indexOf(status.wants) << KIND_BITS);
  writeWords(bytes, [STATUS, kind, session, received, acknowledged, roomBytes]);
  bytes.set(id, STATUS_BYTES);
  return bytes;
}

/** @returns undefined if it is none */
export function readStatus(bytes: Uint8Array): StatusMessage | undefined {
  if (bytes.byteLength < STATUS_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  const kind = STATUS_KINDS[word(1) & KIND_MASK];
  const wants = WANTED[word(1) >>> KIND_BITS];
  const receiverId = new TextDecoder().decode(bytes.subarray(STATUS_BYTES));
  if (word(0) !== STATUS || kind === undefined || wants === undefined) return undefined;
  if (!ID_CHARACTERS.test(receiverId)) return undefined;
  const [session, received, acknowledged] = [word(2), word(3), word(4)];
  if (((received - acknowledged) | 0) < 0) return undefined;
  return { kind, session, received, acknowledged, roomBytes: word(5), wants, receiverId };
}

function areRecords(body: Uint8Array): boolean {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return walkRecords(view, 0, body.byteLength).byteLength === body.byteLength;
}

function writeWords(bytes: Uint8Array, words: readonly number[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, true);
}
