/**
 * What the system calls a thread.
 *
 * @module
 */
import { readlinkSync } from 'node:fs';

/** The calling thread's system id (Linux), or 0 where the system does not tell. */
export function currentThreadId(): number {
  try {
    // "<pid>/task/<tid>"
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}
