/**
 * How many items take how long: the distribution behind the p50 and p99 of `latency` and `latency-spin`.
 *
 * @module
 */
import { STEADY_RUN_MSEC, forceSpin, median } from '../harness.ts';
import { pairLatencies } from '../host/support.ts';
import type { Panel } from './chart.ts';

/** Upper ends of the ranges, in µs; what takes longer is in none. */
const UP_TO_USEC = [8, 16, 32, 64, 128, 256, 512, 1024] as const;
/** Of each run, the last ones. */
const COUNTED = 2_000;

export const LATENCY_SHARES = {
  name: 'latency',
  title: 'Lines at 200/s from submit to onData: how many take how long',
  xTitle: 'µs at most, and more than half of it',
} as const;

/** A panel for a port that sleeps, and one for a port that spins. */
export async function latencyShares(runs: number): Promise<readonly Panel[]> {
  forceSpin();
  const panels: Panel[] = [];
  for (const [waiting, title] of [
    ['event', 'a port that sleeps'],
    ['spin', 'a port that spins'],
  ] as const) {
    const shares: (readonly number[])[] = [];
    while (shares.length < runs) {
      const latencies = (await pairLatencies(STEADY_RUN_MSEC, waiting)).slice(-COUNTED);
      shares.push(UP_TO_USEC.map((end, at) => shareOf(latencies, UP_TO_USEC[at - 1] ?? 0, end)));
    }
    const points = UP_TO_USEC.map((x, at) => {
      const values = shares.map((share) => share[at]!);
      return { x, y: median(values), min: Math.min(...values), max: Math.max(...values) };
    });
    panels.push({ title, unit: '% of items', points });
  }
  return panels;
}

/** Percentage of `values` above `from` and up to `to`. */
function shareOf(values: readonly number[], from: number, to: number): number {
  return (100 * values.filter((value) => value > from && value <= to).length) / values.length;
}
