/**
 * Times of the rows of a table.
 *
 * @module
 */
import { findTimeColumns, timeColumnNamed, usecPerUnitOf, type TimeColumn } from './time-column.ts';
import { parseTimeText } from './time-text.ts';
import { recognizeUnit } from './time-unit.ts';

/** How a table's times are found, beside what the table itself says. */
export interface TableTimesOptions {
  /** Name of the time column; by default the first whose name is a time. */
  readonly timeColumn?: string | undefined;
  /** Unit of the times, such as `ms`; by default that of the column's name. */
  readonly timeUnit?: string | undefined;
  /** How long the recording is, if it is known. */
  readonly lengthUsec?: number | undefined;
  /** How far apart rows are about, if it is known. */
  readonly periodUsec?: number | undefined;
}

/** The first rows of a table, and its last one. */
export interface TableSample {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lastRow: readonly string[] | undefined;
}

/** Where a table's times are, and their unit. */
export interface TableTimes {
  readonly index: number;
  readonly usecPerUnit: number;
  /** Name of the column. */
  readonly name: string;
  /** Name of the unit if nothing but the numbers speaks for it. */
  readonly guessedUnit: string | undefined;
}

/**
 * Finds the times of a table.
 *
 * @returns `undefined` if no column holds times
 */
export function findTableTimes(sample: TableSample, options: TableTimesOptions): TableTimes | undefined {
  const column = chooseColumn(sample, options.timeColumn);
  if (column === undefined) return undefined;
  const named = options.timeUnit === undefined ? undefined : usecPerUnitOf(options.timeUnit);
  const known = named ?? column.usecPerUnit;
  if (known !== undefined) return { ...column, usecPerUnit: known, guessedUnit: undefined };
  const unit = recognizeUnit({
    name: column.name,
    values: sample.rows.flatMap((row) => numberIn(row, column)),
    last: sample.lastRow === undefined ? undefined : numberIn(sample.lastRow, column)[0],
    lengthUsec: options.lengthUsec,
    periodUsec: options.periodUsec,
  });
  return { ...column, usecPerUnit: unit.usecPerUnit, guessedUnit: unit.isGuess ? unit.name : undefined };
}

/** Time of a row in whole µs, or `undefined` if its field is no time. */
export function timeOfRow(
  row: readonly string[],
  { index, usecPerUnit }: Pick<TableTimes, 'index' | 'usecPerUnit'>,
): number | undefined {
  const time = parseTimeText(row[index] ?? '');
  if (time === undefined) return undefined;
  return Math.round(time.kind === 'usec' ? time.value : time.value * usecPerUnit);
}

function chooseColumn({ header, rows }: TableSample, wanted: string | undefined): TimeColumn | undefined {
  const named = wanted === undefined ? undefined : timeColumnNamed(header, wanted);
  if (named !== undefined) return named;
  const columns = findTimeColumns(header);
  // A column may have the name and hold something else.
  const holdsTimes = ({ index }: TimeColumn): boolean =>
    rows.some((row) => parseTimeText(row[index] ?? '') !== undefined);
  return rows.length === 0 ? columns[0] : columns.find(holdsTimes);
}

function numberIn(row: readonly string[], { index }: TimeColumn): number[] {
  const time = parseTimeText(row[index] ?? '');
  return time?.kind === 'number' ? [time.value] : [];
}
