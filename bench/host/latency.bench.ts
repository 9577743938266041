/** LineReadings at 200/s from submit to onData, against a bare Atomics round trip. */
import { compareLatencies, type Bench } from '../harness.ts';
import { atomicsRoundTrips, runPair } from './support.ts';

const RUNS = 5;

export const run: Bench = async () => {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const report = await runPair('source-paced', 'sink-latency', 2_000);
    const figure = report.modules.find(({ id }) => id === 'b')?.figures['latencies'];
    // The first tenth of a second runs code that is not compiled yet.
    ours.push(...(JSON.parse(String(figure?.value)) as number[]).slice(20));
    theirs.push(...(await atomicsRoundTrips(400, 5)).slice(20));
  }
  return [
    compareLatencies(
      {
        bench: 'latency',
        subject: 'LineReading at 200/s, submit → onData',
        peer: 'bare Atomics round trip at 200/s',
        runs: RUNS,
      },
      ours,
      theirs,
    ),
  ];
};
