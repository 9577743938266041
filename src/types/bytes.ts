/**
 * Typed arrays as bytes.
 *
 * @module
 */

/** The bytes of a typed array, in place. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/**
 * `byteLength` bytes from `offset`, in memory of their own that is never shared.
 *
 * Not `source.slice()`, which of a Node `Buffer` is a view.
 */
export function copyBytes(source: Uint8Array, offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.prototype.slice.call(source, offset, offset + byteLength);
}
