/**
 * LineReadings at 200/s from submit to onData of a port that spins, against `postMessage` between two threads that
 * sleep.
 *
 * @module
 */
import { compareLatencies, forceSpin, type Bench } from '../harness.ts';
import { pacedPostMessages, POST_MESSAGE_PEER } from '../peers/paced-post-message.ts';
import { pairLatencies } from './support.ts';

const RUNS = 5;
const RUN_MSEC = 5_000;
const PERIOD_MSEC = 5;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  forceSpin();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    ours.push(...(await pairLatencies(RUN_MSEC, 'spin')).slice(-COUNTED));
    theirs.push(...(await pacedPostMessages(RUN_MSEC / PERIOD_MSEC, PERIOD_MSEC)).slice(-COUNTED));
  }
  return [
    compareLatencies(
      {
        bench: 'latency-spin',
        subject: 'LineReading at 200/s, submit → onData of a port that spins',
        runs: RUNS,
        peer: `${POST_MESSAGE_PEER}, sleeping`,
      },
      ours,
      theirs,
    ),
  ];
};
