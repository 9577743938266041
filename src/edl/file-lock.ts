/**
 * A lock between threads and processes that change the same small file.
 *
 * @module
 */
import { mkdirSync, rmdirSync } from 'node:fs';

/** How often the lock is tried again, in ms. */
const RETRY_MSEC = 2;
/** After this time a lock is the leftover of a process that died: changes take far less. */
const STALE_MSEC = 2_000;

/**
 * Does something while nobody else does it to the same file. Blocks the thread meanwhile.
 *
 * @param path - the file: the lock is a folder beside it that is gone afterwards
 */
export function withFileLock<T>(path: string, change: () => T): T {
  const lock = `${path}.lock`;
  takeLock(lock);
  try {
    return change();
  } finally {
    freeLock(lock);
  }
}

function takeLock(lock: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + STALE_MSEC;
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      // What else keeps a folder from being made is an error of the change itself.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || performance.now() > deadline) return;
      Atomics.wait(pause, 0, 0, RETRY_MSEC);
    }
  }
}

function freeLock(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {
    // It was not made, or somebody took it for a leftover.
  }
}
