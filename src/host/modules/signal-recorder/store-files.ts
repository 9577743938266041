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

/** Pieces shorter than this are joined: a call of the kernel costs more than copying them. */
const MERGE_BYTES = 1 << 16;

function* mergeSmall(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  let smallBytes = 0;
  for (const piece of pieces) {
    if (piece.length < MERGE_BYTES && smallBytes < MERGE_BYTES) {
      small.push(piece);
      smallBytes += piece.length;
      continue;
    }
    if (small.length > 0) yield Buffer.concat(small);
    small = piece.length < MERGE_BYTES ? [piece] : [];
    smallBytes = piece.length < MERGE_BYTES ? piece.length : 0;
    if (piece.length >= MERGE_BYTES) yield piece;
  }
  if (small.length > 0) yield Buffer.concat(small);
}
