/**
 * Times of the rows of a table.
 *
 * @module
 */
import { findTimeColumns, timeColumnNamed, usecPerUnitOf, type TimeColumn } from './time-column.ts';
import { dayUsec, parseTimeText, type Grouping } from './time-text.ts';
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
  /** What groups the digits of its numbers. */
  readonly grouping?: Grouping | undefined;
  /** The column of the days that its clock times are of. */
  readonly dayIndex?: number | undefined;
  /** Name of the unit if nothing but the numbers speaks for it. */
  readonly guessedUnit: string | undefined;
}

/**
 * Finds the times of a table.
 *
 * @returns `undefined` if no column holds times
 */
export function findTableTimes(sample: TableSample, options: TableTimesOptions): TableTimes | undefined {
  const chosen = chooseColumn(sample, options.timeColumn);
  if (chosen === undefined) return undefined;
  const column = { ...chosen, grouping: groupingIn(sample, chosen), dayIndex: dayColumn(sample, chosen) };
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
  {
    index,
    usecPerUnit,
    grouping,
    dayIndex,
  }: Pick<TableTimes, 'index' | 'usecPerUnit' | 'grouping' | 'dayIndex'>,
): number | undefined {
  if (dayIndex !== undefined) return momentOf(row, dayIndex, index);
  const time = parseTimeText(row[index] ?? '', grouping);
  if (time === undefined) return undefined;
  return Math.round(time.kind === 'usec' ? time.value : time.value * usecPerUnit);
}

/**
 * What groups the digits of a column's numbers: `1,234` may be either. It is what lets times go on that would go
 * back, such as those from 999 to 1,000.
 */
function groupingIn({ rows, lastRow }: TableSample, { index }: TimeColumn): Grouping | undefined {
  const texts = [...rows, ...(lastRow === undefined ? [] : [lastRow])].map((row) => row[index] ?? '');
  const numbersBy = (grouping?: Grouping): number[] =>
    texts.flatMap((text) => {
      const time = parseTimeText(text, grouping);
      return time?.kind === 'number' ? [time.value] : [];
    });
  const isGrouped = (mark: Grouping): boolean =>
    texts.some((text) => text.includes(mark)) && texts.every((text) => !MISPLACED[mark].test(text));
  return GROUPINGS.find((mark) => isGrouped(mark) && goesOn(numbersBy(mark)) && !goesOn(numbersBy()));
}

const GROUPINGS: readonly Grouping[] = [',', '.'];

/** A mark that does not stand before groups of three digits, or behind a zero. */
const MISPLACED: Readonly<Record<Grouping, RegExp>> = {
  ',': /,(?!\d{3}(?:\D|$))|^\D*0,/,
  '.': /\.(?!\d{3}(?:\D|$))|^\D*0\./,
};

function goesOn(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number >= numbers[i - 1]!);
}

/** The column with the days of clock times: one whose fields all make dates of them. */
function dayColumn({ rows }: TableSample, { index }: TimeColumn): number | undefined {
  const isDay = (_: string, i: number): boolean => rows.every((row) => momentOf(row, i, index) !== undefined);
  const found = rows[0]?.findIndex(isDay) ?? -1;
  return found < 0 ? undefined : found;
}

function momentOf(row: readonly string[], dayIndex: number, index: number): number | undefined {
  if (dayUsec(row[dayIndex] ?? '') === undefined) return undefined;
  const moment = parseTimeText(`${row[dayIndex]!.trim()} ${(row[index] ?? '').trim()}`);
  return moment?.kind === 'usec' ? moment.value : undefined;
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

function numberIn(
  row: readonly string[],
  { index, grouping }: Pick<TableTimes, 'index' | 'grouping'>,
): number[] {
  const time = parseTimeText(row[index] ?? '', grouping);
  return time?.kind === 'number' ? [time.value] : [];
}
