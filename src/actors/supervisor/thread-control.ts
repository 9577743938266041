/**
 * Niceness, affinity and real-time limits of system threads.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { messageOf } from '../../errors.ts';

/** How long a tool may take, in ms: the master waits 5 s for an answer. */
const TOOL_LIMIT_MSEC = 2_000;

/**
 * Changes how the system schedules threads. Each method returns what went wrong, as a text for a
 * warning, or `undefined`: a module runs on with the scheduling that it has.
 */
export interface ThreadControl {
  setNiceness(threadId: number, nice: number): string | undefined;
  /**
   * Limits the priority of real-time threads of this process: it makes none itself, but what a module loads may.
   * Where the system allows less than that, it stays so.
   */
  setMaxRealtimePriority(priority: number): Promise<string | undefined>;
  setAffinity(threadId: number, cores: readonly number[]): Promise<string | undefined>;
}

/** The real thing: setpriority(2), which takes a thread id on Linux, and util-linux' taskset and prlimit. */
export const systemThreadControl: ThreadControl = {
  setNiceness(threadId, nice) {
    if (threadId === 0) return `Cannot set niceness ${nice}: this system does not report thread ids`;
    try {
      setPriority(threadId, nice);
      return undefined;
    } catch (error) {
      return `Cannot set niceness ${nice} of thread ${threadId}: ${messageOf(error)}`;
    }
  },
  setMaxRealtimePriority(priority) {
    const action = `Cannot limit real-time priority to ${priority}`;
    const [, soft, hard] =
      /^Max realtime priority +(\d+|unlimited) +(\d+|unlimited)/m.exec(processLimits()) ?? [];
    if (hard === undefined) return Promise.resolve(`${action}: this system does not report its limits`);
    const wanted = Math.max(0, Math.min(priority, hard === 'unlimited' ? Infinity : Number(hard)));
    if (String(wanted) === soft) return Promise.resolve(undefined);
    return runTool(action, 'prlimit', [`--pid=${process.pid}`, `--rtprio=${wanted}:`]);
  },
  setAffinity(threadId, cores) {
    if (threadId === 0 || cores.length === 0) return Promise.resolve(undefined);
    const list = cores.join(',');
    const args = ['-p', '-c', list, String(threadId)];
    return runTool(`Cannot bind thread ${threadId} to cores ${list}`, 'taskset', args);
  },
};

/** The limits of this process, line by line; empty if the system does not report them. */
function processLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

/** Answers why it failed, if it did, behind `action`. */
async function runTool(action: string, tool: string, args: readonly string[]): Promise<string | undefined> {
  // Only here: it costs each thread that loads it 5 ms, and few runs set any of this.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile(tool, args, { timeout: TOOL_LIMIT_MSEC }, (error) =>
      resolve(error === null ? undefined : `${action}: ${messageOf(error)}`),
    );
  });
}
