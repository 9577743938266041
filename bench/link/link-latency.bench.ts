/**
 * LineReadings at 200/s from submit in one module process to onData in another, against the bare crate and ZeroMQ.
 *
 * @module
 */
import { STEADY_RUN_MSEC, type Bench } from '../harness.ts';
import { PERIOD_MSEC, pacedLatencies } from '../paced-latencies.ts';
import { pacedZeromq, ZEROMQ_PEER } from '../peers/paced-zeromq.ts';
import { bareLatencies, linkLatencies } from './paced-lines.ts';
import { requireLink } from './prerequisites.ts';

export const run: Bench = () => {
  requireLink();
  return pacedLatencies({
    bench: 'link-latency',
    subject: 'LineReading at 200/s, submit → onData of another process',
    ours: () => linkLatencies(STEADY_RUN_MSEC, 'event'),
    peers: [
      { name: 'bare crate, publisher → subscriber', measure: bareLatencies },
      { name: ZEROMQ_PEER, measure: () => pacedZeromq(STEADY_RUN_MSEC / PERIOD_MSEC, PERIOD_MSEC) },
    ],
  });
};
