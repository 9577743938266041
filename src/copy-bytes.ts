/**
 * Copying bytes as fast as the machine does.
 *
 * @module
 */
import { Buffer } from 'node:buffer';

/**
 * From this size on a copy by memcpy is worth the call. `TypedArray.set` copies shared memory word by word, as its
 * memory model asks (V8's "relaxed memmove"): 84 µs for 900 KiB that lie in the cache, where memcpy takes 38.
 */
const MEMCPY_BYTES = 2048;

const { fill } = Buffer.prototype as {
  fill: (this: Uint8Array, value: Uint8Array, from: number, to: number) => unknown;
};

/**
 * Copies all of `source` into `target` from byte `at` on. The two may not overlap, and no other thread may count
 * on seeing single words of it whole.
 */
export function copyInto(target: Uint8Array, source: Uint8Array, at = 0): void {
  if (source.byteLength < MEMCPY_BYTES) target.set(source, at);
  // Filling with as many bytes as there is room for is one memcpy, in Node's own code.
  else fill.call(target, source, at, at + source.byteLength);
}

/**
 * `byteLength` bytes from `offset`, in memory of their own that is never shared.
 *
 * Not `source.slice()`, which of a Node `Buffer` is a view.
 */
export function copyOf(source: Uint8Array, offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  if (byteLength < MEMCPY_BYTES) return Uint8Array.prototype.slice.call(source, offset, offset + byteLength);
  // Of its own, not out of Node's pool, and not filled with zeros first.
  const copy = new Uint8Array(Buffer.allocUnsafeSlow(byteLength).buffer);
  copyInto(copy, source.subarray(offset, offset + byteLength));
  return copy;
}
