/**
 * Rows of a table file.
 *
 * @module
 */
import { CsvDecoder } from '../edl/index.ts';
import { tableLines, type TableEnd } from './table-lines.ts';
import { readUnpacked } from './unpack.ts';

/** How a table is read. */
export interface TableRowsOptions {
  /** The table is of Syntalos, which writes fields as they are. */
  readonly isOfSyntalos?: boolean;
  readonly onWarning?: (text: string) => void;
}

/**
 * Reads the rows of a CSV file piece by piece, of any encoding, and those of numbers with spaces between them; packed
 * files are unpacked. Left out are lines without characters, comments (`#`) above the header, a last row that is cut,
 * and zero bytes that a power loss left.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` - the file cannot be read; `ERR_SYNTALOS_DECODE` - it
 *   is damaged: the rows before were given
 */
export async function* readTableRows(
  path: string,
  { isOfSyntalos = false, onWarning }: TableRowsOptions = {},
): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new CsvDecoder({
    source: path,
    encoding: 'any',
    quotes: isOfSyntalos ? 'syntalos' : 'rfc4180',
    ...(onWarning === undefined ? {} : { onWarning }),
  });
  const warn = (text: string): void => onWarning?.(`Table "${path}": ${text}`);
  const end: TableEnd = { isWhole: true };
  const filter = new RowFilter(end, warn);
  // Line by line, so that no row before the damage is lost with it.
  try {
    for await (const line of tableLines(readUnpacked(path, 'table'), end, warn)) {
      yield* filter.take(decoder.push(line));
    }
    yield* filter.take(decoder.end());
  } catch (error) {
    end.isWhole = true;
    yield* filter.finish();
    throw error;
  }
  yield* filter.finish();
}

function isNotEmpty(row: readonly string[]): boolean {
  return row.length > 0;
}

/** Whether space alone is between the fields of a table: of its first two rows, the second of numbers. */
function isSpaced(first: readonly string[], second: readonly string[]): boolean {
  if (first.length !== 1 || second.length !== 1) return false;
  const [names, values] = [spaced(first), spaced(second)];
  return (
    values.length > 1 &&
    names.length === values.length &&
    values.every((value) => Number.isFinite(Number(value)))
  );
}

function spaced(row: readonly string[]): readonly string[] {
  return row.length === 1 ? row[0]!.trim().split(/\s+/) : row;
}

/** The line by which spreadsheets say what stands between fields. */
function isSeparatorLine([first = '', second = '']: readonly string[]): boolean {
  return /^sep=.?$/i.test(first) && second === '';
}

/** Leaves out what is no row: the separator's line, zero bytes that a power loss left, and a last row that is cut. */
class RowFilter {
  readonly #end: TableEnd;
  readonly #warn: (text: string) => void;
  #count = 0;
  #columns = 0;
  #isEven = true;
  /** Nothing but space is between fields. */
  #isSpaced = false;
  /** Rows of zero bytes. */
  #zeros = 0;
  /** The last row, which may be cut. */
  #held: readonly string[] | undefined;

  constructor(end: TableEnd, warn: (text: string) => void) {
    this.#end = end;
    this.#warn = warn;
  }

  *take(rows: readonly (readonly string[])[]): Generator<readonly string[], void, undefined> {
    for (const given of rows) {
      let row = this.#isSpaced ? spaced(given) : given;
      if (!isNotEmpty(row) || (this.#count === 0 && isSeparatorLine(row))) continue;
      if (row.some((field) => field.includes('\0'))) {
        this.#zeros++;
        continue;
      }
      if (this.#count === 1 && isSpaced(this.#held!, row)) {
        this.#isSpaced = true;
        this.#held = spaced(this.#held!);
        this.#columns = this.#held.length;
        row = spaced(row);
      }
      if (this.#held !== undefined) yield this.#release(this.#held);
      this.#held = row;
      if (this.#count++ === 0) this.#columns = row.length;
    }
  }

  *finish(): Generator<readonly string[], void, undefined> {
    const last = this.#held;
    const isCut =
      !this.#end.isWhole &&
      this.#isEven &&
      this.#count > 1 &&
      last !== undefined &&
      last.length < this.#columns;
    if (isCut) {
      this.#warn(`its last row is cut (${last.length} of ${this.#columns} columns): left out`);
    } else if (last !== undefined) {
      yield last;
    }
    if (this.#zeros > 0) {
      const what = this.#zeros === 1 ? 'a line holds' : `${this.#zeros} lines hold`;
      this.#warn(`${what} zero bytes, as a power loss leaves them: left out`);
    }
  }

  #release(row: readonly string[]): readonly string[] {
    this.#isEven &&= row.length === this.#columns;
    return row;
  }
}
