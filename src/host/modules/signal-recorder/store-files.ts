/**
 * The file system, as far as a store needs it; tests put their own in its place.
 *
 * @module
 */
import { open, rename, writeFile } from 'node:fs/promises';
import { makeFolder } from '../../../make-folder.ts';

/** A file that is written at places. */
export interface StoreFile {
  /** Writes all pieces, one behind the other. */
  write(pieces: readonly Uint8Array[], position: number): Promise<void>;
  truncate(byteLength: number): Promise<void>;
  close(): Promise<void>;
}

/** What a store does with the file system. */
export interface StoreFiles {
  makeFolder(path: string): void;
  create(path: string): Promise<StoreFile>;
  /** Puts a file in the place of one that is there, whole, at one moment. */
  replace(path: string, text: string): Promise<void>;
}

/** The real one. */
export const STORE_FILES: StoreFiles = {
  makeFolder,

  async create(path: string): Promise<StoreFile> {
    const file = await open(path, 'w');
    return {
      async write(pieces, position) {
        // `writev` may take a part only.
        let at = position;
        for (const piece of mergeSmall(pieces)) {
          for (let from = 0; from < piece.length;) {
            const { bytesWritten } = await file.write(piece, from, piece.length - from, at);
            from += bytesWritten;
            at += bytesWritten;
          }
        }
      },
      truncate: (byteLength) => file.truncate(byteLength),
      close: () => file.close(),
    };
  },

  async replace(path: string, text: string): Promise<void> {
    const next = `${path}.next`;
    await writeFile(next, text);
    await rename(next, path);
  },
};

/** Pieces of no more than this are joined: a call of the kernel costs more than copying them. */
const MERGE_BYTES = 1 << 20;

function* mergeSmall(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let group: Uint8Array[] = [];
  let groupBytes = 0;
  for (const piece of pieces) {
    if (groupBytes + piece.length > MERGE_BYTES && group.length > 0) {
      yield Buffer.concat(group);
      group = [];
      groupBytes = 0;
    }
    group.push(piece);
    groupBytes += piece.length;
  }
  if (group.length > 0) yield group.length === 1 ? group[0]! : Buffer.concat(group);
}
