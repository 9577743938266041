/**
 * LineReadings at 200/s from submit in one module process to onData in another, against the bare crate and ZeroMQ.
 *
 * @module
 */
import { compareLatencies, STEADY_RUN_MSEC, type Bench } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { pacedZeromq, ZEROMQ_PEER } from '../peers/paced-zeromq.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const PERIOD_MSEC = 5;
const STREAM = { kind: 'line', perSecond: 1000 / PERIOD_MSEC };
const BARE_MSEC = 2_500;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  requireLink();
  const ours: number[] = [];
  const theirs: number[] = [];
  const zeromq: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const { latencies, left } = await linkStream({ ...STREAM, msec: STEADY_RUN_MSEC });
    if (left !== 0) throw new Error(`${left} items did not arrive`);
    ours.push(...latencies.slice(-COUNTED));
    const bare = await bareStream({ ...STREAM, msec: BARE_MSEC, perEvent: 1, hasLatencies: true });
    theirs.push(...bare.latencies.slice(-COUNTED));
    zeromq.push(...(await pacedZeromq(STEADY_RUN_MSEC / PERIOD_MSEC, PERIOD_MSEC)).slice(-COUNTED));
  }
  const subject = {
    bench: 'link-latency',
    subject: 'LineReading at 200/s, submit → onData of another process',
    runs: RUNS,
  };
  return [
    compareLatencies({ ...subject, peer: 'bare crate, publisher → subscriber' }, ours, theirs),
    compareLatencies({ ...subject, peer: ZEROMQ_PEER }, ours, zeromq),
  ];
};
