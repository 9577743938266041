/**
 * The bytes of a frame, and what its fields may be.
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 8 | u64 index |
 * | 8 | 8 | i64 time in µs |
 * | 16 | 4 | i32 width |
 * | 20 | 4 | i32 height |
 * | 24 | 4 | i32 channels |
 * | 28 | 4 | i32 OpenCV type: depth + 8 × (channels − 1) |
 * | 32 | | height × width × channels values, rows packed |
 *
 * Source: wire-protocol section 7. A frame that starts on 8 bytes has its pixels on 8 bytes.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import {
  FRAME_DEPTHS,
  isFrameDepth,
  pixelArrayOf,
  type FrameDepth,
  type FramePixels,
} from './frame-depth.ts';
import { isIntegerIn, readInt64, readUint64, writeInt64 } from './int64.ts';
import {
  checkByteLength,
  checkLeastBytes,
  decodeError,
  isRecord,
  itemTypeError,
  type MemorySpan,
} from './item-codec.ts';

/** Where a frame's pixels start, from its first byte. */
export const FRAME_HEADER_BYTES = 32;

/** Most values per pixel: OpenCV's CV_CN_MAX, the channel field of its type number. */
const MAX_CHANNELS = 512;
const MAX_SIDE = 0x7fffffff;

const NAME = 'Frame';

/** What a frame holds: also what a port takes, since a class does not survive a thread crossing. */
export interface FrameFields {
  /** Number of the frame in its stream, from 0. */
  readonly index: number;
  /** Master time of the exposure in µs. */
  readonly timeUsec: number;
  readonly width: number;
  readonly height: number;
  /** Values per pixel: 1 for grey, 3 for BGR, 4 for BGRA, as OpenCV orders them; at most 512. */
  readonly channels: number;
  readonly depth: FrameDepth;
  /** `height × width × channels` values, row by row, packed. */
  readonly data: FramePixels;
}

/** Size and kind of a frame's pixels. */
export type FrameShape = Pick<FrameFields, 'width' | 'height' | 'channels' | 'depth'>;

/** A frame without its pixels. */
export type FrameHeader = Omit<FrameFields, 'data'>;

/**
 * The bytes of a frame of this shape, header and pixels.
 *
 * @throws ERR_SYNTALOS_ITEM_TYPE - when there can be no such frame
 */
export function frameByteLength(shape: FrameShape): number {
  const { width, height, channels, depth } = shape;
  if (!isIntegerIn(width, 0, MAX_SIDE))
    throw itemTypeError(NAME, 'width', width, 'a whole number from 0 to 2147483647');
  if (!isIntegerIn(height, 0, MAX_SIDE))
    throw itemTypeError(NAME, 'height', height, 'a whole number from 0 to 2147483647');
  if (!isIntegerIn(channels, 1, MAX_CHANNELS))
    throw itemTypeError(NAME, 'channels', channels, 'a whole number from 1 to 512');
  if (!isFrameDepth(depth)) throw itemTypeError(NAME, 'depth', depth, `one of ${FRAME_DEPTHS.join(', ')}`);
  const bytes = FRAME_HEADER_BYTES + width * height * channels * pixelArrayOf(depth).BYTES_PER_ELEMENT;
  if (bytes > MAX_FRAME_BYTES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_ITEM_TYPE',
      `Cannot make a Frame of ${width} × ${height} × ${channels} ${depth}: ${bytes} bytes, expected at most ${MAX_FRAME_BYTES}`,
      { details: { type: NAME, field: 'width' } },
    );
  }
  return bytes;
}

/** Most bytes of a frame: above it no memory can be had anyway, and sizes are multiplied in exact numbers. */
const MAX_FRAME_BYTES = 0xffffffff;

/**
 * Checks the number and time of a frame.
 *
 * @throws ERR_SYNTALOS_ITEM_TYPE - naming the field that is wrong
 */
export function checkFrameTime({ index, timeUsec }: Pick<FrameFields, 'index' | 'timeUsec'>): void {
  if (!isIntegerIn(index, 0, Number.MAX_SAFE_INTEGER)) {
    throw itemTypeError(NAME, 'index', index, 'a whole number from 0 to 2^53 − 1');
  }
  if (!Number.isSafeInteger(timeUsec)) {
    throw itemTypeError(NAME, 'timeUsec', timeUsec, 'a whole number of µs within ±(2^53 − 1)');
  }
}

/**
 * The bytes of a complete frame.
 *
 * @throws ERR_SYNTALOS_ITEM_TYPE - when it is none
 */
export function measureFrame(item: unknown): number {
  if (!isRecord(item)) throw itemTypeError(NAME, '', item, 'a Frame');
  checkFrameTime(item as unknown as FrameFields);
  const { data } = item;
  const shape = item as unknown as FrameShape;
  const pixelBytes = frameByteLength(shape) - FRAME_HEADER_BYTES;
  const Pixels = pixelArrayOf(shape.depth);
  if (!(data instanceof Pixels)) {
    throw itemTypeError(NAME, 'data', data, `${Pixels.name}, as depth is ${shape.depth}`);
  }
  if (data.byteLength !== pixelBytes) {
    const { width, height, channels } = shape;
    throw itemTypeError(
      NAME,
      'data.length',
      data.length,
      `${pixelBytes / Pixels.BYTES_PER_ELEMENT}: height ${height} × width ${width} × channels ${channels}`,
    );
  }
  return FRAME_HEADER_BYTES + pixelBytes;
}

/**
 * Writes the 32 bytes before the pixels of a frame, unchecked (see {@link frameByteLength}).
 *
 * @returns the offset of the pixels
 */
export function writeFrameHeader(target: MemorySpan, offset: number, header: FrameHeader): number {
  const { view } = target;
  writeInt64(view, offset, header.index);
  writeInt64(view, offset + 8, header.timeUsec);
  view.setInt32(offset + 16, header.width, true);
  view.setInt32(offset + 20, header.height, true);
  view.setInt32(offset + 24, header.channels, true);
  view.setInt32(offset + 28, FRAME_DEPTHS.indexOf(header.depth) + 8 * (header.channels - 1), true);
  return offset + FRAME_HEADER_BYTES;
}

/**
 * Reads the header of the frame in `byteLength` bytes at `offset`, which have to be exactly as many
 * as it says.
 *
 * @throws ERR_SYNTALOS_DECODE
 */
export function readFrameHeader({ view }: MemorySpan, offset: number, byteLength: number): FrameHeader {
  checkLeastBytes(NAME, byteLength, FRAME_HEADER_BYTES);
  const width = view.getInt32(offset + 16, true);
  const height = view.getInt32(offset + 20, true);
  const channels = view.getInt32(offset + 24, true);
  const type = view.getInt32(offset + 28, true);
  if (width < 0 || height < 0) throw decodeError(NAME, `its size is ${width} × ${height}`);
  if (channels < 1 || channels > MAX_CHANNELS) {
    throw decodeError(NAME, `it has ${channels} channels, expected 1 to ${MAX_CHANNELS}`);
  }
  if (type >> 3 !== channels - 1) {
    throw decodeError(NAME, `its OpenCV type ${type} does not have ${channels} channels`);
  }
  const depth: FrameDepth = FRAME_DEPTHS[type & 7]!;
  const pixelBytes = width * height * channels * pixelArrayOf(depth).BYTES_PER_ELEMENT;
  checkByteLength(NAME, byteLength, FRAME_HEADER_BYTES + pixelBytes);
  return {
    index: readUint64(view, offset, NAME, 'index'),
    timeUsec: readInt64(view, offset + 8, NAME, 'timeUsec'),
    width,
    height,
    channels,
    depth,
  };
}
