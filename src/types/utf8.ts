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
import { Buffer } from 'node:buffer';

/** Up to this many bytes, reading and writing byte by byte is faster than a call into Node. */
const SHORT = 24;

/** The number of bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  const length = text.length;
  if (length > SHORT) return Buffer.byteLength(text, 'utf8');
  for (let at = 0; at < length; at++) {
    if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text, 'utf8');
  }
  return length;
}

/** Writes `text` at `offset`, where its `byteLength` (of {@link utf8Length}) bytes fit. */
export function writeUtf8(target: Uint8Array, offset: number, text: string, byteLength: number): void {
  if (byteLength <= SHORT && byteLength === text.length) {
    for (let at = 0; at < byteLength; at++) target[offset + at] = text.charCodeAt(at);
    return;
  }
  Buffer.from(target.buffer, target.byteOffset + offset, byteLength).write(text, 'utf8');
}

/** Reads the text in the `byteLength` bytes at `offset`. */
export function readUtf8(source: Uint8Array, offset: number, byteLength: number): string {
  if (byteLength > SHORT) return readLong(source, offset, byteLength);
  let text = '';
  let at = offset;
  let left = byteLength;
  let bits = 0;
  for (; left >= 8; left -= 8, at += 8) {
    const a = source[at]!;
    const b = source[at + 1]!;
    const c = source[at + 2]!;
    const d = source[at + 3]!;
    const e = source[at + 4]!;
    const f = source[at + 5]!;
    const g = source[at + 6]!;
    const h = source[at + 7]!;
    bits |= a | b | c | d | e | f | g | h;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; left > 0; left--, at++) {
    const a = source[at]!;
    bits |= a;
    text += String.fromCharCode(a);
  }
  return bits > 0x7f ? readLong(source, offset, byteLength) : text;
}

function readLong(source: Uint8Array, offset: number, byteLength: number): string {
  return Buffer.from(source.buffer, source.byteOffset + offset, byteLength).toString('utf8');
}
