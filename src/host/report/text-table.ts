/**
 * Tables of text in columns.
 *
 * @module
 */
/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  /** Numbers stand right, words left. */
  readonly align: 'left' | 'right';
}

/** How to lay out a table. */
export interface TableOptions {
  /** In terminal columns; no limit by default. */
  readonly maxWidth?: number;
}

/** How far the columns of a table stand apart. */
const GAP = '  ';

/**
 * Lays out cells in columns; columns whose cells are all empty are left out. Assumes one
 * terminal column per UTF-16 unit, which holds for ids, numbers and units.
 *
 * Where the table is wider than it may be, the columns that do not fit stand in further tables below it,
 * behind the first column again and without the rows that have nothing in them. A table that is too wide
 * with one column beside the first stays so.
 *
 * @returns the lines, the titles first, without trailing spaces
 */
export function formatTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { maxWidth = Infinity }: TableOptions = {},
): string[] {
  const [first, ...others] = usedColumns(columns, rows);
  if (first === undefined) return [];
  const lines: string[] = [];
  do {
    const fitting = countFitting(others, maxWidth - first.width);
    const shown = others.splice(0, fitting);
    const isContinued = lines.length > 0;
    const withCells = rows.filter((row) => !isContinued || shown.some(({ i }) => (row[i] ?? '') !== ''));
    lines.push(...layOut([first, ...shown], withCells));
  } while (others.length > 0);
  return lines;
}

/** A column with its place in the rows and its width. */
interface UsedColumn extends TextColumn {
  readonly i: number;
  readonly width: number;
}

function usedColumns(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): UsedColumn[] {
  return columns
    .map((column, i) => ({ ...column, i, width: Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)) }))
    .filter((column) => column.width > 0)
    .map((column) => ({ ...column, width: Math.max(column.width, column.title.length) }));
}

/** How many of the columns have room; one at the least. */
function countFitting(columns: readonly UsedColumn[], room: number): number {
  let width = 0;
  const tooMany = columns.findIndex((column) => (width += GAP.length + column.width) > room);
  return tooMany === -1 ? columns.length : Math.max(1, tooMany);
}

function layOut(columns: readonly UsedColumn[], rows: readonly (readonly string[])[]): string[] {
  const line = (cellOf: (column: UsedColumn) => string): string =>
    columns
      .map((column) => {
        const cell = cellOf(column);
        return column.align === 'left' ? cell.padEnd(column.width) : cell.padStart(column.width);
      })
      .join(GAP)
      .trimEnd();
  return [line((column) => column.title), ...rows.map((row) => line((column) => row[column.i] ?? ''))];
}
