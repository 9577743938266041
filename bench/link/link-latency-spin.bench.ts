/**
 * LineReadings at 200/s from submit in one module process to onData in another whose port spins, against the bare
 * crate, whose receiver sleeps.
 *
 * @module
 */
import { STEADY_RUN_MSEC, forceSpin, type Bench } from '../harness.ts';
import { pacedLatencies } from '../paced-latencies.ts';
import { bareLatencies, linkLatencies } from './paced-lines.ts';
import { requireLink } from './prerequisites.ts';

export const run: Bench = () => {
  requireLink();
  forceSpin();
  return pacedLatencies({
    bench: 'link-latency-spin',
    subject: 'LineReading at 200/s, submit → onData of another process, whose port spins',
    ours: () => linkLatencies(STEADY_RUN_MSEC, 'spin'),
    peers: [{ name: 'bare crate, publisher → subscriber, sleeping', measure: bareLatencies }],
  });
};
