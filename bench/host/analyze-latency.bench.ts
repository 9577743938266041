/**
 * Frames at three quarters of what two cores compute: from a frame's making to its result, beside bare piscina.
 *
 * @module
 */
import { STEADY_RUN_MSEC, compareLatencies, type Bench } from '../harness.ts';
import { pacedPiscina, PISCINA_PEER } from '../peers/paced-piscina.ts';
import { compute } from './fixtures/compute.js';
import { fixture, runProjectOf } from './support.ts';

const RUNS = 5;
const WORK_MSEC = 25;
const LOAD = 0.75;
const PER_SECOND = (LOAD * 2 * 1000) / WORK_MSEC;
/** Of each side, the last ones. */
const COUNTED = 400;

export const run: Bench = async () => {
  const rounds = calibrate();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const report = await runProjectOf(
      {
        modules: [
          { id: 'a', use: fixture('source-work'), settings: { rounds, perSecond: PER_SECOND } },
          { id: 'b', use: fixture('analyst') },
        ],
        connections: [{ from: 'a:out', to: 'b:in' }],
      },
      STEADY_RUN_MSEC,
    );
    const figure = report.modules.find(({ id }) => id === 'b')?.figures['latencies'];
    ours.push(...(JSON.parse(String(figure?.value)) as number[]).slice(-COUNTED));
    const count = Math.round((STEADY_RUN_MSEC / 1000) * PER_SECOND);
    theirs.push(...(await pacedPiscina({ rounds, perSecond: PER_SECOND, count })).slice(-COUNTED));
  }
  return [
    compareLatencies(
      {
        bench: 'analyze-latency',
        subject: `${WORK_MSEC} ms per frame at ${PER_SECOND}/s in 2 workers, frame made → result`,
        peer: PISCINA_PEER,
        runs: RUNS,
      },
      ours,
      theirs,
    ),
  ];
};

/** Rounds that take {@link WORK_MSEC} here. */
function calibrate(): number {
  const tried = 2_000_000;
  let fastestMsec = Infinity;
  for (let attempt = 0; attempt < 20; attempt++) {
    const since = performance.now();
    if (compute(tried) === 0.5) throw new Error('not a whole number');
    fastestMsec = Math.min(fastestMsec, performance.now() - since);
  }
  return Math.round((tried * WORK_MSEC) / fastestMsec);
}
