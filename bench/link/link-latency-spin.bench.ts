/**
 * LineReadings at 200/s from submit in one module process to onData in another whose port spins, against the bare
 * crate, whose receiver sleeps.
 *
 * @module
 */
import { compareLatencies, forceSpin, type Bench } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const RUN_MSEC = 5_000;
const BARE_MSEC = 2_500;
const STREAM = { kind: 'line', perSecond: 200 };
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  requireLink();
  forceSpin();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const { latencies, left } = await linkStream({ ...STREAM, msec: RUN_MSEC, isSpinning: true });
    if (left !== 0) throw new Error(`${left} items did not arrive`);
    ours.push(...latencies.slice(-COUNTED));
    const bare = await bareStream({ ...STREAM, msec: BARE_MSEC, perEvent: 1, hasLatencies: true });
    theirs.push(...bare.latencies.slice(-COUNTED));
  }
  return [
    compareLatencies(
      {
        bench: 'link-latency-spin',
        subject: 'LineReading at 200/s, submit → onData of another process, whose port spins',
        runs: RUNS,
        peer: 'bare crate, publisher → subscriber, sleeping',
      },
      ours,
      theirs,
    ),
  ];
};
