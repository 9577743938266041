/**
 * Times and numbers from the entries of a tsync file.
 *
 * @module
 */
import { TsyncTimeUnit, timesToNumbers, type TsyncHeader, type TsyncTimeArray } from '../timing/index.ts';

/** µs per unit of a tsync time; an index is no time. */
const USEC_PER_UNIT: Readonly<Record<TsyncTimeUnit, number | undefined>> = {
  [TsyncTimeUnit.INDEX]: undefined,
  [TsyncTimeUnit.NANOSECONDS]: 1e-3,
  [TsyncTimeUnit.MICROSECONDS]: 1,
  [TsyncTimeUnit.MILLISECONDS]: 1e3,
  [TsyncTimeUnit.SECONDS]: 1e6,
};

/** Name of a unit, as our own names of columns end. */
export const UNIT_SUFFIX: Readonly<Record<TsyncTimeUnit, string>> = {
  [TsyncTimeUnit.INDEX]: '',
  [TsyncTimeUnit.NANOSECONDS]: '_nsec',
  [TsyncTimeUnit.MICROSECONDS]: '_usec',
  [TsyncTimeUnit.MILLISECONDS]: '_msec',
  [TsyncTimeUnit.SECONDS]: '_sec',
};

/** The two times of the entries of a tsync file. */
export interface TsyncColumns {
  readonly time1: TsyncTimeArray;
  readonly time2: TsyncTimeArray;
}

/**
 * Master times of the entries, in whole µs: those of the time whose name has `master` in it, else of
 * the second one, else of the first.
 *
 * @returns `undefined` if neither is a time
 */
export function masterTimesUsec(header: TsyncHeader, columns: TsyncColumns): Float64Array | undefined {
  const candidates = [
    { time: header.time2, values: columns.time2 },
    { time: header.time1, values: columns.time1 },
  ].filter(({ time }) => USEC_PER_UNIT[time.unit] !== undefined);
  const chosen = candidates.find(({ time }) => time.name.includes('master')) ?? candidates[0];
  if (chosen === undefined) return undefined;
  const usecPerUnit = USEC_PER_UNIT[chosen.time.unit]!;
  return timesToNumbers(chosen.values).map((value) => Math.round(value * usecPerUnit));
}

/** Frame indices of the entries, or `undefined` if the file holds none. */
export function frameIndices(header: TsyncHeader, columns: TsyncColumns): Float64Array | undefined {
  if (header.time1.unit === TsyncTimeUnit.INDEX) return timesToNumbers(columns.time1);
  if (header.time2.unit === TsyncTimeUnit.INDEX) return timesToNumbers(columns.time2);
  return undefined;
}
