/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  /** Numbers stand right, words left. */
  readonly align: 'left' | 'right';
}

/** How far the columns of a table stand apart. */
const GAP = '  ';

/**
 * Lays out cells in columns; columns whose cells are all empty are left out. Assumes one
 * terminal column per UTF-16 unit, which holds for ids, numbers and units.
 *
 * @returns the lines, the titles first, without trailing spaces
 */
export function formatTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const used = columns
    .map((column, i) => ({ ...column, i, width: Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)) }))
    .filter((column) => column.width > 0)
    .map((column) => ({ ...column, width: Math.max(column.width, column.title.length) }));
  const layOut = (cellOf: (column: (typeof used)[number]) => string): string =>
    used
      .map((column) => {
        const cell = cellOf(column);
        return column.align === 'left' ? cell.padEnd(column.width) : cell.padStart(column.width);
      })
      .join(GAP)
      .trimEnd();
  return [layOut((column) => column.title), ...rows.map((row) => layOut((column) => row[column.i] ?? ''))];
}
