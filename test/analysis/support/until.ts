import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition that another thread brings about; the limit is a watchdog. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const limit = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`waited 30 s until ${what}`);
    await sleep(1);
  }
}
