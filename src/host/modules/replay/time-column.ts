/**
 * The column of a table that holds the times of its rows.
 *
 * @module
 */
/** µs per unit, by the name of the unit at the end of a column's name. */
const USEC_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-3,
  nsec: 1e-3,
  us: 1,
  µs: 1,
  usec: 1,
  ms: 1e3,
  msec: 1e3,
  s: 1e6,
  sec: 1e6,
};

/** `Time`, `RecTime`, `time_usec`, `Timestamp [µs]`: a word with "time" in it, perhaps a unit. */
const TIME_NAME = /^[\p{L}_-]*?time(?:stamp)?s?(?:[\s_([-]+(?<unit>\p{L}+)[)\]]?)?$/iu;

/** The column of a table that says when its rows were written. */
export interface TimeColumn {
  readonly index: number;
  readonly usecPerUnit: number;
}

/**
 * Finds the time column of a table: the first whose name is a time, in ms unless it says otherwise,
 * as modules of Syntalos write their tables.
 *
 * @returns `undefined` if there is none
 */
export function findTimeColumn(header: readonly string[]): TimeColumn | undefined {
  for (const [index, name] of header.entries()) {
    const match = TIME_NAME.exec(name.trim());
    if (match === null) continue;
    const usecPerUnit = USEC_PER_UNIT[match.groups?.['unit']?.toLowerCase().replace('μ', 'µ') ?? 'msec'];
    if (usecPerUnit !== undefined) return { index, usecPerUnit };
  }
  return undefined;
}

/** Time of a row in whole µs, or `undefined` if its field is no number. */
export function timeOfRow(row: readonly string[], column: TimeColumn): number | undefined {
  const text = row[column.index]?.trim() ?? '';
  const value = text === '' ? NaN : Number(text.replace(',', '.'));
  return Number.isFinite(value) ? Math.round(value * column.usecPerUnit) : undefined;
}
