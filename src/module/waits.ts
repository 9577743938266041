/**
 * Waits of a module's program: they end early with the run, and data and control go on meanwhile.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import type { ModuleRuntime } from './runtime.ts';
import type { Waiting } from './waiters.ts';
import { yieldToEventLoop } from './yield.ts';

/** Node's longest timer, in ms: a longer one fires at once. */
const LONGEST_TIMER_MSEC = 2 ** 31 - 1;

/**
 * Waits until items were delivered, for at most `timeoutUsec`. Ends with the run; outside of one, when
 * the master asks for something. Others get a turn of the event loop in any case.
 *
 * @param timeoutUsec - µs; below 0 or Infinity: without a limit
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for NaN, or anything but a number
 */
export async function waitForData(runtime: ModuleRuntime, timeoutUsec: number): Promise<void> {
  if (typeof (timeoutUsec as unknown) !== 'number' || Number.isNaN(timeoutUsec)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot wait for data: got ${describeValue(timeoutUsec)} µs, expected a number`,
    );
  }
  const waits = [runtime.untilData(), runtime.isRunning ? runtime.untilRunEnds() : runtime.untilControl()];
  if (timeoutUsec >= 0) waits.push(startTimer(timeoutUsec / 1000));
  await first(waits);
  // A loop around this must not keep the thread from its event loop.
  await yieldToEventLoop();
}

/**
 * Waits for `msec`, less when the run ends before. Outside a run it waits the whole time.
 *
 * @param runtime - none after the link's end
 * @param msec - Infinity: until the run ends
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a negative time or none
 */
export async function waitFor(runtime: ModuleRuntime | undefined, msec: number): Promise<void> {
  if (typeof (msec as unknown) !== 'number' || !(msec >= 0)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot wait: got ${describeValue(msec)} ms, expected a number from 0`,
    );
  }
  const time = startTimer(msec);
  const stop = runtime?.untilStop();
  await first(stop === undefined ? [time] : [time, stop]);
}

/** Waits for the first of several, and ends the others. */
async function first(waits: readonly Waiting[]): Promise<void> {
  try {
    await Promise.race(waits.map(({ promise }) => promise));
  } finally {
    for (const wait of waits) wait.cancel();
  }
}

/** A timer of any length. */
function startTimer(msec: number): Waiting {
  let timer: NodeJS.Timeout | undefined;
  const dueMsec = performance.now() + msec;
  const promise = new Promise<void>((resolve) => {
    const look = (): void => {
      const leftMsec = dueMsec - performance.now();
      if (leftMsec > LONGEST_TIMER_MSEC) timer = setTimeout(look, LONGEST_TIMER_MSEC);
      else timer = setTimeout(resolve, Math.max(0, Math.ceil(leftMsec)));
    };
    look();
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
