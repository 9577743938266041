/**
 * LineReadings at 200/s from submit to onData, against a bare Atomics round trip and against `postMessage` between two
 * threads.
 *
 * @module
 */
import { STEADY_RUN_MSEC, type Bench } from '../harness.ts';
import { COUNTED, PERIOD_MSEC, pacedLatencies } from '../paced-latencies.ts';
import { atomicsRoundTrips, ATOMICS_PEER } from '../peers/atomics.ts';
import { pacedPostMessages, POST_MESSAGE_PEER } from '../peers/paced-post-message.ts';
import { pairLatencies } from './support.ts';

export const run: Bench = () =>
  pacedLatencies({
    bench: 'latency',
    subject: 'LineReading at 200/s, submit → onData',
    ours: () => pairLatencies(STEADY_RUN_MSEC, 'event'),
    peers: [
      { name: `${ATOMICS_PEER} at 200/s`, measure: () => atomicsRoundTrips(2 * COUNTED, PERIOD_MSEC) },
      {
        name: `${POST_MESSAGE_PEER} at 200/s`,
        // As long as ours: V8 compiles what runs for a while.
        measure: () => pacedPostMessages(STEADY_RUN_MSEC / PERIOD_MSEC, PERIOD_MSEC),
      },
    ],
  });
