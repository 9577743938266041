/**
 * 64-bit integers in memory as numbers, without a `bigint`: two 32-bit halves, exact to 2^53.
 *
 * @module
 */
import { decodeError } from './item-codec.ts';

const TWO_POW_32 = 4294967296;

/** Writes a safe integer as i64, or a non-negative one as u64 (the bytes are the same). */
export function writeInt64(view: DataView, offset: number, value: number): void {
  // Bit operators take the value modulo 2^32, of negative numbers in two's complement, too.
  view.setInt32(offset, value | 0, true);
  view.setInt32(offset + 4, Math.floor(value / TWO_POW_32), true);
}

/**
 * Reads an i64.
 *
 * @throws ERR_SYNTALOS_DECODE - beyond ±(2^53 − 1), naming `what` and `field`
 */
export function readInt64(view: DataView, offset: number, what: string, field: string): number {
  const value = view.getInt32(offset + 4, true) * TWO_POW_32 + view.getUint32(offset, true);
  if (!Number.isSafeInteger(value)) throw tooLarge(view.getBigInt64(offset, true), what, field);
  return value;
}

/**
 * Reads a u64.
 *
 * @throws ERR_SYNTALOS_DECODE - beyond 2^53 − 1, naming `what` and `field`
 */
export function readUint64(view: DataView, offset: number, what: string, field: string): number {
  const value = view.getUint32(offset + 4, true) * TWO_POW_32 + view.getUint32(offset, true);
  if (value > Number.MAX_SAFE_INTEGER) throw tooLarge(view.getBigUint64(offset, true), what, field);
  return value;
}

function tooLarge(value: bigint, what: string, field: string): Error {
  return decodeError(what, `"${field}" is ${value}, expected at most 2^53 − 1 in size`);
}

/** Writes a length below 2^31 as u64: on the hottest path, where {@link writeInt64} shows. */
export function writeLength(view: DataView, offset: number, length: number): void {
  view.setInt32(offset, length, true);
  view.setInt32(offset + 4, 0, true);
}

/**
 * Reads a length that is a u64; answers −1 for one of 2^31 or more, which nothing that is sent has.
 * A 32-bit integer either way, which makes all that is computed from it faster than from a float.
 */
export function readLength(view: DataView, offset: number): number {
  const low = view.getInt32(offset, true);
  return view.getInt32(offset + 4, true) === 0 && low >= 0 ? low : -1;
}

/** A length of {@link readLength} for a message. */
export function describeLength(length: number): string {
  return length < 0 ? '2^31 or more' : length.toString();
}

/** Whether `value` is an integer from `least` to `most`. */
export function isIntegerIn(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
