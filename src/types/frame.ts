/**
 * Video frames: pixels with their size, number and time.
 *
 * @module
 */
import { copyOf } from '../copy-bytes.ts';
import { bytesOf } from './bytes.ts';
import { pixelsOver, type FrameDepth, type FramePixels } from './frame-depth.ts';
import { FRAME_HEADER_BYTES, frameByteLength, measureFrame, type FrameFields } from './frame-layout.ts';

/** Options of {@link Frame.create}; defaults are 0, one channel, depth `u8`, black pixels. */
export interface FrameOptions extends Partial<Omit<FrameFields, 'width' | 'height'>> {
  readonly width: number;
  readonly height: number;
}

/**
 * A video frame.
 *
 * In a callback of an input port `data` is a view on shared memory, valid until the
 * callback (or its promise) ends: {@link Frame.clone} what has to live longer.
 */
export class Frame implements FrameFields {
  index: number;
  timeUsec: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: FrameDepth;
  readonly data: FramePixels;

  /** Takes the fields as they are; {@link Frame.create} checks them. */
  constructor(fields: FrameFields) {
    this.index = fields.index;
    this.timeUsec = fields.timeUsec;
    this.width = fields.width;
    this.height = fields.height;
    this.channels = fields.channels;
    this.depth = fields.depth;
    this.data = fields.data;
  }

  /**
   * Makes a frame. `data` is kept, not copied.
   *
   * @throws ERR_SYNTALOS_ITEM_TYPE - when the fields do not fit each other
   *
   * @example
   * ```ts
   * const frame = Frame.create({ width: 640, height: 480, channels: 3 });
   * frame.data.fill(128);
   * ```
   */
  static create(options: FrameOptions): Frame {
    const { width, height, channels = 1, depth = 'u8', index = 0, timeUsec = 0 } = options;
    // Checks the shape, too, before any memory is asked for.
    const byteLength = frameByteLength({ width, height, channels, depth }) - FRAME_HEADER_BYTES;
    const data = options.data ?? pixelsOver(depth, new ArrayBuffer(byteLength));
    const fields = { index, timeUsec, width, height, channels, depth, data };
    measureFrame(fields);
    return new Frame(fields);
  }

  /** The same frame with pixels in memory of its own, which stay. */
  clone(): Frame {
    // Not `slice()`, which is a view where the pixels are a Node `Buffer`.
    const data = pixelsOver(this.depth, copyOf(bytesOf(this.data), 0, this.data.byteLength).buffer);
    const { index, timeUsec, width, height, channels, depth } = this;
    return new Frame({ index, timeUsec, width, height, channels, depth, data });
  }
}
