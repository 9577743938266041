/**
 * A frame whose pixels lie where its receivers read them.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import {
  FRAME_HEADER_BYTES,
  frameByteLength,
  pixelsOver,
  type FrameDepth,
  type FramePixels,
  type FrameShape,
  type MemorySpan,
} from '../types/index.ts';
import { checkFrameTime } from '../types/internal.ts';

/**
 * Fill `data`, set `index` and `timeUsec`, then {@link submit}.
 *
 * For pixels that are computed into place. Those that lie in an array already get there faster by the port's own
 * `submit`: it copies by memcpy, while `TypedArray.set` on a `SharedArrayBuffer` goes word by word.
 */
export class LoanedFrame {
  /** Number of the frame in its stream, from 0; set it before {@link submit}. */
  index = 0;
  /** Master time of the exposure, µs since the start of the run; set it before {@link submit}. */
  timeUsec = 0;
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Values per pixel: 1 for grey, 3 for BGR, 4 for BGRA. */
  readonly channels: number;
  /** Kind of the values: `u8`, `u16`, … */
  readonly depth: FrameDepth;
  /** height × width × channels elements, row by row; holds old bytes until filled. */
  readonly data: FramePixels;
  readonly #send: () => boolean;
  #sent = false;

  /** @internal Loans are made by `OutputPort.loanFrame`. */
  constructor(memory: MemorySpan, offset: number, shape: FrameShape, send: () => boolean) {
    this.width = shape.width;
    this.height = shape.height;
    this.channels = shape.channels;
    this.depth = shape.depth;
    this.#send = send;
    const { bytes } = memory;
    const pixelBytes = frameByteLength(shape) - FRAME_HEADER_BYTES;
    this.data = pixelsOver(
      shape.depth,
      bytes.buffer,
      bytes.byteOffset + offset + FRAME_HEADER_BYTES,
      pixelBytes,
    );
  }

  /**
   * Sends the frame; `data` must not be touched afterwards. In a module process its memory is detached, as that of a
   * buffer that was transferred.
   *
   * @returns false when the run ended first
   * @throws ERR_SYNTALOS_INVALID_STATE - on a second call
   * @throws ERR_SYNTALOS_ITEM_TYPE - for an `index` or `timeUsec` that is no whole number; correct it and submit again
   */
  submit(): boolean {
    if (this.#sent) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        'Cannot submit a loaned frame twice: loan another',
      );
    }
    checkFrameTime(this);
    this.#sent = true;
    return this.#send();
  }
}
