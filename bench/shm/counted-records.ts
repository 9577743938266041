/**
 * The records of `ring-64B`: each holds its number eight times, so that their sum shows that all were read.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';

export const RECORD_BYTES = 64;

/** What either thread does. */
export interface RecordWork {
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
  /** Returns when both threads are set up. */
  readonly passGate: () => void;
}

export function answer(begin: number, checksum: number): void {
  parentPort?.postMessage({ elapsedMsec: performance.now() - begin, checksum });
}

/** Eight doubles, written out: a loop would cost more than the ring. */
export function fill(f64: Float64Array, at: number, value: number): void {
  f64[at] = f64[at + 1] = f64[at + 2] = f64[at + 3] = value;
  f64[at + 4] = f64[at + 5] = f64[at + 6] = f64[at + 7] = value;
}

export function sumOf(f64: Float64Array, at: number): number {
  const low = f64[at]! + f64[at + 1]! + (f64[at + 2]! + f64[at + 3]!);
  return low + (f64[at + 4]! + f64[at + 5]! + (f64[at + 6]! + f64[at + 7]!));
}
