/**
 * The kinds of values that pixels are made of.
 *
 * @module
 */

/**
 * The kind of a frame's values: integers and floats by their width in bits. `f16` is kept as raw
 * bits, since there is no array of half floats.
 */
export type FrameDepth = 'u8' | 'i8' | 'u16' | 'i16' | 'i32' | 'f32' | 'f64' | 'f16';

/** The array that holds a frame's values: that of its depth, for `f16` an array of raw bits. */
export type FramePixels =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** Every depth at the index that is its number in an OpenCV type (wire-protocol section 7). */
export const FRAME_DEPTHS: readonly FrameDepth[] = ['u8', 'i8', 'u16', 'i16', 'i32', 'f32', 'f64', 'f16'];

/** The class of a frame's values. */
export interface FramePixelsConstructor {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): FramePixels;
}

const PIXEL_ARRAYS: Readonly<Record<FrameDepth, FramePixelsConstructor>> = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  f16: Uint16Array,
};

/** The class of the values of `depth`. */
export function pixelArrayOf(depth: FrameDepth): FramePixelsConstructor {
  return PIXEL_ARRAYS[depth];
}

/** The values of `depth` in `byteLength` bytes of `buffer` (all after `byteOffset` where left out), in place. */
export function pixelsOver(
  depth: FrameDepth,
  buffer: ArrayBufferLike,
  byteOffset = 0,
  byteLength: number = buffer.byteLength - byteOffset,
): FramePixels {
  const Pixels = PIXEL_ARRAYS[depth];
  return new Pixels(buffer, byteOffset, byteLength / Pixels.BYTES_PER_ELEMENT);
}

/** Whether a value from outside is a depth. */
export function isFrameDepth(value: unknown): value is FrameDepth {
  return typeof value === 'string' && Object.hasOwn(PIXEL_ARRAYS, value);
}
