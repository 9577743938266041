/**
 * Rows of a JSON file of a recorder.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../errors.ts';
import { readUnpacked } from './unpack.ts';

/** What stands before the rows of a file: `columns`, and what the schema `extended-pandas` adds. */
export type JsonHead = Readonly<Record<string, unknown>> & { readonly columns: readonly string[] };

/** A cell of a row; a whole number that a double cannot hold is a `bigint`. */
export type JsonCell = string | number | bigint | boolean | null;

/** A file that is open. */
export interface JsonRows {
  readonly head: JsonHead;
  /** The rows that are whole, in order; to be asked for once. */
  readonly rows: AsyncGenerator<readonly JsonCell[], void, undefined>;
  /** Closes the file, after the row that is being read. */
  close(): Promise<void>;
}

/** How a file is read. */
export interface JsonRowsOptions {
  /** Gets a text if the file ends in the middle. */
  readonly onWarning: (text: string) => void;
}

/** A file must say what its columns are before this. */
const MAX_HEAD_CHARS = 16 << 20;
const HEAD_END = /"data"\s*:\s*\[/;

/**
 * Opens a file of the schema `extended-pandas` or `pandas-split`, packed or not. Of a file that was cut
 * off the whole rows are given.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` - it cannot be read; `ERR_SYNTALOS_DECODE` - it is of
 *   another kind, or damaged
 */
export async function openJsonRows(path: string, { onWarning }: JsonRowsOptions): Promise<JsonRows> {
  const text = textOf(path, onWarning);
  try {
    const { head, first } = await readHead(path, text);
    const rows = rowsIn(path, { first, text, onWarning });
    const close = async (): Promise<void> => {
      await rows.return();
      await text.return();
    };
    return { head, rows, close };
  } catch (error) {
    await text.return();
    throw error;
  }
}

/** The head of a file, and the text behind it that was read with it. */
async function readHead(
  path: string,
  text: AsyncIterator<string, void>,
): Promise<{ readonly head: JsonHead; readonly first: string }> {
  let start = '';
  for (;;) {
    const end = HEAD_END.exec(start);
    if (end !== null) {
      const at = end.index + end[0].length;
      return { head: parseHead(path, start.slice(0, at)), first: start.slice(at) };
    }
    const next = await text.next();
    if (next.done === true || start.length > MAX_HEAD_CHARS)
      throw damaged(path, 'it has no "columns" and "data"');
    start += next.value;
  }
}

/** The file's text; what a damaged or cut file still gives, with a warning. */
async function* textOf(
  path: string,
  onWarning: (text: string) => void,
): AsyncGenerator<string, void, undefined> {
  const utf8 = new TextDecoder('utf-8', { fatal: false });
  let isStarted = false;
  try {
    for await (const piece of readUnpacked(path)) {
      isStarted = true;
      yield utf8.decode(piece, { stream: true });
    }
  } catch (error) {
    if (!isStarted) throw error;
    onWarning(`${messageOf(error)}: the rows before are played`);
  }
}

function parseHead(path: string, text: string): JsonHead {
  let head: unknown;
  try {
    head = JSON.parse(`${text}]}`);
  } catch (error) {
    throw damaged(path, `what stands before "data" is no JSON: ${messageOf(error)}`);
  }
  const columns = typeof head === 'object' && head !== null && 'columns' in head ? head.columns : undefined;
  if (!Array.isArray(columns)) throw damaged(path, 'it has no "columns" before its "data"');
  return { ...(head as Record<string, unknown>), columns: columns.map(String) };
}

interface RowText {
  readonly first: string;
  readonly text: AsyncGenerator<string, void, undefined>;
  readonly onWarning: (text: string) => void;
}

async function* rowsIn(
  path: string,
  { first, text, onWarning }: RowText,
): AsyncGenerator<readonly JsonCell[], void, undefined> {
  const splitter = new RowSplitter();
  let count = 0;
  for (let piece: string | undefined = first; piece !== undefined;) {
    for (const row of splitter.push(piece)) {
      count++;
      yield parseRow(path, row, count);
    }
    if (splitter.isEnded) return;
    const next: IteratorResult<string, void> = await text.next();
    piece = next.done === true ? undefined : next.value;
  }
  onWarning(`"${path}" ends in the middle: its ${count} whole rows are played`);
}

/** Cuts the text behind `"data": [` into rows. */
class RowSplitter {
  /** True once the bracket is closed that encloses the rows. */
  isEnded = false;
  #rest = '';
  #depth = 0;
  #inString = false;
  /** Where the open row starts in the rest, and how far the rest was looked at. */
  #start = 0;
  #at = 0;

  *push(piece: string): Generator<string, void, undefined> {
    this.#rest = this.#rest.slice(this.#start) + piece;
    this.#at -= this.#start;
    this.#start = 0;
    while (this.#at < this.#rest.length && !this.isEnded) {
      const char = this.#rest[this.#at++];
      if (this.#inString) {
        if (char === '\\') this.#at++;
        else if (char === '"') this.#inString = false;
      } else if (char === '"') {
        this.#inString = true;
      } else if (char === '[') {
        if (this.#depth++ === 0) this.#start = this.#at - 1;
      } else if (char === ']') {
        if (this.#depth === 0) this.isEnded = true;
        else if (--this.#depth === 0) {
          yield this.#rest.slice(this.#start, this.#at);
          this.#start = this.#at;
        }
      }
    }
    if (this.#depth === 0) this.#start = this.#at;
  }
}

function parseRow(path: string, row: string, number: number): readonly JsonCell[] {
  const cells = row.slice(1, -1);
  if (!cells.includes('"') && !/[a-z[]/.test(cells.replace(/NaN|Infinity|e/g, ''))) {
    return cells === '' ? [] : cells.split(',').map(exactNumber);
  }
  try {
    return JSON.parse(row.includes('N') || row.includes('I') ? withoutBareNumbers(row) : row) as JsonCell[];
  } catch (error) {
    throw damaged(path, `row ${number} is no JSON: ${messageOf(error)}`);
  }
}

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^\s*-?\d+\s*$/.test(text)
    ? BigInt(text)
    : value;
}

/** `NaN` and the infinities stand bare in what pandas reads; among texts they count as missing. */
function withoutBareNumbers(row: string): string {
  return row.replaceAll(/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/g, (found) =>
    found.startsWith('"') ? found : 'null',
  );
}

function damaged(path: string, why: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_DECODE', `Cannot read "${path}": ${why}`, {
    details: { source: path },
  });
}
