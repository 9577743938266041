/**
 * Timers that fire within a fraction of a ms of their time.
 *
 * @module
 */
import type { StartTimer } from './delayed-calls.ts';

/** Node's timers count whole ms of a clock that stands still within a turn: they may be late by this. */
const COARSE_MSEC = 1.5;
/** Node's longest timer, in ms: a longer one fires at once. */
const LONGEST_TIMER_MSEC = 2 ** 31 - 1;
/** Longest time for which the thread is blocked at a time: what else it does waits no longer. */
const SLICE_MSEC = 0.1;
/** A blocked thread wakes up late by about this. */
const WAKE_UP_MSEC = 0.06;

/**
 * Makes a timer function for a thread that has little to do, as a supervisor's has.
 *
 * The last 1 or 2 ms are waited for in short blocks with a turn of the event loop in between: far less
 * work than polling, and what comes meanwhile is served within 0.1 ms.
 */
export function createPreciseTimer(): StartTimer {
  const word = new Int32Array(new SharedArrayBuffer(4)); // nobody changes or notifies it
  return (delayMsec, fire) => {
    const dueMsec = performance.now() + delayMsec;
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const approach = (): void => {
      const leftMsec = dueMsec - performance.now();
      if (leftMsec <= 0) {
        fire();
      } else if (leftMsec >= COARSE_MSEC + 1) {
        timer = setTimeout(approach, Math.min(leftMsec - COARSE_MSEC, LONGEST_TIMER_MSEC));
      } else {
        const blockMsec = Math.min(leftMsec - WAKE_UP_MSEC, SLICE_MSEC);
        if (blockMsec > 0) Atomics.wait(word, 0, 0, blockMsec);
        immediate = setImmediate(approach);
      }
    };
    // Not at once, even if it is due: whoever starts a timer does not expect it to fire meanwhile.
    if (delayMsec >= COARSE_MSEC + 1)
      timer = setTimeout(approach, Math.min(delayMsec - COARSE_MSEC, LONGEST_TIMER_MSEC));
    else immediate = setImmediate(approach);
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  };
}
