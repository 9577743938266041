/**
 * Signal blocks and line readings as rows of a store.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import type { LineReading, SignalBlock, SignalData } from '../../../types/index.ts';

/** Rows as a store takes them, little endian. */
export interface Rows {
  readonly timestamps: Uint8Array;
  readonly data: Uint8Array;
}

const readingTime = new BigInt64Array(1);
const readingValues = new Uint32Array(2);
const READING: Rows = { timestamps: bytesOf(readingTime), data: bytesOf(readingValues) };

/**
 * The rows of an item, valid until the next call.
 *
 * @param columns - values that a row must have
 * @throws ERR_SYNTALOS_ITEM_TYPE - when a block has another number of channels
 */
export function rowsOfItem(item: LineReading | SignalBlock<SignalData>, columns: number): Rows {
  if ('lineId' in item) {
    readingTime[0] = BigInt(item.timeUsec);
    readingValues[0] = item.lineId;
    readingValues[1] = item.value;
    return READING;
  }
  if (item.cols !== columns) {
    throw new SyntalosError(
      'ERR_SYNTALOS_ITEM_TYPE',
      `Cannot record a block of ${item.cols} channels: its stream names ${columns} signals`,
    );
  }
  return { timestamps: bytesOf(item.timestamps), data: bytesOf(item.data) };
}

function bytesOf(values: BigInt64Array | BigUint64Array | Uint32Array | SignalData): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
