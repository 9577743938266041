/**
 * Rows of a table file.
 *
 * @module
 */
import { CsvDecoder } from '../edl/index.ts';
import { readUnpacked } from './unpack.ts';

/** How a table is read. */
export interface TableRowsOptions {
  /** The table is of Syntalos, which writes fields as they are. */
  readonly isOfSyntalos?: boolean;
  readonly onWarning?: (text: string) => void;
}

/**
 * Reads the rows of a CSV file piece by piece, of any encoding; packed files are unpacked. Lines without
 * characters are left out.
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
  // Line by line, so that no row before the damage is lost with it.
  for await (const piece of readUnpacked(path, 'table')) {
    for (const line of linesOf(piece)) yield* decoder.push(line).filter(isNotEmpty);
  }
  yield* decoder.end().filter(isNotEmpty);
}

const LINE_FEED = 0x0a;

function* linesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length;) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}

function isNotEmpty(row: readonly string[]): boolean {
  return row.length > 0;
}
