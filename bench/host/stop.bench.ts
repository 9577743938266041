/**
 * From the stop request to idle, of a module whose pool is saturated and whose onData computes 5 ms.
 *
 * @module
 */
import { compareLatencies, type Bench } from '../harness.ts';
import { openLoadedHost } from './loaded-host.ts';

const RUNS = 40;

export const run: Bench = async () => {
  const busy: number[] = [];
  const unfed: number[] = [];
  const host = await openLoadedHost();
  const stop = async (times: number[]): Promise<void> => {
    const since = performance.now();
    await host.module.channel.request({ kind: 'stop' });
    times.push((performance.now() - since) * 1000);
  };
  for (let n = 0; n < RUNS; n++) {
    await host.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await stop(busy);
    await host.stopSource();
    // The same without load: the source is stopped first and its items are taken.
    await host.start();
    await host.stopSource();
    await stop(unfed);
  }
  await host.close();
  return [
    compareLatencies(
      {
        bench: 'stop',
        subject: 'stop of a busy module',
        peer: 'stop of a module whose source just stopped',
        runs: RUNS,
      },
      busy,
      unfed,
    ),
  ];
};
