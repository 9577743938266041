/**
 * What a ring's writer refuses.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { UNIT_BYTES } from './layout.ts';

/**
 * Units of a record with its header.
 *
 * @param byteLength - of the payload
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for anything but a whole number from 0
 */
export function checkedRecordUnits(byteLength: number): number {
  if (!Number.isInteger(byteLength) || byteLength < 0) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot reserve a record of ${describeValue(byteLength)} bytes: expected a whole number from 0 on`,
    );
  }
  return 1 + Math.ceil(byteLength / UNIT_BYTES);
}

/**
 * Units of the records that were written into a span.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when they do not lie in it
 */
export function checkedSpanUnits(byteLength: number, lastOffset: number, reservedBytes: number): number {
  const units = byteLength / UNIT_BYTES;
  const isInside = Number.isInteger(units) && units >= 0 && byteLength <= reservedBytes;
  if (isInside && lastOffset % UNIT_BYTES === 0 && lastOffset <= byteLength) return units;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot commit span of ${byteLength} bytes, the last record at ${lastOffset}: expected multiples of 8 within ${reservedBytes} reserved bytes`,
  );
}

/** The error for a second writer. */
export function claimedError(): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_RING_CLAIMED',
    'Cannot claim ring: it has its one writer already; make a ring of its own for each writer',
  );
}

/** The error for a write behind the end of the stream. */
export function writerClosedError(): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_RING_CLOSED',
    'Cannot write to ring: it was closed; make a new ring to go on',
  );
}

/** The error for a record that is to be longer than what was reserved for it. */
export function shrinkError(byteLength: number, reservedBytes: number): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot shorten record to ${describeValue(byteLength)} bytes: ${reservedBytes} are reserved; reserve the most it may need`,
  );
}

/** The error for an action that needs a reserved record, when there is none. */
export function uncommittedError(action: 'shorten' | 'abandon'): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_STATE',
    `Cannot ${action} record: none was reserved since the last commit`,
  );
}
