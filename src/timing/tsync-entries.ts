/**
 * Entries of a tsync file: their bytes as arrays of times.
 *
 * @module
 */
import { TsyncTimeType, sizeOfTime, type TsyncHeader } from './tsync-format.ts';

/** Times in the type in which the file stores them. */
export type TsyncTimeArray =
  Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/**
 * The same times as numbers: exact up to 2^53, which µs reach after 285 years but nanoseconds
 * since 1970 do not.
 */
export function timesToNumbers(times: TsyncTimeArray): Float64Array {
  const numbers = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) numbers[i] = Number(times[i]);
  return numbers;
}

/**
 * Takes interleaved little-endian entries apart.
 *
 * @param bytes - whole entries only
 */
export function splitEntries(
  bytes: Uint8Array,
  header: TsyncHeader,
): { readonly time1: TsyncTimeArray; readonly time2: TsyncTimeArray } {
  const size1 = sizeOfTime(header.time1.type);
  const stride = size1 + sizeOfTime(header.time2.type);
  return {
    time1: takeTimes(bytes, { type: header.time1.type, first: 0, stride }),
    time2: takeTimes(bytes, { type: header.time2.type, first: size1, stride }),
  };
}

function takeTimes(
  bytes: Uint8Array,
  where: { readonly type: TsyncTimeType; readonly first: number; readonly stride: number },
): TsyncTimeArray {
  const { type, first, stride } = where;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const times = newTimes(type, bytes.byteLength / stride);
  let at = first;
  for (let i = 0; i < times.length; i++, at += stride) times[i] = GET[type](view, at);
  return times;
}

const GET: Readonly<Record<TsyncTimeType, (view: DataView, at: number) => number | bigint>> = {
  [TsyncTimeType.INT16]: (view, at) => view.getInt16(at, true),
  [TsyncTimeType.UINT16]: (view, at) => view.getUint16(at, true),
  [TsyncTimeType.INT32]: (view, at) => view.getInt32(at, true),
  [TsyncTimeType.UINT32]: (view, at) => view.getUint32(at, true),
  [TsyncTimeType.INT64]: (view, at) => view.getBigInt64(at, true),
  [TsyncTimeType.UINT64]: (view, at) => view.getBigUint64(at, true),
};

function newTimes(type: TsyncTimeType, length: number): TsyncTimeArray {
  switch (type) {
    case TsyncTimeType.INT16:
      return new Int16Array(length);
    case TsyncTimeType.UINT16:
      return new Uint16Array(length);
    case TsyncTimeType.INT32:
      return new Int32Array(length);
    case TsyncTimeType.UINT32:
      return new Uint32Array(length);
    case TsyncTimeType.INT64:
      return new BigInt64Array(length);
    case TsyncTimeType.UINT64:
      return new BigUint64Array(length);
  }
}

/** All times of one type, one part after the other. */
export function concatTimes(type: TsyncTimeType, parts: readonly TsyncTimeArray[]): TsyncTimeArray {
  const whole = newTimes(
    type,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    // All parts have the file's one type, so the element types agree.
    (whole as BigInt64Array).set(part as BigInt64Array, at);
    at += part.length;
  }
  return whole;
}
