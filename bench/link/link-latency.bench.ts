/** LineReadings at 200/s from submit in one module process to onData in another. */
import { compareLatencies, type Bench } from '../harness.ts';
import { bareStream } from './bare-link.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const STREAM = { kind: 'line', msec: 2_000, perSecond: 200 };
/** The first tenth of a second runs code that is not compiled yet. */
const WARM_UP = 20;

export const run: Bench = async () => {
  requireLink();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const { latencies, left } = await linkStream(STREAM);
    if (left !== 0) throw new Error(`${left} items did not arrive`);
    ours.push(...latencies.slice(WARM_UP));
    const bare = await bareStream({ ...STREAM, perEvent: 1, hasLatencies: true });
    theirs.push(...bare.latencies.slice(WARM_UP));
  }
  return [
    compareLatencies(
      {
        bench: 'link-latency',
        subject: 'LineReading at 200/s, submit → onData of another process',
        peer: 'bare crate, publisher → subscriber',
        runs: RUNS,
      },
      ours,
      theirs,
    ),
  ];
};
