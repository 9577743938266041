/**
 * Notices the end of the process that started this one.
 *
 * @module
 */

const LOOK_MSEC = 500;

/**
 * Settles when the parent process is gone; looks now and then, as long as the thread lives.
 *
 * Syntalos' own workers have the kernel send SIGTERM instead. A module thread that is busy would
 * not notice that: this is for the supervisor's thread.
 *
 * @param parentId - `process.ppid` as this process saw it first: by now the parent may be gone
 */
export function parentGone(parentId: number): Promise<void> {
  return new Promise<void>((resolve) => {
    const look = (): void => {
      if (process.ppid === parentId) return; // an orphan gets another parent
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(look, LOOK_MSEC);
    timer.unref();
    look();
  });
}
