/**
 * Frames to bytes and back; frame-layout.ts has the layout.
 *
 * @module
 */
import { copyInto, copyOf } from '../copy-bytes.ts';
import { bytesOf } from './bytes.ts';
import { pixelArrayOf, pixelsOver } from './frame-depth.ts';
import {
  FRAME_HEADER_BYTES,
  measureFrame,
  readFrameHeader,
  writeFrameHeader,
  type FrameFields,
} from './frame-layout.ts';
import { Frame } from './frame.ts';
import type { ItemCodec, MemorySpan } from './item-codec.ts';

/** The codec of {@link Frame}. */
export const frameCodec: ItemCodec<Frame, FrameFields> = {
  measure: measureFrame,
  measureAtMost: measureFrame,

  encodeInto(item: FrameFields, target: MemorySpan, offset: number): number {
    const pixels = writeFrameHeader(target, offset, item);
    copyInto(target.bytes, bytesOf(item.data), pixels);
    return pixels + item.data.byteLength - offset;
  },

  encodeHead(item: FrameFields, target: MemorySpan, offset: number): number {
    return writeFrameHeader(target, offset, item) - offset;
  },

  tailOf(item: FrameFields): Uint8Array {
    return bytesOf(item.data);
  },

  decode(source: MemorySpan, offset: number, byteLength: number): Frame {
    const { index, timeUsec, width, height, channels, depth } = readFrameHeader(source, offset, byteLength);
    const { bytes } = source;
    const pixels = offset + FRAME_HEADER_BYTES;
    const pixelBytes = byteLength - FRAME_HEADER_BYTES;
    const aligned = (bytes.byteOffset + pixels) % pixelArrayOf(depth).BYTES_PER_ELEMENT === 0;
    const data = aligned
      ? pixelsOver(depth, bytes.buffer, bytes.byteOffset + pixels, pixelBytes)
      : pixelsOver(depth, copyOf(bytes, pixels, pixelBytes).buffer);
    // Each field by name: spreading an object here costs more than all the rest.
    return new Frame({ index, timeUsec, width, height, channels, depth, data });
  },
};
