/**
 * A recorded table as a stream.
 *
 * @module
 */
import type { MetaMap, TableRow } from '../../../types/index.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { readTableRows } from './table-rows.ts';
import { findTimeColumn, timeOfRow } from './time-column.ts';

type Rows = AsyncGenerator<readonly string[], void, undefined>;

/**
 * A recorded table. Its first line is the header, unless it starts with a number. Rows come at the
 * time in their time column; without one, all at the start.
 */
export class TableStream implements RecordedStream {
  readonly metadata: MetaMap;
  readonly #paths: readonly string[];
  readonly #header: readonly string[];
  readonly #firstRow: readonly string[] | undefined;
  #rows: Rows;

  private constructor(paths: readonly string[], rows: Rows, first: readonly string[] | undefined) {
    this.#paths = paths;
    this.#rows = rows;
    const isHeader = first !== undefined && !isNumber(first[0]);
    this.#header = isHeader ? first : [];
    this.#firstRow = isHeader ? undefined : first;
    this.metadata = isHeader ? { table_header: first } : {};
  }

  /**
   * Opens the first part and reads its header.
   *
   * @param paths - absolute paths of the parts, in order; at least one
   * @throws SyntalosError as {@link readTableRows} does
   */
  static async open(paths: readonly string[]): Promise<TableStream> {
    const rows = readTableRows(paths[0]!);
    const first = await rows.next();
    return new TableStream(paths, rows, first.done === true ? undefined : first.value);
  }

  async *items(): AsyncGenerator<TimedItem<TableRow>, void, undefined> {
    const column = findTimeColumn(this.#header);
    let timeUsec = 0;
    for await (const row of this.#allRows()) {
      // A row without a time belongs to the one before.
      if (column !== undefined) timeUsec = timeOfRow(row, column) ?? timeUsec;
      yield { timeUsec, item: row };
    }
  }

  async close(): Promise<void> {
    await this.#rows.return();
  }

  async *#allRows(): AsyncGenerator<readonly string[], void, undefined> {
    if (this.#firstRow !== undefined) yield this.#firstRow;
    yield* this.#rows;
    for (const path of this.#paths.slice(1)) {
      this.#rows = readTableRows(path);
      let isFirst = true;
      for await (const row of this.#rows) {
        // Parts may repeat the header.
        const isHeader = isFirst && row.join('\0') === this.#header.join('\0');
        isFirst = false;
        if (!isHeader) yield row;
      }
    }
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '' && Number.isFinite(Number(text));
}
