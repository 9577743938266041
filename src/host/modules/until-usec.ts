/**
 * Waiting for a time of the run.
 *
 * @module
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isRunning, timeSinceStartUsec, wait } from '../../api/index.ts';

/**
 * Waits until a time of the run has come, or the run ends. Gives the event loop a turn even where
 * that time is over: a source that is late must not keep its module from being controlled.
 *
 * @param dueUsec - since the start of the run
 */
export async function untilUsec(dueUsec: number): Promise<void> {
  let leftUsec = dueUsec - timeSinceStartUsec();
  if (leftUsec <= 0) {
    await nextTurn();
    return;
  }
  // Timers cut their time to whole ms and may come early by the rest.
  for (; leftUsec > 0 && isRunning(); leftUsec = dueUsec - timeSinceStartUsec()) {
    await wait(leftUsec / 1000);
  }
}
