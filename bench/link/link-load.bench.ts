/**
 * What module processes take of a core while little happens: a line every 2 s, and 1,000 lines/s.
 *
 * @module
 */
import { median, type Bench, type Figure } from '../harness.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const RUN_MSEC = 15_000;

export const run: Bench = async () => {
  requireLink();
  const figures: Figure[] = [];
  for (const { name, perSecond } of [
    { name: 'at rest', perSecond: 0.5 },
    { name: 'at 1,000 lines/s', perSecond: 1000 },
  ]) {
    const loads: { source: number; sink: number }[] = [];
    while (loads.length < RUNS) {
      loads.push((await linkStream({ kind: 'line', msec: RUN_MSEC, perSecond })).corePercent);
    }
    for (const module of ['source', 'sink'] as const) {
      const values = loads.map((load) => load[module]);
      figures.push({
        bench: 'link-load',
        subject: `process of the ${module} ${name}`,
        value: median(values),
        unit: '% of a core',
        peer: 'a core',
        peerValue: 100,
        ratio: median(values) / 100,
        min: Math.min(...values),
        max: Math.max(...values),
        runs: RUNS,
      });
    }
  }
  return figures;
};
