/**
 * LineReadings at 200/s from submit to onData, against a bare Atomics round trip and against `postMessage` between two
 * threads.
 *
 * @module
 */
import { compareLatencies, STEADY_RUN_MSEC, type Bench } from '../harness.ts';
import { atomicsRoundTrips, ATOMICS_PEER } from '../peers/atomics.ts';
import { pacedPostMessages, POST_MESSAGE_PEER } from '../peers/paced-post-message.ts';
import { pairLatencies } from './support.ts';

const RUNS = 5;
const PERIOD_MSEC = 5;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  const ours: number[] = [];
  const theirs: number[] = [];
  const posted: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    ours.push(...(await pairLatencies(STEADY_RUN_MSEC, 'event')).slice(-COUNTED));
    theirs.push(...(await atomicsRoundTrips(2 * COUNTED, PERIOD_MSEC)).slice(-COUNTED));
    // As long as ours: V8 compiles what runs for a while.
    posted.push(...(await pacedPostMessages(STEADY_RUN_MSEC / PERIOD_MSEC, PERIOD_MSEC)).slice(-COUNTED));
  }
  const subject = { bench: 'latency', subject: 'LineReading at 200/s, submit → onData', runs: RUNS };
  return [
    compareLatencies({ ...subject, peer: `${ATOMICS_PEER} at 200/s` }, ours, theirs),
    compareLatencies({ ...subject, peer: `${POST_MESSAGE_PEER} at 200/s` }, ours, posted),
  ];
};
