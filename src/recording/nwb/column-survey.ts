/**
 * What the columns of a table hold.
 *
 * @module
 */
import type { RecordedTable } from '../recorded-table.ts';

/** What a column holds. */
export interface ColumnSurvey {
  readonly kind: 'int64' | 'float64' | 'text';
  /** Bytes of its longest text as UTF-8, and of all. */
  readonly longestBytes: number;
  readonly totalBytes: number;
}

/** What a table holds. */
export interface TableSurvey {
  readonly rows: number;
  /** False if no row has a time: all are 0. */
  readonly hasTimes: boolean;
  readonly columns: readonly ColumnSurvey[];
}

/** Numbers as they are written; one with zeros in front is a name. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$|^NaN$|^-?Infinity$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const INT64_MAX = 2n ** 63n - 1n;

/** Reads a table through. */
export async function surveyColumns({ header, rows }: RecordedTable): Promise<TableSurvey> {
  const columns = header.map(() => new Column());
  let count = 0;
  let hasTimes = false;
  try {
    for await (const [timeUsec, ...cells] of rows()) {
      // A row may have more cells than the header names.
      while (columns.length < cells.length) columns.push(new Column(count));
      count++;
      hasTimes ||= timeUsec !== 0;
      for (const [i, column] of columns.entries()) column.add(String(cells[i] ?? ''));
    }
  } catch (error) {
    // Damage is met again, and reported, when the rows before it are written.
    if (count === 0) throw error;
  }
  return { rows: count, hasTimes: hasTimes || count === 1, columns: columns.map((column) => column.survey) };
}

class Column {
  #integers = 0;
  #others = 0;
  #empty: number;
  #isText = false;
  /** Whether an integer does not fit a double. */
  #hasLarge = false;
  #longestBytes = 0;
  #totalBytes = 0;

  constructor(empty = 0) {
    this.#empty = empty;
  }

  add(cell: string): void {
    const bytes = Buffer.byteLength(cell);
    this.#longestBytes = Math.max(this.#longestBytes, bytes);
    this.#totalBytes += bytes;
    if (cell === '') this.#empty++;
    else if (this.#isText) return;
    else if (INTEGER.test(cell)) this.#addInteger(cell);
    else if (NUMBER.test(cell)) this.#others++;
    else this.#isText = true;
  }

  get survey(): ColumnSurvey {
    const sizes = { longestBytes: this.#longestBytes, totalBytes: this.#totalBytes };
    const isAllIntegers = this.#others === 0 && this.#empty === 0;
    const hasNumbers = this.#integers + this.#others > 0;
    if (this.#isText || !hasNumbers || (this.#hasLarge && !isAllIntegers)) return { kind: 'text', ...sizes };
    return { kind: isAllIntegers ? 'int64' : 'float64', ...sizes };
  }

  #addInteger(cell: string): void {
    this.#integers++;
    if (Number.isSafeInteger(Number(cell))) return;
    this.#hasLarge = true;
    const value = BigInt(cell);
    if (value > INT64_MAX || value < -INT64_MAX) this.#isText = true;
  }
}
