/**
 * Where a tsync file is written to.
 *
 * @module
 */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { SyntalosError, messageOf } from '../errors.ts';

/** Where a {@link TsyncWriter} puts its bytes, in order. */
export interface TsyncSink {
  /** Name for messages, usually a path. */
  readonly name: string;
  /** Takes all bytes or throws; the buffer is the writer's again after the call. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/**
 * Creates (or empties) a file and writes to it synchronously, so that what was written is the
 * kernel's even if this thread or process dies right after the call.
 *
 * A write that fails halfway, as on a full disk, is taken back if the file system allows it:
 * the file then still ends with a complete block.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` naming the path, here and from each method
 */
export function openFileSink(path: string): TsyncSink {
  let fd = attempt('create', path, () => openSync(path, 'w'));
  let length = 0;
  return {
    name: path,
    write(bytes) {
      let done = 0;
      try {
        while (done < bytes.byteLength) {
          const count = writeSync(fd, bytes, done, bytes.byteLength - done);
          if (count <= 0) throw new Error('the file system took no more bytes');
          done += count;
        }
      } catch (error) {
        takeBack(fd, length);
        throw tsyncFileError('write', path, error);
      }
      length += done;
    },
    close() {
      if (fd < 0) return;
      const open = fd;
      fd = -1;
      attempt('close', path, () => closeSync(open));
    },
  };
}

function takeBack(fd: number, length: number): void {
  try {
    ftruncateSync(fd, length);
  } catch {
    // The write's own error is the one to report; a reader copes with a cut block.
  }
}

function attempt<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw tsyncFileError(action, path, error);
  }
}

export function tsyncFileError(action: string, path: string, error: unknown): SyntalosError {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const remedy =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? '; free some space on that disk'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? '; the folder must be writable'
        : '';
  return new SyntalosError(
    'ERR_SYNTALOS_STORAGE',
    `Cannot ${action} tsync file "${path}": ${messageOf(error)}${remedy}`,
    { cause: error, details: { path } },
  );
}
