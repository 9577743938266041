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
 * @throws ERR_SYNTALOS_DECODE beyond ±(2^53 − 1), naming `what` and `field`
 */
export function readInt64(view: DataView, offset: number, what: string, field: string): number {
  const value = view.getInt32(offset + 4, true) * TWO_POW_32 + view.getUint32(offset, true);
  if (!Number.isSafeInteger(value)) throw tooLarge(view.getBigInt64(offset, true), what, field);
  return value;
}

/**
 * Reads a u64.
 *
 * @throws ERR_SYNTALOS_DECODE beyond 2^53 − 1, naming `what` and `field`
 */
export function readUint64(view: DataView, offset: number, what: string, field: string): number {
  const value = view.getUint32(offset + 4, true) * TWO_POW_32 + view.getUint32(offset, true);
  if (value > Number.MAX_SAFE_INTEGER) throw tooLarge(view.getBigUint64(offset, true), what, field);
  return value;
}

function tooLarge(value: bigint, what: string, field: string): Error {
  return decodeError(what, `"${field}" is ${value}, expected at most 2^53 − 1 in size`);
}

/** Whether `value` is an integer from `least` to `most`. */
export function isIntegerIn(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
