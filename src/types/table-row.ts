/**
 * Rows of a table: a list of text cells.
 *
 * Bytes (wire-protocol section 7): u64 count, then per cell u64 byte length and UTF-8.
 *
 * @module
 */
import { describeLength, readLength, writeLength } from './int64.ts';
import {
  checkByteLength,
  checkLeastBytes,
  decodeError,
  itemTypeError,
  type ItemCodec,
  type MemorySpan,
} from './item-codec.ts';
import { readUtf8, utf8Length, utf8LengthAtMost, writeUtf8 } from './utf8.ts';

/** A row of a table, cell by cell. */
export type TableRow = readonly string[];

/** A cell as it may be submitted: all but strings are turned into text, as `String()` does. */
export type TableCell = string | number | boolean | bigint;

/** A row as it may be submitted. */
export type TableRowInput = readonly TableCell[];

const NAME = 'TableRow';
const LENGTH_BYTES = 8;
/** No number (or boolean) is longer as text: `-1.2345678901234567e-308`. */
const NUMBER_BYTES_AT_MOST = 24;

/** The codec of {@link TableRow}. */
export const tableRowCodec: ItemCodec<TableRow, TableRowInput> = {
  measure(item: TableRowInput): number {
    checkIsArray(item);
    let total = LENGTH_BYTES + item.length * LENGTH_BYTES;
    for (let at = 0; at < item.length; at++) {
      const cell = item[at]!;
      if (typeof cell !== 'string') checkCell(cell, at);
      total += utf8Length(typeof cell === 'string' ? cell : String(cell));
    }
    return total;
  },

  measureAtMost(item: TableRowInput): number {
    checkIsArray(item);
    let total = LENGTH_BYTES + item.length * LENGTH_BYTES;
    for (let at = 0; at < item.length; at++) {
      const cell = item[at]!;
      if (typeof cell === 'string') {
        total += utf8LengthAtMost(cell);
      } else {
        checkCell(cell, at);
        total += typeof cell === 'bigint' ? cell.toString().length : NUMBER_BYTES_AT_MOST;
      }
    }
    return total;
  },

  encodeInto(item: TableRowInput, { bytes, view }: MemorySpan, offset: number): number {
    writeLength(view, offset, item.length);
    let to = offset + LENGTH_BYTES;
    for (let at = 0; at < item.length; at++) {
      const cell = item[at]!;
      const text = typeof cell === 'string' ? cell : String(cell);
      const length = writeUtf8(bytes, to + LENGTH_BYTES, text);
      writeLength(view, to, length);
      to += LENGTH_BYTES + length;
    }
    return to - offset;
  },

  decode(source: MemorySpan, offset: number, byteLength: number): TableRow {
    const { view } = source;
    checkLeastBytes(NAME, byteLength, LENGTH_BYTES);
    const count = readLength(view, offset);
    if (count < 0 || count > byteLength / LENGTH_BYTES - 1) {
      throw decodeError(NAME, `${describeLength(count)} cells cannot lie in ${byteLength} bytes`);
    }
    const row = new Array<string>(count);
    const end = offset + byteLength;
    let from = offset + LENGTH_BYTES;
    for (let at = 0; at < count; at++) {
      if (end - from < LENGTH_BYTES) throw decodeError(NAME, `the bytes end before cell ${at}`);
      const length = readLength(view, from);
      from += LENGTH_BYTES;
      if (length < 0 || length > end - from) {
        throw decodeError(NAME, `cell ${at} has ${describeLength(length)} bytes, but ${end - from} are left`);
      }
      row[at] = readUtf8(source, from, length);
      from += length;
    }
    checkByteLength(NAME, byteLength, from - offset);
    return row;
  },
};

function checkIsArray(item: unknown): void {
  if (!Array.isArray(item)) throw itemTypeError(NAME, '', item, 'an array of cells');
}

function checkCell(cell: unknown, at: number): void {
  const kind = typeof cell;
  if (kind !== 'string' && kind !== 'number' && kind !== 'boolean' && kind !== 'bigint') {
    throw itemTypeError(NAME, `cell ${at}`, cell, 'a string, number, boolean or bigint');
  }
}
