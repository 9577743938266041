/**
 * API-version pings of a module whose pool is saturated and whose onData computes 5 ms per item.
 *
 * @module
 */
import { compareLatencies, type Bench } from '../harness.ts';
import { openLoadedHost } from './loaded-host.ts';

const RUNS = 5;
const PINGS = 100;

export const run: Bench = async () => {
  const busy: number[] = [];
  const idle: number[] = [];
  const host = await openLoadedHost();
  const ping = async (times: number[]): Promise<void> => {
    for (let n = 0; n < PINGS; n++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const since = performance.now();
      await host.module.channel.request({ kind: 'apiVersion' });
      times.push((performance.now() - since) * 1000);
    }
  };
  for (let n = 0; n < RUNS; n++) {
    await ping(idle);
    await host.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ping(busy);
    await host.module.channel.request({ kind: 'stop' });
    await host.stopSource();
  }
  await host.close();
  return [
    compareLatencies(
      {
        bench: 'control',
        subject: 'ping of a busy module',
        peer: 'ping of the same module, idle',
        runs: RUNS,
      },
      busy,
      idle,
    ),
  ];
};
