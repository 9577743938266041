/**
 * The unit of times whose column names none.
 *
 * @module
 */
import { usecPerUnitOf } from './time-column.ts';

const MSEC = 1e3;
const UNITS = [
  ['ms', MSEC],
  ['µs', 1],
  ['s', 1e6],
  ['ns', 1e-3],
] as const;

/** What may show the unit of a table's times. */
export interface UnitEvidence {
  /** Name of the column. */
  readonly name: string;
  /** Numbers of the first rows, in order; those of rows without a time left out. */
  readonly values: readonly number[];
  /** Number of the last row, if it is known. */
  readonly last: number | undefined;
  /** How long the recording is, if it is known. */
  readonly lengthUsec: number | undefined;
  /** How far apart the times must be about, if it is known: a frame's duration. */
  readonly periodUsec?: number | undefined;
}

/** A unit, and whether it was only guessed. */
export interface RecognizedUnit {
  readonly name: string;
  readonly usecPerUnit: number;
  readonly isGuess: boolean;
}

/**
 * Finds the unit of times: ms, as modules of Syntalos write them, unless the numbers speak against it.
 */
export function recognizeUnit(evidence: UnitEvidence): RecognizedUnit {
  const { values, last, lengthUsec, periodUsec } = evidence;
  const step = medianStep(values);
  if (periodUsec !== undefined && step !== undefined) return nearestUnit(step, periodUsec);
  const unix = unixUnit(values[0], step);
  if (unix !== undefined) return unix;
  const first = values[0];
  if (lengthUsec !== undefined && first !== undefined && last !== undefined && last > first) {
    const byLength = unitOfSpan(last - first, lengthUsec);
    if (byLength !== undefined) return byLength;
  }
  // A frame's time in Syntalos' Python API is in µs.
  if (/frame[\s_]*time/i.test(evidence.name) && isWhole(values)) return guess('µs');
  if (step !== undefined && step >= 1e5) return guess(step >= 1e9 ? 'ns' : 'µs');
  if (step !== undefined && step < 1 && !isWhole(values)) return guess('s');
  return { name: 'ms', usecPerUnit: MSEC, isGuess: false };
}

function guess(name: 'ms' | 'µs' | 's' | 'ns'): RecognizedUnit {
  return { name, usecPerUnit: usecPerUnitOf(name)!, isGuess: true };
}

/** Median distance of neighbours that are apart. */
function medianStep(values: readonly number[]): number | undefined {
  const steps = values
    .slice(1)
    .map((value, i) => value - values[i]!)
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return steps[steps.length >> 1];
}

function nearestUnit(step: number, periodUsec: number): RecognizedUnit {
  const distance = ([, usec]: (typeof UNITS)[number]): number =>
    Math.abs(Math.log((step * usec) / periodUsec));
  const [name] = UNITS.reduce((best, next) => (distance(next) < distance(best) ? next : best));
  return guess(name);
}

/** Since 1970, from 2001 to 2096: a time of day in s, ms, µs or ns shows by its size. */
function unixUnit(first: number | undefined, step: number | undefined): RecognizedUnit | undefined {
  if (first === undefined) return undefined;
  // 10⁹ µs is also a quarter of an hour: seconds follow each other more closely than µs do.
  if (first >= 1e9 && first < 4e9) return step === undefined || step < 100 ? guess('s') : undefined;
  if (first >= 1e12 && first < 4e12) return guess('ms');
  if (first >= 1e15 && first < 4e15) return guess('µs');
  if (first >= 1e18 && first < 4e18) return guess('ns');
  return undefined;
}

/** The unit in which the times fill the recording: ms if they can be. */
function unitOfSpan(span: number, lengthUsec: number): RecognizedUnit | undefined {
  const share = (usecPerUnit: number): number => (span * usecPerUnit) / lengthUsec;
  const fits = UNITS.filter(([, usecPerUnit]) => share(usecPerUnit) <= 1.1 && share(usecPerUnit) >= 0.05);
  const [best] = fits;
  if (best === undefined) return undefined;
  return best[1] === MSEC ? { name: 'ms', usecPerUnit: MSEC, isGuess: false } : guess(best[0]);
}

function isWhole(values: readonly number[]): boolean {
  return values.every(Number.isInteger);
}
