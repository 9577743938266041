/**
 * LineReadings at 200/s from submit to onData of a port that spins, against `postMessage` between two threads that
 * sleep.
 *
 * @module
 */
import { STEADY_RUN_MSEC, forceSpin, type Bench } from '../harness.ts';
import { PERIOD_MSEC, pacedLatencies } from '../paced-latencies.ts';
import { pacedPostMessages, POST_MESSAGE_PEER } from '../peers/paced-post-message.ts';
import { pairLatencies } from './support.ts';

export const run: Bench = () => {
  forceSpin();
  return pacedLatencies({
    bench: 'latency-spin',
    subject: 'LineReading at 200/s, submit → onData of a port that spins',
    ours: () => pairLatencies(STEADY_RUN_MSEC, 'spin'),
    peers: [
      {
        name: `${POST_MESSAGE_PEER}, sleeping`,
        measure: () => pacedPostMessages(STEADY_RUN_MSEC / PERIOD_MSEC, PERIOD_MSEC),
      },
    ],
  });
};
