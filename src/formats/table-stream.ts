/**
 * A recorded table as a stream.
 *
 * @module
 */
import { open } from 'node:fs/promises';
import { DataType, type MetaMap, type TableRow } from '../types/index.ts';
import { parseCsv } from '../edl/index.ts';
import { playParts } from './play-parts.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { readTableRows } from './table-rows.ts';
import { findTableTimes, timeOfRow, type TableTimes, type TableTimesOptions } from './table-times.ts';
import { dayUsec, parseTimeText } from './time-text.ts';
import { isPacked } from './unpack.ts';

/** How a table is played. */
export interface TableStreamOptions extends TableTimesOptions {
  /** Path of its dataset in the recording, for messages. */
  readonly name?: string;
  /** The table is of Syntalos, which writes fields as they are. */
  readonly isOfSyntalos?: boolean;
  readonly onWarning?: (text: string) => void;
  /** Gives the first rows and the last only: of a table that is too large to be read for its times. */
  readonly endsOnly?: boolean | undefined;
  /** How rows are read; by default as those of a CSV file. */
  readonly readRows?: (path: string, options: TableStreamOptions) => Rows;
}

type Row = readonly string[];
type Rows = AsyncGenerator<Row, void, undefined>;

/** Rows that are looked at before the first is played. */
const SAMPLE_ROWS = 100;
/** The end of a table that holds its last row. */
const END_BYTES = 64 * 1024;

/**
 * A recorded table. Its first line is the header, unless it starts with a number. Rows come at the
 * time in their time column; without one, all at the start.
 */
export class TableStream implements RecordedStream {
  readonly dataType: typeof DataType.TableRow = DataType.TableRow;
  readonly metadata: MetaMap;
  readonly #paths: readonly string[];
  readonly #options: TableStreamOptions;
  readonly #header: Row;
  readonly #firstRows: readonly Row[];
  readonly #times: TableTimes | undefined;
  readonly #lastRow: Row | undefined;
  #rows: Rows;

  private constructor(paths: readonly string[], options: TableStreamOptions, opened: OpenedTable) {
    this.#paths = paths;
    this.#options = options;
    this.#rows = opened.rows;
    this.#header = opened.header;
    this.#firstRows = opened.firstRows;
    this.#times = opened.times;
    this.#lastRow = opened.lastRow;
    this.metadata = opened.header.length > 0 ? { table_header: [...opened.header] } : {};
  }

  /**
   * Opens the first part and reads its header and first rows.
   *
   * @param paths - absolute paths of the parts, in order; at least one
   * @throws SyntalosError as {@link readTableRows} does
   */
  static async open(paths: readonly string[], options: TableStreamOptions = {}): Promise<TableStream> {
    const { readRows = readTableRows } = options;
    const rows = readRows(paths[0]!, options);
    const firstRows: Row[] = [];
    // Damage behind the first row is met again when the rows are played.
    const opening = await rows.next();
    if (opening.done !== true) firstRows.push(opening.value);
    const isHeader = firstRows[0] !== undefined && isTableHeader(firstRows[0]);
    const header = isHeader ? (firstRows.shift() ?? []) : [];
    const damage = await takeRows(rows, firstRows);
    const lastRow = options.readRows === undefined ? await lastRowOf(paths.at(-1)!) : undefined;
    const times = findTableTimes({ header, rows: firstRows, lastRow }, options);
    reportTimes({ header, firstRows, times }, options);
    return new TableStream(paths, options, { rows: damage ?? rows, header, firstRows, times, lastRow });
  }

  async *items(): AsyncGenerator<TimedItem<TableRow>, void, undefined> {
    const { name = this.#paths[0]!, onWarning = () => undefined } = this.#options;
    let timeUsec = 0;
    let number = 0;
    let isTimeless = false;
    const rows = playParts({
      from: 0,
      count: this.#paths.length,
      itemsOf: (part) => this.#rowsOf(part),
      what: `Table "${name}"`,
      onWarning,
    });
    for await (const row of rows) {
      // A row without a time belongs to the one before.
      if (this.#times !== undefined) {
        const ownUsec = timeOfRow(row, this.#times);
        const text = row[this.#times.index]?.trim() ?? '';
        number++;
        if (ownUsec === undefined && text !== '' && !isTimeless) {
          isTimeless = true;
          onWarning(
            `Table "${name}": row ${number} has no time in "${this.#times.name}", but "${text.slice(0, 40)}": it comes with the row before, as others of this kind do`,
          );
        }
        timeUsec = ownUsec ?? timeUsec;
      }
      yield { timeUsec, item: row };
    }
  }

  async close(): Promise<void> {
    await this.#rows.return();
  }

  async *#rowsOf(part: number): Rows {
    if (part === 0) yield* this.#firstRows;
    if (this.#options.endsOnly === true) {
      if (part === this.#paths.length - 1 && this.#lastRow !== undefined) yield this.#lastRow;
      return;
    }
    if (part === 0) {
      yield* this.#rows;
      return;
    }
    const { readRows = readTableRows } = this.#options;
    this.#rows = readRows(this.#paths[part]!, this.#options);
    let isFirst = true;
    for await (const row of this.#rows) {
      // Parts may repeat the header.
      const isHeader = isFirst && row.join('\0') === this.#header.join('\0');
      isFirst = false;
      if (!isHeader) yield row;
    }
  }
}

interface OpenedTable {
  readonly rows: Rows;
  readonly header: Row;
  readonly firstRows: readonly Row[];
  readonly times: TableTimes | undefined;
  /** Undefined when it is not known. */
  readonly lastRow: Row | undefined;
}

/** Names, not values: the first field is neither a number nor a time nor a day. */
function isTableHeader([first = '']: Row): boolean {
  return parseTimeText(first) === undefined && dayUsec(first) === undefined;
}

/**
 * Takes the first rows.
 *
 * @returns what to read on with instead of `rows` if they are damaged
 */
async function takeRows(rows: Rows, firstRows: Row[]): Promise<Rows | undefined> {
  try {
    while (firstRows.length < SAMPLE_ROWS) {
      const next = await rows.next();
      if (next.done === true) return undefined;
      firstRows.push(next.value);
    }
  } catch (error) {
    return failing(error);
  }
  return undefined;
}

// eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it only fails, when it is read
async function* failing(error: unknown): Rows {
  throw error;
}

/** The last whole row of a table, if its end can be read. */
async function lastRowOf(path: string): Promise<Row | undefined> {
  if (isPacked(path)) return undefined;
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const length = Math.min(size, END_BYTES);
    const bytes = new Uint8Array(length);
    await file.read(bytes, 0, length, size - length);
    const start = bytes.indexOf(0x0a) + 1;
    return parseCsv(bytes.subarray(start), { encoding: 'any', quotes: 'syntalos' }).findLast(
      (row) => row.length > 0,
    );
  } catch {
    // It is only looked at to guess a unit.
    return undefined;
  }
}

function reportTimes(
  { header, firstRows, times }: Pick<OpenedTable, 'header' | 'firstRows' | 'times'>,
  options: TableStreamOptions,
): void {
  const { name, onWarning } = options;
  if (onWarning === undefined || firstRows.length === 0) return;
  const remedy = 'set "time_column" and "time_unit" of the replay';
  if (times === undefined) {
    const columns =
      header.length === 0 ? 'no header' : `columns ${header.map((column) => `"${column}"`).join(', ')}`;
    onWarning(
      `Table "${name ?? ''}" has no column of times (${columns}): its rows come at the start; ${remedy}`,
    );
  } else if (times.guessedUnit !== undefined) {
    onWarning(
      `Table "${name ?? ''}": its times in "${times.name}" name no unit, their numbers look like ${times.guessedUnit}; ${remedy} if that is wrong`,
    );
  }
}
