/**
 * Waits of a module's program: they end early with the run, and data and control go on meanwhile.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import type { ModuleRuntime } from './runtime.ts';

/** Waits until items were delivered, for at most `timeoutUsec` (-1: until the run ends). */
export async function waitForData(runtime: ModuleRuntime, timeoutUsec: number): Promise<void> {
  const data = runtime.untilData();
  const end = runtime.untilRunEnds();
  const time = timeoutUsec < 0 ? undefined : startTimer(timeoutUsec / 1000);
  try {
    await Promise.race(
      time === undefined ? [data.promise, end.promise] : [data.promise, end.promise, time.promise],
    );
  } finally {
    data.cancel();
    end.cancel();
    time?.cancel();
  }
}

/**
 * Waits for `msec`, less when the run ends before. Outside a run it waits the whole time.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a negative time or none
 */
export async function waitFor(runtime: ModuleRuntime, msec: number): Promise<void> {
  if (typeof (msec as unknown) !== 'number' || !(msec >= 0)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot wait: got ${describeValue(msec)} ms, expected a number from 0`,
    );
  }
  const time = startTimer(msec);
  if (!runtime.isRunning) return time.promise;
  const end = runtime.untilRunEnds();
  try {
    await Promise.race([time.promise, end.promise]);
  } finally {
    time.cancel();
    end.cancel();
  }
}

function startTimer(msec: number): { readonly promise: Promise<void>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, msec);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
