/**
 * LineReadings at 200/s from submit to onData, against a bare Atomics round trip.
 *
 * @module
 */
import { compareLatencies, STEADY_RUN_MSEC, type Bench } from '../harness.ts';
import { atomicsRoundTrips, ATOMICS_PEER } from '../peers/atomics.ts';
import { runPair } from './support.ts';

const RUNS = 5;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const report = await runPair('source-paced', 'sink-latency', STEADY_RUN_MSEC);
    const figure = report.modules.find(({ id }) => id === 'b')?.figures['latencies'];
    ours.push(...(JSON.parse(String(figure?.value)) as number[]).slice(-COUNTED));
    theirs.push(...(await atomicsRoundTrips(2 * COUNTED, 5)).slice(-COUNTED));
  }
  return [
    compareLatencies(
      {
        bench: 'latency',
        subject: 'LineReading at 200/s, submit → onData',
        peer: `${ATOMICS_PEER} at 200/s`,
        runs: RUNS,
      },
      ours,
      theirs,
    ),
  ];
};
