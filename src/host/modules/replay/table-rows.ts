/**
 * Rows of a table file.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvDecoder } from '../../../edl/index.ts';
import { SyntalosError, isSyntalosError, messageOf } from '../../../errors.ts';

/**
 * Reads the rows of a CSV file piece by piece; `.gz` files are unpacked. Lines without characters are
 * left out.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` if the file cannot be read, `ERR_SYNTALOS_DECODE`
 *   if it is damaged: the rows before were given
 */
export async function* readTableRows(path: string): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new CsvDecoder({ source: path });
  const file = createReadStream(path);
  const isPacked = path.endsWith('.gz');
  const bytes = isPacked ? file.pipe(createGunzip()) : file;
  // `pipe` hands no errors on.
  if (isPacked) file.once('error', (error) => bytes.destroy(error));
  try {
    for await (const piece of bytes) {
      // Streams of bytes without an encoding give buffers. Line by line, so that no row before the
      // damage is lost with it.
      for (const line of linesOf(piece as Buffer)) yield* decoder.push(line).filter(isNotEmpty);
    }
    yield* decoder.end().filter(isNotEmpty);
  } catch (error) {
    if (isSyntalosError(error)) throw error;
    throw new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot read table "${path}": ${messageOf(error)}`, {
      cause: error,
      details: { path },
    });
  } finally {
    file.destroy();
  }
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
