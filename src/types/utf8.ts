/**
 * Text as UTF-8 in any memory, shared memory too. Short ASCII, which is nearly all of a table's
 * cells, goes through loops here, since a call into Node costs more than the whole string; all
 * else goes through Node.
 *
 * A lone surrogate is written as U+FFFD, and bytes that are no UTF-8 are read as U+FFFD: the
 * C++ side sends text unchecked, and one wrong character must not cost the item.
 *
 * @module
 */
import { Buffer, constants } from 'node:buffer';
import { decodeError, type MemorySpan } from './item-codec.ts';

/** Up to this many bytes, reading and writing byte by byte is faster than a call into Node ... */
const SHORT = 24;
/** ... and so is measuring, which in Node is a faster call. */
const SHORT_TO_MEASURE = 12;

/** The number of bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  const length = text.length;
  if (length > SHORT_TO_MEASURE) return Buffer.byteLength(text, 'utf8');
  for (let at = 0; at < length; at++) {
    if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text, 'utf8');
  }
  return length;
}

/** A number of bytes that `text` does not exceed in UTF-8, at once when it is short. */
export function utf8LengthAtMost(text: string): number {
  const { length } = text;
  return length > SHORT ? Buffer.byteLength(text, 'utf8') : 3 * length;
}

/**
 * Writes `text` at `offset`, where its {@link utf8Length} bytes have to fit.
 *
 * @returns the number of bytes written
 */
export function writeUtf8(target: Uint8Array, offset: number, text: string): number {
  const length = text.length;
  if (length > SHORT) return writeByNode(target, offset, text);
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    // Not ASCII: starts again, over the bytes written so far.
    if (code > 0x7f) return writeByNode(target, offset, text);
    target[offset + at] = code;
  }
  return length;
}

function writeByNode(target: Uint8Array, offset: number, text: string): number {
  const most = Math.min(3 * text.length, target.byteLength - offset);
  return Buffer.from(target.buffer, target.byteOffset + offset, most).write(text, 'utf8');
}

/**
 * Reads the text in the `byteLength` bytes at `offset`.
 *
 * @throws ERR_SYNTALOS_DECODE - when it is longer than a string can be
 */
export function readUtf8(source: MemorySpan, offset: number, byteLength: number): string {
  const { bytes } = source;
  if (byteLength > SHORT || !isAscii(source, offset, byteLength)) {
    return readByNode(bytes, offset, byteLength);
  }
  const rest = byteLength & 7;
  let text = rest === 0 ? '' : readRest(bytes, offset + byteLength - rest, rest);
  for (let at = offset + byteLength - rest - 8; at >= offset; at -= 8) {
    text = readEight(bytes, at) + text;
  }
  return text;
}

/** Looks at four bytes at once; the last four may overlap those before them. */
function isAscii({ bytes, view }: MemorySpan, offset: number, byteLength: number): boolean {
  let bits = 0;
  if (byteLength < 4) {
    for (let at = 0; at < byteLength; at++) bits |= bytes[offset + at]!;
    return bits < 0x80;
  }
  const last = offset + byteLength - 4;
  for (let at = offset; at < last; at += 4) bits |= view.getInt32(at, true);
  return ((bits | view.getInt32(last, true)) & 0x80808080) === 0;
}

/** One call with eight characters takes a third of the time of eight concatenations. */
function readEight(b: Uint8Array, at: number): string {
  return String.fromCharCode(
    b[at]!,
    b[at + 1]!,
    b[at + 2]!,
    b[at + 3]!,
    b[at + 4]!,
    b[at + 5]!,
    b[at + 6]!,
    b[at + 7]!,
  );
}

function readRest(b: Uint8Array, at: number, length: number): string {
  const c0 = b[at]!;
  if (length === 1) return String.fromCharCode(c0);
  const c1 = b[at + 1]!;
  if (length === 2) return String.fromCharCode(c0, c1);
  const c2 = b[at + 2]!;
  if (length === 3) return String.fromCharCode(c0, c1, c2);
  const c3 = b[at + 3]!;
  if (length === 4) return String.fromCharCode(c0, c1, c2, c3);
  const c4 = b[at + 4]!;
  if (length === 5) return String.fromCharCode(c0, c1, c2, c3, c4);
  const c5 = b[at + 5]!;
  if (length === 6) return String.fromCharCode(c0, c1, c2, c3, c4, c5);
  return String.fromCharCode(c0, c1, c2, c3, c4, c5, b[at + 6]!);
}

function readByNode(source: Uint8Array, offset: number, byteLength: number): string {
  if (byteLength > constants.MAX_STRING_LENGTH) {
    throw decodeError('text', `it has ${byteLength} bytes, expected at most ${constants.MAX_STRING_LENGTH}`);
  }
  return Buffer.from(source.buffer, source.byteOffset + offset, byteLength).toString('utf8');
}
