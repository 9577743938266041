/** LineReadings at 200/s from submit in one module process to onData in another. */
import { compareLatencies, type Bench } from '../harness.ts';
import { bareStream } from './bare-link.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const STREAM = { kind: 'line', perSecond: 200 };
/**
 * Long enough for V8 to have compiled the path of an item, and to have collected what a thread's start left,
 * which it does after 8 s and for some ms: a run of hours has both behind it.
 */
const OUR_MSEC = 20_000;
const BARE_MSEC = 2_500;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  requireLink();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const { latencies, left } = await linkStream({ ...STREAM, msec: OUR_MSEC });
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
