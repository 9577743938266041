/**
 * LineReadings at 200/s from submit in one module process to onData in another.
 *
 * @module
 */
import { compareLatencies, STEADY_RUN_MSEC, type Bench } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const STREAM = { kind: 'line', perSecond: 200 };
const BARE_MSEC = 2_500;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  requireLink();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const { latencies, left } = await linkStream({ ...STREAM, msec: STEADY_RUN_MSEC });
    if (left !== 0) throw new Error(`${left} items did not arrive`);
    ours.push(...latencies.slice(-COUNTED));
    const bare = await bareStream({ ...STREAM, msec: BARE_MSEC, perEvent: 1, hasLatencies: true });
    theirs.push(...bare.latencies.slice(-COUNTED));
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
