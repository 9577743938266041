/**
 * How our pixels lie in frames of FFmpeg.
 *
 * @module
 */
import type { AVPixelFormat } from 'node-av/constants';
import type { Frame as AvFrame } from 'node-av/lib';
import { copyInto } from '../../copy-bytes.ts';
import type { FrameDepth } from '../../types/index.ts';
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
  ];
}

/**
 * The layout in which frames of a video are handed out: gray stays gray, with more than 8 bits as
 * u16 (values as stored, not scaled up); BGRA stays BGRA; everything else becomes BGR.
 *
 * @param channels - 1 or 3 to have gray or BGR whatever is stored
 */
export function decodedLayout(ffmpeg: Ffmpeg, stored: AVPixelFormat, channels?: 1 | 3): PixelLayout {
  const { constants } = ffmpeg;
  const [gray, bgr] = pixelLayouts(ffmpeg) as [PixelLayout, PixelLayout, ...PixelLayout[]];
  const deepGray: readonly AVPixelFormat[] = [
    constants.AV_PIX_FMT_GRAY9LE,
    constants.AV_PIX_FMT_GRAY10LE,
    constants.AV_PIX_FMT_GRAY12LE,
    constants.AV_PIX_FMT_GRAY14LE,
    constants.AV_PIX_FMT_GRAY16LE,
  ];
  if (channels !== 3 && deepGray.includes(stored)) {
    return { channels: 1, depth: 'u16', format: stored };
  }
  if (channels === 1) return gray;
  if (channels === 3) return bgr;
  return pixelLayouts(ffmpeg).find(({ format }) => format === stored) ?? bgr;
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
