/**
 * A recorded table as a DynamicTable.
 *
 * @module
 */
import type { StreamProgress } from '../export-options.ts';
import type { RecordedTable } from '../recorded-table.ts';
import { surveyColumns, type ColumnSurvey } from './column-survey.ts';
import { GrowingArray } from './growing-array.ts';
import type { Hdf5File } from './hdf5-file.ts';
import { columnName, objectAttributes } from './nwb-file.ts';
import { TextColumn } from './text-column.ts';

/** A table to write. */
export interface TableToWrite {
  /** Path of its group in the file. */
  readonly path: string;
  /** Name of its dataset in the recording. */
  readonly name: string;
  readonly table: RecordedTable;
  readonly progress: StreamProgress;
}

/** Names that columns cannot have, because the table itself does. */
const RESERVED = ['id', 'colnames', 'columns', 'description', 'name', 'timestamp'];

/** A column that is written. */
interface Column {
  readonly push: (cell: string) => void;
  readonly finish: () => void;
}

/**
 * Reads the table twice: to find out what its columns hold, and to write them. Columns of numbers become such; the
 * time of each row is the column `timestamp`, in seconds. Without rows, nothing is
 * made.
 */
export async function writeTable(
  file: Hdf5File,
  { path, name, table, progress }: TableToWrite,
): Promise<void> {
  const { rows, hasTimes, columns } = await surveyColumns(table);
  if (rows === 0) return;
  const taken = new Set(RESERVED);
  const names = columns.map((_, i) => {
    const column = columnName(table.header[i] ?? `column_${i + 1}`, taken);
    taken.add(column);
    return column;
  });
  file.group(path, {
    ...objectAttributes('DynamicTable'),
    description: `Table "${name}" as recorded`,
    colnames: hasTimes ? ['timestamp', ...names] : names,
  });
  const ids = new GrowingArray(file, `${path}/id`, {
    kind: 'int64',
    attributes: objectAttributes('ElementIdentifiers'),
  });
  const times = hasTimes
    ? new GrowingArray(file, `${path}/timestamp`, {
        kind: 'float64',
        attributes: columnAttributes('Time since the start of the recording, s'),
      })
    : undefined;
  const written = columns.map((survey, i) =>
    makeColumn(file, `${path}/${names[i]!}`, { survey, header: table.header[i] ?? '' }),
  );
  let row = 0n;
  try {
    for await (const [timeUsec, ...cells] of table.rows()) {
      ids.push([row++]);
      times?.push([timeUsec / 1e6]);
      for (const [i, column] of written.entries()) column.push(String(cells[i] ?? ''));
      progress.add(1, timeUsec);
    }
  } finally {
    // Of a table that is damaged, what came before.
    for (const column of [ids, ...(times === undefined ? [] : [times]), ...written]) column.finish();
  }
}

function makeColumn(
  file: Hdf5File,
  path: string,
  { survey, header }: { readonly survey: ColumnSurvey; readonly header: string },
): Column {
  const attributes = columnAttributes(header === '' ? 'Column without a name' : `Column "${header}"`);
  if (survey.kind === 'text') return new TextColumn(file, path, { ...survey, attributes });
  const array = new GrowingArray(file, path, { kind: survey.kind, attributes });
  const isInteger = survey.kind === 'int64';
  return {
    push: (cell) => array.push(isInteger ? [BigInt(cell)] : [cell === '' ? NaN : Number(cell)]),
    finish: () => array.finish(),
  };
}

function columnAttributes(description: string): ReturnType<typeof objectAttributes> {
  return { ...objectAttributes('VectorData'), description };
}
