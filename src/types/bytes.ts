/**
 * Typed arrays as bytes.
 *
 * @module
 */

/** The bytes of a typed array, in place. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
