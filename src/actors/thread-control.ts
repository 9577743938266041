/**
 * Niceness, affinity and real-time limits of system threads.
 *
 * @module
 */
import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import { messageOf } from '../errors.ts';

/**
 * Changes how the system schedules threads. Each method returns what went wrong, as a text for a
 * warning, or `undefined`: a module runs on with the scheduling that it has.
 */
export interface ThreadControl {
  setNiceness(threadId: number, nice: number): string | undefined;
  /** Priority that real-time threads of this process may have. */
  setMaxRealtimePriority(priority: number): string | undefined;
  setAffinity(threadId: number, cores: readonly number[]): Promise<string | undefined>;
}

/** The real thing: setpriority(2), which takes a thread id on Linux, and util-linux' taskset. */
export const systemThreadControl: ThreadControl = {
  setNiceness(threadId, nice) {
    if (threadId === 0) return `Cannot set niceness ${nice}: this system does not tell thread ids`;
    try {
      setPriority(threadId, nice);
      return undefined;
    } catch (error) {
      return `Cannot set niceness ${nice} of thread ${threadId}: ${messageOf(error)}`;
    }
  },
  setMaxRealtimePriority() {
    // An upper limit for real-time threads, of which this process makes none.
    return undefined;
  },
  setAffinity(threadId, cores) {
    if (threadId === 0 || cores.length === 0) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      execFile('taskset', ['-p', '-c', cores.join(','), String(threadId)], { timeout: 2_000 }, (error) => {
        resolve(
          error === null
            ? undefined
            : `Cannot bind thread ${threadId} to cores ${cores.join(',')}: ${messageOf(error)}`,
        );
      });
    });
  },
};
