/**
 * Converts frames of FFmpeg to one pixel format.
 *
 * @module
 */
import type { AVPixelFormat } from 'node-av/constants';
import type { Frame as AvFrame, SoftwareScaleContext } from 'node-av/lib';
import type { Ffmpeg } from './ffmpeg.ts';

/**
 * Converts FFmpeg's frames to one pixel format, on a thread of the pool.
 *
 * It converts into a frame of its own, whose rows are padded: FFmpeg writes some bytes past the
 * end of a row, which would be somebody else's in a ring.
 */
export class PixelConverter implements Disposable {
  readonly #ffmpeg: Ffmpeg;
  readonly #format: AVPixelFormat;
  readonly #context: SoftwareScaleContext;
  readonly #target: AvFrame;
  readonly #isFullRange: boolean;

  /** @param isFullRange - whether values are of their full range, as frames are, or 16 to 235, as players expect */
  constructor(ffmpeg: Ffmpeg, format: AVPixelFormat, isFullRange = true) {
    this.#ffmpeg = ffmpeg;
    this.#format = format;
    this.#isFullRange = isFullRange;
    this.#context = new ffmpeg.lib.SoftwareScaleContext();
    this.#context.allocContext();
    // Of what is made to be looked at, grey is to have no tint.
    if (!isFullRange) this.#context.setOption('sws_flags', 'bicubic+accurate_rnd+full_chroma_inp');
    this.#target = new ffmpeg.lib.Frame();
  }

  /** Converts `source`; the result is valid until the next call and belongs to the converter. */
  async convert(source: AvFrame): Promise<AvFrame> {
    const { lib, constants } = this.#ffmpeg;
    const target = this.#target;
    target.alloc();
    target.format = this.#format;
    target.width = source.width;
    target.height = source.height;
    // Frames hold the full range of their values; many videos hold 16 to 235.
    target.colorRange = this.#isFullRange ? constants.AVCOL_RANGE_JPEG : constants.AVCOL_RANGE_MPEG;
    lib.FFmpegError.throwIfError(target.getBuffer(), 'get memory for a frame');
    lib.FFmpegError.throwIfError(
      await this.#context.scaleFrame(target, source),
      'convert the pixels of a frame',
    );
    target.pts = source.pts;
    return target;
  }

  [Symbol.dispose](): void {
    this.#target.free();
    this.#context.freeContext();
  }
}
