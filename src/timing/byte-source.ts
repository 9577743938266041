/**
 * Where the bytes of a tsync file are read from.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { tsyncFileError } from './tsync-sink.ts';

/** Random access to the bytes of a file. */
export interface ByteSource {
  readonly name: string;
  readonly byteLength: number;
  /** `count` bytes from `offset`; both were checked against `byteLength`. */
  read(offset: number, count: number): Uint8Array;
  close(): void;
}

/** Bytes in memory; `name` stands for a path. */
export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    read: (offset, count) => bytes.subarray(offset, offset + count),
    close: () => undefined,
  };
}

/** @throws SyntalosError `ERR_SYNTALOS_STORAGE` - the file cannot be read */
export function openFileSource(path: string): ByteSource {
  let fd = -1;
  let byteLength: number;
  try {
    fd = openSync(path, 'r');
    byteLength = fstatSync(fd).size;
  } catch (error) {
    if (fd >= 0) closeSync(fd);
    throw tsyncFileError('read', path, error);
  }
  return {
    name: path,
    byteLength,
    read(offset, count) {
      const bytes = new Uint8Array(count);
      let done = 0;
      try {
        while (done < count) {
          const got = readSync(fd, bytes, done, count - done, offset + done);
          if (got === 0) throw new Error(`it ends at byte ${offset + done}, it was longer when opened`);
          done += got;
        }
      } catch (error) {
        throw tsyncFileError('read', path, error);
      }
      return bytes;
    },
    close() {
      if (fd < 0) return;
      const open = fd;
      fd = -1;
      closeSync(open);
    },
  };
}
