/**
 * What the system calls a thread.
 *
 * @module
 */
import { readlinkSync } from 'node:fs';

/** The calling thread's system id (Linux), or 0 if the system does not report it. */
export function currentThreadId(): number {
  try {
    // "<pid>/task/<tid>"
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}
