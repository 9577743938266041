/**
 * How far the time of a run on another machine is off. Namespaces share one clock, so what is right is known: what the
 * host says. Beside how far off the report says it may be.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { createProject, runProject } from 'syntalos-mlink/host';
import { STEADY_RUN_MSEC, median, quantile, type Bench, type Figure } from '../harness.ts';
import { withMachines, type NetLine } from './net-run.ts';

const RUNS = 5;
/** Of each run, the last ones: it takes some seconds of round trips until short ones are among them. */
const COUNTED = 1_000;
const MODULE = fileURLToPath(new URL('./modules/net-clock.js', import.meta.url));

export const run: Bench = async () => [
  await clockError('on a good line'),
  await clockError('over a line of 20 ± 5 ms', { delayMsec: 20, jitterMsec: 5 }),
];

async function clockError(where: string, line?: NetLine): Promise<Figure> {
  const errors: number[] = [];
  const stated: number[] = [];
  await withMachines(async ({ server, folder }) => {
    for (let n = 0; n < RUNS; n++) {
      const project = createProject({
        modules: [
          { id: 'here', use: MODULE },
          { id: 'there', use: MODULE, machine: 'sink' },
        ],
        network: { servers: [server.url], clock_limit: '50ms' },
      });
      const report = await runProject(project, { outFolder: folder, durationMsec: STEADY_RUN_MSEC });
      if (report.errors[0] !== undefined) throw new Error(report.errors[0].error.message);
      const aheadOf = (id: string): readonly number[] => {
        const figure = report.modules.find((module) => module.id === id)?.figures['aheadUsec'];
        return (JSON.parse(String(figure?.value)) as number[]).slice(-COUNTED);
      };
      const right = median(aheadOf('here'));
      errors.push(...aheadOf('there').map((ahead) => Math.abs(ahead - right)));
      stated.push(report.machines?.[0]?.clock?.worstUncertaintyUsec ?? NaN);
    }
  }, line);
  const [value, p99, peerValue] = [quantile(errors, 0.5), quantile(errors, 0.99), median(stated)];
  return {
    bench: 'net-clock',
    subject: `time of a run on another machine, ${where}: off by`,
    value,
    unit: 'µs',
    peer: 'what the report says it may be off at most',
    peerValue,
    ratio: value / peerValue,
    p99,
    peerP99: peerValue,
    p99Ratio: p99 / peerValue,
    runs: RUNS,
  };
}
