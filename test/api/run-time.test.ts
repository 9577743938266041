import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { createProject, runProject, startProject, type RunReport } from 'syntalos-mlink/host';
import { isWhole } from '../support/whole-run.ts';

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

function figureOf(report: RunReport, moduleId: string, name: string): number | string | boolean | undefined {
  return report.modules.find(({ id }) => id === moduleId)?.figures[name]?.value;
}

test('all modules of a run agree on time zero, and wall-clock start is recorded', async (t) => {
  const project = createProject({
    modules: [
      { id: 'asker', use: fixture('time-asker') },
      { id: 'answerer', use: fixture('time-answerer') },
    ],
    connections: [
      { from: 'asker:question', to: 'answerer:question' },
      { from: 'answerer:answer', to: 'asker:answer' },
    ],
  });
  const beforeMsec = Date.now();
  const started = await startProject(project, {
    outFolder: t.testdir(),
    durationMsec: 20_000,
    onLog: ({ text }) => {
      if (text === 'asked') started.stop('all was asked');
    },
  });
  const report = await started.done;
  const afterMsec = Date.now();

  // Both count from the same µs of one clock: each answer lies between question and reply.
  t.equal(typeof figureOf(report, 'asker', 'start'), 'number');
  t.equal(figureOf(report, 'asker', 'start'), figureOf(report, 'answerer', 'start'));
  t.equal(figureOf(report, 'asker', 'outside'), 0);
  t.comment(`the tightest pair of readings: ${figureOf(report, 'asker', 'narrowest') ?? '?'} µs`);
  const startMsec = Date.parse(report.startTime);
  t.ok(beforeMsec <= startMsec && startMsec <= afterMsec, report.startTime);
});

test('everyUsec in a run: in order, never early, none unaccounted for, ended by the run', async (t) => {
  const project = createProject({ modules: [{ id: 'ticker', use: fixture('ticker') }], connections: [] });
  const report = await runProject(project, { outFolder: t.testdir(), durationMsec: 3_000 });
  const figures = report.modules[0]?.figures;
  isWhole(t, report);
  t.match(figures, {
    outside: { value: 'ERR_SYNTALOS_INVALID_STATE' },
    period: { value: 'ERR_SYNTALOS_INVALID_ARGUMENT' },
    early: { value: 0 },
    outOfOrder: { value: 0 },
    accounted: { value: 0 },
    overlaps: { value: 0 },
    missedSome: { value: 1 },
    'running in onStop': { value: 'false' },
  });
});
