/**
 * Readings of hardware lines: the smallest item, sent by the million.
 *
 * Bytes (wire-protocol section 7): u16 line id, u32 value, i64 time µs; packed.
 *
 * @module
 */
import { isIntegerIn, readInt64, writeInt64 } from './int64.ts';
import { checkByteLength, isRecord, itemTypeError, type ItemCodec, type MemorySpan } from './item-codec.ts';

/** The level of a line at a time. */
export interface LineReading {
  /** Line, channel or pin number, 0 to 65535. */
  readonly lineId: number;
  /** Level: digital 0 or 1, analog as the device defines it; 0 to 2^32 − 1. */
  readonly value: number;
  /** Master time in µs. */
  readonly timeUsec: number;
}

const NAME = 'LineReading';
const BYTES = 14;

/** The codec of {@link LineReading}. */
export const lineReadingCodec: ItemCodec<LineReading> = {
  measure,
  measureAtMost: measure,

  encodeInto(item: LineReading, { view }: MemorySpan, offset: number): number {
    view.setUint16(offset, item.lineId, true);
    view.setUint32(offset + 2, item.value, true);
    writeInt64(view, offset + 6, item.timeUsec);
    return BYTES;
  },

  decode({ view }: MemorySpan, offset: number, byteLength: number): LineReading {
    checkByteLength(NAME, byteLength, BYTES);
    return {
      lineId: view.getUint16(offset, true),
      value: view.getUint32(offset + 2, true),
      timeUsec: readInt64(view, offset + 6, NAME, 'timeUsec'),
    };
  },
};

function measure(item: unknown): number {
  if (!isRecord(item)) throw itemTypeError(NAME, '', item, 'an object with lineId, value and timeUsec');
  const { lineId, value, timeUsec } = item;
  if (!isIntegerIn(lineId, 0, 0xffff)) {
    throw itemTypeError(NAME, 'lineId', lineId, 'a whole number from 0 to 65535');
  }
  if (!isIntegerIn(value, 0, 0xffffffff)) {
    throw itemTypeError(NAME, 'value', value, 'a whole number from 0 to 4294967295');
  }
  if (!Number.isSafeInteger(timeUsec)) {
    throw itemTypeError(NAME, 'timeUsec', timeUsec, 'a whole number of µs within ±(2^53 − 1)');
  }
  return BYTES;
}
