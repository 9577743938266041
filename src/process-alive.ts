/**
 * Whether a process is there.
 *
 * @module
 */

/** Whether a process lives, of whichever user. */
export function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
