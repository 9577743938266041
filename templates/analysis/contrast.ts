/** The analysis: runs in worker threads, one frame at a time in each. */
import type { Frame } from 'syntalos-mlink';

export interface Contrast {
  readonly index: number;
  readonly timeUsec: number;
  readonly deviation: number;
}

/** The standard deviation of a frame's values. `data` is there until this returns: copy what you keep. */
export function analyze({ index, timeUsec, data }: Frame): Contrast {
  let sum = 0;
  let squares = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / data.length;
  return { index, timeUsec, deviation: Math.sqrt(squares / data.length - mean * mean) };
}
