/**
 * The fixed-size text of Syntalos' messages (wire protocol, section 2): `StaticString<N>` is N+1
 * bytes of zero-terminated UTF-8, padded to a multiple of 8, then a u64 length.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import { SyntalosError } from '../../../errors.ts';

const LENGTH_BYTES = 8;

/** Bytes that a `StaticString` of at most `capacity` bytes of text takes. */
export function staticStringBytes(capacity: number): number {
  return roundUpTo8(capacity + 1) + LENGTH_BYTES;
}

/**
 * The longest start of `text` that takes at most `limitBytes` bytes of UTF-8: cut between
 * characters, never inside one.
 */
export function cutUtf8(text: string, limitBytes: number): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.byteLength <= limitBytes) return bytes;
  let end = limitBytes;
  // A byte 10xxxxxx continues a character: the cut must not come before one.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

/**
 * Writes `text` as a `StaticString<capacity>` at `offset`, cut at a character if it is longer.
 * The target's bytes there must be zero.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - the text holds a zero, which would end it
 */
export function writeStaticString(target: Uint8Array, offset: number, capacity: number, text: string): void {
  if (text.includes('\0')) {
    throw new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', 'Cannot write text: it holds a zero character');
  }
  const bytes = cutUtf8(text, capacity);
  target.set(bytes, offset);
  viewOf(target).setBigUint64(offset + roundUpTo8(capacity + 1), BigInt(bytes.byteLength), true);
}

/**
 * Reads the `StaticString<capacity>` at `offset` as the C++ side does: up to the zero, whatever
 * the length says. Bytes that are no UTF-8, as of a character cut in two, become U+FFFD.
 */
export function readStaticString(source: Uint8Array, offset: number, capacity: number): string {
  const text = Buffer.from(source.buffer, source.byteOffset + offset, capacity + 1);
  const end = text.indexOf(0);
  return text.toString('utf8', 0, end < 0 ? capacity : end);
}

/** A view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function roundUpTo8(value: number): number {
  return Math.ceil(value / 8) * 8;
}
