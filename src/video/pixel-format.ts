/**
 * How our pixels lie in frames of FFmpeg.
 *
 * @module
 */
import type { AVPixelFormat } from 'node-av/constants';
import type { Frame as AvFrame } from 'node-av/lib';
import { copyInto } from '../copy-bytes.ts';
import type { FrameDepth } from '../types/index.ts';
import type { Ffmpeg } from './ffmpeg.ts';

/** How the pixels of our frames lie in FFmpeg's. */
export interface PixelLayout {
  readonly channels: 1 | 3 | 4;
  readonly depth: Extract<FrameDepth, 'u8' | 'u16'>;
  /** FFmpeg's format of the same packed bytes. */
  readonly format: AVPixelFormat;
}

/** The layouts that videos can hold. Values are little endian, as those of a frame. */
export function pixelLayouts({ constants }: Ffmpeg): readonly PixelLayout[] {
  return [
    { channels: 1, depth: 'u8', format: constants.AV_PIX_FMT_GRAY8 },
    { channels: 3, depth: 'u8', format: constants.AV_PIX_FMT_BGR24 },
    { channels: 4, depth: 'u8', format: constants.AV_PIX_FMT_BGRA },
    { channels: 1, depth: 'u16', format: constants.AV_PIX_FMT_GRAY16LE },
    { channels: 3, depth: 'u16', format: constants.AV_PIX_FMT_BGR48LE },
    { channels: 4, depth: 'u16', format: constants.AV_PIX_FMT_BGRA64LE },
  ];
}

/**
 * The layout in which frames of a video are handed out: gray stays gray, with more than 8 bits as
 * u16 (values as stored, not scaled up); BGRA stays BGRA; everything else becomes BGR. Colour that is
 * stored as RGB of more than 8 bits becomes u16, scaled to its full range.
 *
 * @param channels - 1 or 3 to have gray or BGR whatever is stored
 */
export function decodedLayout(ffmpeg: Ffmpeg, stored: AVPixelFormat, channels?: 1 | 3): PixelLayout {
  const [gray, bgr] = pixelLayouts(ffmpeg) as [PixelLayout, PixelLayout, ...PixelLayout[]];
  if (channels === 3) return bgr;
  const deepGray = deepGrays(ffmpeg).get(stored);
  if (deepGray !== undefined) return { channels: 1, depth: 'u16', format: deepGray };
  if (channels === 1 || shallowGrays(ffmpeg).includes(stored)) return gray;
  const same = pixelLayouts(ffmpeg).find(({ format }) => format === stored);
  return same ?? deepColour(ffmpeg, stored) ?? bgr;
}

/** Gray of more than 8 bits by what is stored: the little-endian format of the same values. */
function deepGrays({ constants }: Ffmpeg): ReadonlyMap<AVPixelFormat, AVPixelFormat> {
  const sizes = [
    [constants.AV_PIX_FMT_GRAY9LE, constants.AV_PIX_FMT_GRAY9BE],
    [constants.AV_PIX_FMT_GRAY10LE, constants.AV_PIX_FMT_GRAY10BE],
    [constants.AV_PIX_FMT_GRAY12LE, constants.AV_PIX_FMT_GRAY12BE],
    [constants.AV_PIX_FMT_GRAY14LE, constants.AV_PIX_FMT_GRAY14BE],
    [
      constants.AV_PIX_FMT_GRAY16LE,
      constants.AV_PIX_FMT_GRAY16BE,
      constants.AV_PIX_FMT_YA16LE,
      constants.AV_PIX_FMT_YA16BE,
    ],
  ] as const;
  return new Map(sizes.flatMap((formats) => formats.map((format) => [format, formats[0]] as const)));
}

/** Gray of at most 8 bits that is stored as something else: with alpha, or one bit a pixel. */
function shallowGrays({ constants }: Ffmpeg): readonly AVPixelFormat[] {
  return [constants.AV_PIX_FMT_YA8, constants.AV_PIX_FMT_MONOBLACK, constants.AV_PIX_FMT_MONOWHITE];
}

function deepColour({ lib, constants }: Ffmpeg, stored: AVPixelFormat): PixelLayout | undefined {
  const name = lib.avGetPixFmtName(stored) ?? '';
  if (/^(?:rgb|bgr)48|^gbrp(?:9|10|12|14|16)(?:le|be)$/.test(name)) {
    return { channels: 3, depth: 'u16', format: constants.AV_PIX_FMT_BGR48LE };
  }
  if (/^(?:rgba|bgra)64|^gbrap(?:10|12|14|16)(?:le|be)$/.test(name)) {
    return { channels: 4, depth: 'u16', format: constants.AV_PIX_FMT_BGRA64LE };
  }
  return undefined;
}

/** Bytes of a packed row. */
export function rowBytes(layout: PixelLayout, width: number): number {
  return width * layout.channels * (layout.depth === 'u16' ? 2 : 1);
}

/** Copies pixels out of FFmpeg's frame, whose rows are padded, to packed rows. */
export function copyPixelsOut(source: AvFrame, bytesPerRow: number, target: Uint8Array): void {
  const { plane, stride } = planeOf(source, bytesPerRow);
  if (stride === bytesPerRow) {
    copyInto(target, plane.subarray(0, target.length));
    return;
  }
  for (let to = 0, from = 0; to < target.length; to += bytesPerRow, from += stride) {
    copyInto(target, plane.subarray(from, from + bytesPerRow), to);
  }
}

/**
 * Copies packed rows into FFmpeg's frame, which has memory of its own.
 *
 * Not by node-av's `fromBuffer`, which (6.1.1) keeps a pointer to the source instead of a copy.
 */
export function copyPixelsIn(source: Uint8Array, bytesPerRow: number, target: AvFrame): void {
  const { plane, stride } = planeOf(target, bytesPerRow);
  if (stride === bytesPerRow) {
    copyInto(plane, source);
    return;
  }
  for (let to = 0, from = 0; from < source.length; to += stride, from += bytesPerRow) {
    copyInto(plane, source.subarray(from, from + bytesPerRow), to);
  }
}

function planeOf(frame: AvFrame, bytesPerRow: number): { plane: Uint8Array; stride: number } {
  const plane = frame.data?.[0];
  const stride = frame.linesize[0] ?? 0;
  if (plane === undefined || stride < bytesPerRow) throw new RangeError('Frame without pixels');
  return { plane, stride };
}
