/**
 * Units of time as streams name them.
 *
 * @module
 */

/** µs per unit by the names that metadata, attributes and columns of Syntalos use. */
const USEC_PER_UNIT: Readonly<Record<string, number>> = {
  seconds: 1e6,
  sec: 1e6,
  milliseconds: 1e3,
  msec: 1e3,
  microseconds: 1,
  usec: 1,
  nanoseconds: 1e-3,
  nsec: 1e-3,
};

/** Full names of the units that columns of JSON files end in. */
const NAME_OF_SUFFIX: Readonly<Record<string, string>> = {
  sec: 'seconds',
  msec: 'milliseconds',
  usec: 'microseconds',
  nsec: 'nanoseconds',
  idx: 'index',
};

/** The unit that a column such as `timestamp_usec` names; `undefined` for another column. */
export function unitOfTimeColumn(name: string): string | undefined {
  return NAME_OF_SUFFIX[/^timestamps?_(\w+)$/.exec(name)?.[1] ?? ''];
}

/**
 * µs per unit of a signal's time stamps: microseconds if none is named; of an index, what its
 * sample rate says.
 */
export function usecPerStamp(unit: string | undefined, sampleRateHz: number | undefined): number {
  if (unit === 'index') return sampleRateHz === undefined ? 1 : 1e6 / sampleRateHz;
  return USEC_PER_UNIT[unit ?? 'microseconds'] ?? 1;
}
