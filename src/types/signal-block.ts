/**
 * Blocks of sampled signals: one row per time stamp, one column per channel.
 *
 * Bytes (wire-protocol section 7): u64 n, u64 1, n × u64 time stamps µs; u64 rows, u64 columns,
 * rows × columns scalars, row by row.
 *
 * @module
 */
import { copyInto, copyOf } from '../copy-bytes.ts';
import { bytesOf } from './bytes.ts';
import { isIntegerIn, readUint64, writeInt64 } from './int64.ts';
import {
  checkByteLength,
  checkLeastBytes,
  decodeError,
  isRecord,
  itemTypeError,
  type ItemCodec,
  type MemorySpan,
} from './item-codec.ts';

/** What the blocks of all scalar types have. */
export interface SignalBlock<TData extends SignalData> {
  /** Time of each row in µs. */
  readonly timestamps: BigUint64Array;
  /** Number of rows, one per time stamp. */
  readonly rows: number;
  /** Number of columns: channels. */
  readonly cols: number;
  /** `rows × cols` scalars, row by row. */
  readonly data: TData;
}

/** The scalars of a block. */
export type SignalData = Int32Array | Uint16Array | Float32Array;

/** A block of 32-bit integers. */
export type SignalBlockI32 = SignalBlock<Int32Array>;
/** A block of unsigned 16-bit integers. */
export type SignalBlockU16 = SignalBlock<Uint16Array>;
/** A block of 32-bit floats. */
export type SignalBlockF32 = SignalBlock<Float32Array>;

/** The constructor of a block's scalars. */
export interface SignalDataConstructor<TData extends SignalData> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TData;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TData;
}

const HEADER_BYTES = 16;
const STAMP_BYTES = 8;

/** The codec of the block named `name` with scalars of `Data`. */
export function signalBlockCodec<TData extends SignalData>(
  name: string,
  Data: SignalDataConstructor<TData>,
): ItemCodec<SignalBlock<TData>> {
  const scalarBytes = Data.BYTES_PER_ELEMENT;

  function measure(item: unknown): number {
    if (!isRecord(item))
      throw itemTypeError(name, '', item, 'an object with timestamps, rows, cols and data');
    const { timestamps, rows, cols, data } = item;
    if (!(timestamps instanceof BigUint64Array)) {
      throw itemTypeError(name, 'timestamps', timestamps, 'a BigUint64Array');
    }
    if (!isIntegerIn(rows, 0, Number.MAX_SAFE_INTEGER)) {
      throw itemTypeError(name, 'rows', rows, 'a whole number from 0');
    }
    if (!isIntegerIn(cols, 0, Number.MAX_SAFE_INTEGER)) {
      throw itemTypeError(name, 'cols', cols, 'a whole number from 0');
    }
    if (timestamps.length !== rows) {
      throw itemTypeError(name, 'rows', rows, `one per time stamp, ${timestamps.length}`);
    }
    if (!(data instanceof Data)) throw itemTypeError(name, 'data', data, Data.name);
    if (data.length !== rows * cols) {
      throw itemTypeError(name, 'data.length', data.length, `rows × cols, ${rows * cols}`);
    }
    return 2 * HEADER_BYTES + timestamps.byteLength + data.byteLength;
  }

  return {
    measure,
    measureAtMost: measure,

    encodeInto(
      { timestamps, rows, cols, data }: SignalBlock<TData>,
      target: MemorySpan,
      offset: number,
    ): number {
      const { bytes, view } = target;
      const matrix = offset + HEADER_BYTES + timestamps.byteLength;
      writeInt64(view, offset, timestamps.length);
      writeInt64(view, offset + 8, 1);
      copyInto(bytes, bytesOf(timestamps), offset + HEADER_BYTES);
      writeInt64(view, matrix, rows);
      writeInt64(view, matrix + 8, cols);
      copyInto(bytes, bytesOf(data), matrix + HEADER_BYTES);
      return matrix + HEADER_BYTES + data.byteLength - offset;
    },

    decode(source: MemorySpan, offset: number, byteLength: number): SignalBlock<TData> {
      const { bytes, view } = source;
      checkLeastBytes(name, byteLength, 2 * HEADER_BYTES);
      const count = readUint64(view, offset, name, 'time stamp count');
      const width = readUint64(view, offset + 8, name, 'time stamp columns');
      if (width !== 1) throw decodeError(name, `time stamps have ${width} columns, expected 1`);
      if (count > (byteLength - 2 * HEADER_BYTES) / STAMP_BYTES) {
        throw decodeError(name, `${count} time stamps cannot lie in ${byteLength} bytes`);
      }
      const matrix = offset + HEADER_BYTES + count * STAMP_BYTES;
      const rows = readUint64(view, matrix, name, 'rows');
      const cols = readUint64(view, matrix + 8, name, 'cols');
      if (rows !== count) throw decodeError(name, `${rows} rows for ${count} time stamps`);
      const data = matrix + HEADER_BYTES;
      checkByteLength(name, byteLength, data - offset + rows * cols * scalarBytes);
      // One copy of all, which has its parts aligned: taking memory costs more than copying into it.
      const { buffer } = copyOf(bytes, offset, byteLength);
      return {
        timestamps: new BigUint64Array(buffer, HEADER_BYTES, count),
        rows,
        cols,
        data: new Data(buffer, data - offset, rows * cols),
      };
    },
  };
}

/** The codec of {@link SignalBlockI32}. */
export const signalBlockI32Codec: ItemCodec<SignalBlockI32> = signalBlockCodec('SignalBlockI32', Int32Array);
/** The codec of {@link SignalBlockU16}. */
export const signalBlockU16Codec: ItemCodec<SignalBlockU16> = signalBlockCodec('SignalBlockU16', Uint16Array);
/** The codec of {@link SignalBlockF32}. */
export const signalBlockF32Codec: ItemCodec<SignalBlockF32> = signalBlockCodec(
  'SignalBlockF32',
  Float32Array,
);
