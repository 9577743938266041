/**
 * Frames of any size and depth as small pictures of bytes. Pure functions.
 *
 * Each pixel of the picture is the mean of four of the frame, whatever its size: the cost is that of the picture.
 *
 * @module
 */
import type { FrameDepth, FrameFields, FramePixels } from '../../types/index.ts';
import type { Picture } from '../protocol.ts';

/** What of a {@link Picture} follows from its frame. */
export type ScaledFrame = Pick<Picture, 'width' | 'height' | 'channels' | 'pixels' | 'range'>;

/** The frame as a picture of at most `maxWidth` columns and three quarters as many rows. */
export function scaleFrame(frame: FrameFields, maxWidth: number): ScaledFrame {
  const scale = Math.min(1, maxWidth / frame.width, (maxWidth * 0.75) / frame.height);
  const width = frame.width === 0 ? 0 : Math.max(1, Math.round(frame.width * scale));
  const height = frame.height === 0 ? 0 : Math.max(1, Math.round(frame.height * scale));
  // Blue, green, red (and alpha) as OpenCV orders them; of any other number, the first.
  const channels = frame.channels === 3 || frame.channels === 4 ? 3 : 1;
  const sampled = sample(frame, { width, height, channels });
  if (frame.depth === 'u8') return { width, height, channels, pixels: Uint8Array.from(sampled, Math.round) };
  const range = rangeOf(sampled);
  return { width, height, channels, pixels: toBytes(sampled, range), range };
}

function sample(
  frame: FrameFields,
  { width, height, channels }: Pick<ScaledFrame, 'width' | 'height' | 'channels'>,
): Float64Array {
  const columns = samplePlaces(frame.width, width);
  const rows = samplePlaces(frame.height, height);
  const stride = frame.channels;
  const at = readerOf(frame.depth, frame.data);
  const target = new Float64Array(width * height * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const top = rows[2 * y]! * frame.width;
    const bottom = rows[2 * y + 1]! * frame.width;
    for (let x = 0; x < width; x++) {
      const left = columns[2 * x]!;
      const right = columns[2 * x + 1]!;
      const a = (top + left) * stride;
      const b = (top + right) * stride;
      const c = (bottom + left) * stride;
      const d = (bottom + right) * stride;
      for (let i = 0; i < channels; i++) {
        const channel = channels === 3 ? 2 - i : 0;
        // Quarters first: the sum of four large doubles may be none.
        target[to++] = at(a + channel) / 4 + at(b + channel) / 4 + at(c + channel) / 4 + at(d + channel) / 4;
      }
    }
  }
  return target;
}

/** For each place of the picture two of the frame: at a quarter and at three quarters of what it covers. */
function samplePlaces(source: number, target: number): Uint32Array {
  const places = new Uint32Array(2 * target);
  const step = source / target;
  for (let i = 0; i < target; i++) {
    places[2 * i] = Math.min(source - 1, Math.floor((i + 0.25) * step));
    places[2 * i + 1] = Math.min(source - 1, Math.floor((i + 0.75) * step));
  }
  return places;
}

function readerOf(depth: FrameDepth, data: FramePixels): (index: number) => number {
  if (depth === 'f16') return (index) => halfFloat(data[index]!);
  return (index) => data[index]!;
}

/** The number that 16 bits mean as an IEEE 754 half float. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Least and largest of the finite values; 0 and 0 if there is none. */
function rangeOf(values: Float64Array): readonly [number, number] {
  let least = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return least > largest ? [0, 0] : [least, largest];
}

/** The range as bytes 0 to 255; what is no number is black, what is infinite an end of the range. */
function toBytes(values: Float64Array, [least, largest]: readonly [number, number]): Uint8Array {
  const bytes = new Uint8Array(values.length);
  // Halved, so that the whole range of doubles has a width.
  const width = largest / 2 - least / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const share = width > 0 ? (value / 2 - least / 2) / width : 0;
    bytes[i] = share >= 1 ? 255 : share > 0 ? Math.round(share * 255) : 0;
  }
  return bytes;
}
