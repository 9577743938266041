import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvDecoder } from '../../../edl/index.ts';
import { SyntalosError, isSyntalosError, messageOf } from '../../../errors.ts';

/**
 * Reads the rows of a CSV file piece by piece; `.gz` files are unpacked. Lines without characters are
 * left out.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` where the file cannot be read, `ERR_SYNTALOS_DECODE`
 *   where it is damaged: the rows before were given
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
      // Streams of bytes without an encoding give buffers.
      yield* decoder.push(piece as Buffer).filter((row) => row.length > 0);
    }
    yield* decoder.end().filter((row) => row.length > 0);
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
