import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { createProject, runProject, type RunReport } from 'syntalos-mlink/host';
import { fixture } from './support/collect.ts';
import { isWhole } from '../support/whole-run.ts';

async function runTracker(outFolder: string, firstBlackFrame: number): Promise<RunReport> {
  const project = createProject({
    modules: [
      {
        id: 'source',
        use: fileURLToPath(fixture('hundred-frames.js')),
        settings: { firstBlackFrame },
      },
      { id: 'tracker', use: fileURLToPath(fixture('analysing-module.js')) },
    ],
    connections: [{ from: 'source:frames', to: 'tracker:frames' }],
  });
  return runProject(project, { outFolder });
}

test('port.analyze in a run on the embedded host: every frame analysed, in order', async (t) => {
  const report = await runTracker(t.testdir(), 100);
  isWhole(t, report);
  const tracker = report.modules.find(({ id }) => id === 'tracker');
  t.match(tracker?.figures, { inOrder: { value: 100 }, analysed: { value: 100 } });
  const port = report.ports.find(({ direction }) => direction === 'input');
  t.match(port, { read: 100, unread: 0, indexGaps: 0 });
});

test('an analyze that throws ends the run as an error of its module', async (t) => {
  const report = await runTracker(t.testdir(), 7);
  t.equal(report.verdict, 'INCOMPLETE');
  t.equal(report.errors.length, 1);
  t.match(JSON.stringify(report.errors[0]), /ERR_SYNTALOS_CALLBACK/);
  t.match(
    JSON.stringify(report.errors[0]),
    /analysis of port .*frames.* by .*sum-pixels\.js.*: at item \d+ analyze\(\) threw: RangeError: all black/,
  );
});
