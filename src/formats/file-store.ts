/**
 * The files of a Zarr store, for zarrita.
 *
 * @module
 */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../edl/storage-error.ts';
import { SyntalosError, messageOf } from '../errors.ts';

/** Where bytes of a file lie: from its start, or at its end. */
type Range = { readonly offset: number; readonly length: number } | { readonly suffixLength: number };

/** Reads files of a store's folder; a range beyond the end of a file is an error that names it. */
export class FileStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, key);
    try {
      return await readFile(path);
    } catch (error) {
      if (isMissing(error)) return undefined; // a store has no file for chunks that hold nothing
      throw readError(path, error);
    }
  }

  async getRange(key: string, range: Range): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, key);
    try {
      await using file = await open(path);
      const { size } = await file.stat();
      const length = 'suffixLength' in range ? range.suffixLength : range.length;
      const offset = 'suffixLength' in range ? size - length : range.offset;
      if (offset < 0 || offset + length > size) {
        throw new SyntalosError(
          'ERR_SYNTALOS_STORAGE',
          `Cannot read "${path}": bytes ${offset} to ${offset + length} are asked for, it has ${size}; it was cut off or its index is damaged`,
          { details: { path } },
        );
      }
      const bytes = new Uint8Array(length);
      await file.read(bytes, 0, length, offset);
      return bytes;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw readError(path, error);
    }
  }
}

function readError(path: string, error: unknown): unknown {
  if (error instanceof SyntalosError) return error;
  return new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot read "${path}": ${messageOf(error)}`, {
    cause: error,
    details: { path },
  });
}
