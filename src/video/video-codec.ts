/**
 * The codecs that videos are recorded with: what each takes, and how it is set up.
 *
 * @module
 */
import type { AVPixelFormat, FFEncoderCodec } from 'node-av/constants';
import { SyntalosError } from '../errors.ts';
import type { FrameShape } from '../types/index.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { pixelLayouts, type PixelLayout } from './pixel-format.ts';

/** The codecs, the lossless one first. */
export const VIDEO_CODECS = ['ffv1', 'h264', 'av1'] as const;

/** One of {@link VIDEO_CODECS}. */
export type VideoCodec = (typeof VIDEO_CODECS)[number];

/** How frames of a shape are encoded. */
export interface CodecSetup {
  /** FFmpeg's name of the encoder. */
  readonly encoder: FFEncoderCodec;
  /** How the frames lie that come. */
  readonly layout: PixelLayout;
  /** What they are converted to. */
  readonly stored: AVPixelFormat;
  readonly options: Readonly<Record<string, string>>;
}

/** How lossy codecs keep what is hardly seen to be lost, on their own scales. */
export const LOSSY_QUALITY: Readonly<Record<Exclude<VideoCodec, 'ffv1'>, number>> = { h264: 20, av1: 30 };

const FFV1_OPTIONS = {
  // Version 3 has slices, which are encoded in parallel, and a checksum for each.
  level: '3',
  slicecrc: '1',
  // Each frame stands on its own: damage ends with the frame, and readers can start anywhere.
  g: '1',
} as const;

/** Options that let each frame out of the encoder at once: what is held back dies with the process. */
const H264_OPTIONS = { preset: 'veryfast', tune: 'zerolatency', g: '30' } as const;
const AV1_OPTIONS = { preset: '10', g: '30', 'svtav1-params': 'pred-struct=1:lookahead=0' } as const;

/**
 * Chooses how frames are encoded.
 *
 * @param path - of the video, for messages
 * @throws ERR_SYNTALOS_VIDEO - when the codec does not take frames of this shape; the message says what to do
 */
export function codecSetup(ffmpeg: Ffmpeg, codec: VideoCodec, { path, shape }: ShapeToRecord): CodecSetup {
  const { constants } = ffmpeg;
  const { width, height, channels, depth } = shape;
  const layout = pixelLayouts(ffmpeg).find((known) => known.channels === channels && known.depth === depth);
  if (layout === undefined || width < 1 || height < 1) {
    throw refusal(
      path,
      `frames are ${shapeText(shape)}, expected u8 or u16 with 1, 3 (BGR) or 4 (BGRA) channels; send them so, or write them to a file of your module's own`,
    );
  }
  if (codec === 'ffv1') {
    const slices = width < 4 || height < 4 ? '1' : '4';
    return {
      encoder: constants.FF_ENCODER_FFV1,
      layout,
      stored: ffv1Format(ffmpeg, layout),
      options: { ...FFV1_OPTIONS, slices },
    };
  }
  if (depth !== 'u8' || channels === 4) {
    throw refusal(
      path,
      `codec ${codec} holds u8 with 1 or 3 channels, frames are ${shapeText(shape)}; use codec "ffv1"`,
    );
  }
  const isOdd = width % 2 === 1 || height % 2 === 1;
  const crf = String(LOSSY_QUALITY[codec]);
  if (codec === 'h264') {
    // Two by two pixels share their colour, unless there is no second one.
    const stored = isOdd ? constants.AV_PIX_FMT_YUV444P : constants.AV_PIX_FMT_YUV420P;
    return { encoder: constants.FF_ENCODER_LIBX264, layout, stored, options: { ...H264_OPTIONS, crf } };
  }
  if (isOdd || width < 64 || height < 64) {
    throw refusal(
      path,
      `codec av1 takes even sides of at least 64 px, frames are ${shapeText(shape)}; use codec "ffv1" or "h264"`,
    );
  }
  return {
    encoder: constants.FF_ENCODER_LIBSVTAV1,
    layout,
    stored: constants.AV_PIX_FMT_YUV420P,
    options: { ...AV1_OPTIONS, crf },
  };
}

/** A video that is to hold frames of a shape. */
export interface ShapeToRecord {
  readonly path: string;
  readonly shape: FrameShape;
}

/** A shape in words. */
export function shapeText({ width, height, channels, depth }: FrameShape): string {
  return `${width} × ${height} × ${channels} ${depth}`;
}

/** FFV1 stores colour in other orders than ours, exactly. */
function ffv1Format({ constants }: Ffmpeg, { format }: PixelLayout): AVPixelFormat {
  switch (format) {
    case constants.AV_PIX_FMT_BGR24:
      // BGR only with a fourth byte beside it, which it does not store.
      return constants.AV_PIX_FMT_BGR0;
    case constants.AV_PIX_FMT_BGR48LE:
      return constants.AV_PIX_FMT_GBRP16LE;
    case constants.AV_PIX_FMT_BGRA64LE:
      return constants.AV_PIX_FMT_GBRAP16LE;
    default:
      return format;
  }
}

function refusal(path: string, problem: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_VIDEO', `Cannot record video "${path}": ${problem}`, {
    details: { path },
  });
}
