/**
 * Writes videos that everything plays.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { SyntalosError } from '../errors.ts';
import type { FrameFields, FrameShape } from '../types/index.ts';
import { EncodedFile } from './encoded-file.ts';
import { type Ffmpeg, loadFfmpeg } from './ffmpeg.ts';
import { PixelConverter } from './pixel-converter.ts';
import { type PixelLayout, copyPixelsIn, pixelLayouts, rowBytes } from './pixel-format.ts';
import { LOSSY_QUALITY, shapeText } from './video-codec.ts';

/** How an {@link Mp4Writer} writes. */
export interface Mp4WriterOptions {
  /** Nominal frames per second; each frame still has its own time. */
  readonly framerateHz?: number;
  /** The greatest value of u16 frames, which is shown as white: 65,535 when left out. */
  readonly greatestValue?: number;
}

/** Frames are shown in the order in which they are encoded: their times are exact, and the first is 0. */
const H264_OPTIONS = {
  preset: 'veryfast',
  profile: 'high',
  bf: '0',
  g: '120',
  crf: String(LOSSY_QUALITY.h264),
};

/**
 * Writes frames as H.264 (YUV 4:2:0, 8 bit, values 16 to 235) into an MP4 file whose index comes first, each with its
 * time to the µs. Sides that are odd get their last row or column twice, alpha is left out, u16 is scaled to 8 bit.
 *
 * @example
 * ```ts
 * const writer = await Mp4Writer.create('a.mp4', frame);
 * await writer.write(frame);
 * await writer.close();
 * ```
 */
export class Mp4Writer {
  /** The file. */
  readonly path: string;
  readonly #ffmpeg: Ffmpeg;
  readonly #file: EncodedFile;
  readonly #converter: PixelConverter;
  readonly #shape: FrameShape;
  readonly #layout: PixelLayout;
  readonly #greatest: number;
  #startUsec: number | undefined;
  #lastUsec = -1;

  private constructor(path: string, ffmpeg: Ffmpeg, file: EncodedFile, setup: Setup) {
    this.path = path;
    this.#ffmpeg = ffmpeg;
    this.#file = file;
    this.#shape = setup.shape;
    this.#layout = setup.layout;
    this.#greatest = setup.greatest;
    this.#converter = new PixelConverter(ffmpeg, ffmpeg.constants.AV_PIX_FMT_YUV420P, false);
  }

  /**
   * Creates the file, replacing one that is there.
   *
   * @param shape - of all frames
   * @throws ERR_SYNTALOS_VIDEO - frames are of a shape that is not encoded
   * @throws ERR_SYNTALOS_STORAGE - the file cannot be written
   * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - node-av is not there
   */
  static async create(path: string, shape: FrameShape, options: Mp4WriterOptions = {}): Promise<Mp4Writer> {
    const ffmpeg = await loadFfmpeg(`write video "${path}"`);
    const { width, height, channels, depth } = shape;
    const layout = pixelLayouts(ffmpeg).find((known) => known.channels === channels && known.depth === 'u8');
    if (layout === undefined || (depth !== 'u8' && depth !== 'u16') || width < 1 || height < 1) {
      throw new SyntalosError(
        'ERR_SYNTALOS_VIDEO',
        `Cannot write video "${path}": frames are ${shapeText(shape)}, expected u8 or u16 with 1, 3 or 4 channels`,
        { details: { path } },
      );
    }
    const { constants } = ffmpeg;
    const file = await EncodedFile.create(path, ffmpeg, {
      width: evenOf(width),
      height: evenOf(height),
      container: 'mp4',
      setup: {
        encoder: constants.FF_ENCODER_LIBX264,
        layout,
        stored: constants.AV_PIX_FMT_YUV420P,
        options: H264_OPTIONS,
      },
      framerateHz: options.framerateHz,
      threads: Math.min(4, availableParallelism()),
    });
    const { greatestValue: greatest = 0xffff } = options;
    return new Mp4Writer(path, ffmpeg, file, { shape, layout, greatest: Math.max(1, greatest) });
  }

  /**
   * Encodes a frame; await it before the next. Its time counts from the first frame's; one that is not after its
   * predecessor's becomes the µs behind it.
   *
   * @throws ERR_SYNTALOS_ITEM_TYPE - it is of another shape
   * @throws ERR_SYNTALOS_STORAGE, ERR_SYNTALOS_VIDEO - it could not be written
   */
  async write(frame: FrameFields): Promise<void> {
    const { width, height, channels, depth } = this.#shape;
    if (
      frame.width !== width ||
      frame.height !== height ||
      frame.channels !== channels ||
      frame.depth !== depth
    ) {
      throw new SyntalosError(
        'ERR_SYNTALOS_ITEM_TYPE',
        `Cannot write frame ${frame.index} to video "${this.path}": it is ${shapeText(frame)}, expected ${shapeText(this.#shape)}`,
      );
    }
    this.#startUsec ??= frame.timeUsec;
    this.#lastUsec = Math.max(this.#lastUsec + 1, Math.round(frame.timeUsec - this.#startUsec));
    const { lib } = this.#ffmpeg;
    const source = new lib.Frame();
    try {
      source.alloc();
      source.format = this.#layout.format;
      source.width = evenOf(width);
      source.height = evenOf(height);
      lib.FFmpegError.throwIfError(source.getBuffer(), 'get memory for a frame');
      copyPixelsIn(this.#pixelsOf(frame), rowBytes(this.#layout, evenOf(width)), source);
      source.pts = BigInt(this.#lastUsec);
      await this.#file.write(await this.#converter.convert(source));
    } finally {
      source.free();
    }
  }

  /**
   * Completes the file: with what was written so far, it plays.
   *
   * @throws ERR_SYNTALOS_STORAGE, ERR_SYNTALOS_VIDEO - it is not whole
   */
  async close(): Promise<void> {
    try {
      await this.#file.close();
    } finally {
      this.#converter[Symbol.dispose]();
    }
  }

  /** The pixels as 8 bit, with even sides. */
  #pixelsOf({ data, width, height, channels, depth }: FrameFields): Uint8Array {
    const shallow = depth === 'u16' ? scaled(data as Uint16Array, this.#greatest) : (data as Uint8Array);
    if (width % 2 === 0 && height % 2 === 0) return shallow;
    const from = width * channels;
    const to = evenOf(width) * channels;
    const even = new Uint8Array(to * evenOf(height));
    for (let y = 0; y < evenOf(height); y++) {
      const row = shallow.subarray(Math.min(y, height - 1) * from, (Math.min(y, height - 1) + 1) * from);
      even.set(row, y * to);
      if (to > from) even.set(row.subarray(from - channels), y * to + from);
    }
    return even;
  }
}

interface Setup {
  readonly shape: FrameShape;
  readonly layout: PixelLayout;
  readonly greatest: number;
}

function evenOf(size: number): number {
  return size + (size % 2);
}

function scaled(data: Uint16Array, greatest: number): Uint8Array {
  const factor = 255 / greatest;
  const values = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = Math.min(255, Math.round(data[i]! * factor));
  return values;
}
