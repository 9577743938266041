/**
 * Notices the end of the process that is this one's master.
 *
 * @module
 */
import { VARIABLES, type Environment } from '../../../environment.ts';
import { isProcessAlive } from '../../../process-alive.ts';

const LOOK_MSEC = 500;

/** Who started a process. */
export interface ParentProcess {
  /** `process.ppid` as the process saw it first: by now the parent may be gone. */
  readonly id: number;
  /**
   * The master's own id, if it is our host, which sets a variable to it: a parent that died
   * before the first look at `process.ppid`, or behind a launcher that stays, is not noticed by that.
   */
  readonly hostId: number | undefined;
}

/** The parent of this process, as its environment and the system say now. */
export function parentProcess(environment: Environment): ParentProcess {
  const text = environment[VARIABLES.hostProcessId] ?? '';
  return { id: process.ppid, hostId: /^[1-9]\d*$/.test(text) ? Number(text) : undefined };
}

/**
 * Settles when the parent process is gone; looks now and then, as long as the thread lives.
 *
 * Syntalos' own workers have the kernel send SIGTERM instead, which says nothing of a parent that died
 * before it was asked to.
 */
export function parentGone({ id, hostId }: ParentProcess): Promise<void> {
  return new Promise<void>((resolve) => {
    const look = (): void => {
      // An orphan gets another parent.
      if (process.ppid === id && (hostId === undefined || isProcessAlive(hostId))) return;
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(look, LOOK_MSEC);
    timer.unref();
    look();
  });
}
