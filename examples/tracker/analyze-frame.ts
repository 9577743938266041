/**
 * Finds a dark animal on a floor that is lit unevenly: a pixel is dark compared with its surroundings,
 * and the largest patch of dark pixels is the animal.
 */
import type { Frame } from 'syntalos-mlink';

/** Where the animal is in a frame; `x` and `y` are NaN where none is seen. */
export interface Sighting {
  readonly frame: number;
  readonly timeUsec: number;
  readonly x: number;
  readonly y: number;
  readonly areaPx: number;
}

/** Surroundings are a square of 2 × this + 1 px: much larger than the animal's width. */
const REACH_PX = 48;
/** An animal's pixel is darker than its surroundings by at least this, grey levels. */
const CONTRAST = 40;
/** Smaller patches are noise. */
const MIN_AREA_PX = 50;

/** Runs in a worker thread, once for each frame. `frame.data` lies in the camera's own memory. */
export function analyze(frame: Frame): Sighting {
  const { index, timeUsec, width, height, data } = frame;
  const isDark = findDarkPixels(data, width, height);
  let largest = { areaPx: 0, x: NaN, y: NaN };
  for (let pixel = 0; pixel < isDark.length; pixel++) {
    if (isDark[pixel] === 0) continue;
    const patch = takePatch(isDark, width, pixel);
    if (patch.areaPx > largest.areaPx && patch.areaPx >= MIN_AREA_PX) largest = patch;
  }
  return { frame: index, timeUsec, ...largest };
}

/** 1 for each pixel that is darker than the mean of its surroundings by {@link CONTRAST}, else 0. */
function findDarkPixels(data: ArrayLike<number>, width: number, height: number): Uint8Array {
  // sums[y][x] is the sum of all pixels above and left of (x, y): any square costs four look-ups.
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  const isDark = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - REACH_PX) * stride;
    const bottom = Math.min(height, y + REACH_PX + 1) * stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - REACH_PX);
      const right = Math.min(width, x + REACH_PX + 1);
      const sum = sums[bottom + right]! - sums[top + right]! - sums[bottom + left]! + sums[top + left]!;
      const area = ((bottom - top) / stride) * (right - left);
      if (data[y * width + x]! < sum / area - CONTRAST) isDark[y * width + x] = 1;
    }
  }
  return isDark;
}

/** Area and centre of the patch around a dark pixel, whose pixels are cleared on the way. */
function takePatch(
  isDark: Uint8Array,
  width: number,
  start: number,
): { areaPx: number; x: number; y: number } {
  const toVisit = [start];
  isDark[start] = 0;
  let areaPx = 0;
  let sumX = 0;
  let sumY = 0;
  for (let pixel = toVisit.pop(); pixel !== undefined; pixel = toVisit.pop()) {
    const x = pixel % width;
    areaPx++;
    sumX += x;
    sumY += (pixel - x) / width;
    const left = x > 0 ? pixel - 1 : -1;
    const right = x < width - 1 ? pixel + 1 : -1;
    for (const next of [left, right, pixel - width, pixel + width]) {
      if (isDark[next] !== 1) continue;
      isDark[next] = 0;
      toVisit.push(next);
    }
  }
  return { areaPx, x: sumX / areaPx, y: sumY / areaPx };
}
