/** A run in which everything arrived, but not in time. */
import { test } from 'tap';
import { createProject, runProject, type RunReport } from 'syntalos-mlink/host';
import { fixture, run, temporaryFolder } from './support.ts';

function filmFor(outFolder: string, latePercent?: number): Promise<RunReport> {
  const settings = { width: 1280, height: 960, animal_length: 40, fps: 60 };
  const project = createProject({
    run: { duration: '1500ms', ...(latePercent === undefined ? {} : { late_percent: latePercent }) },
    modules: [
      { id: 'cam', use: 'camera-synthetic', settings },
      { id: 'slow', use: fixture('slow-frames') },
    ],
    connections: [{ from: 'cam:frames', to: 'slow:frames' }],
  });
  return runProject(project, { outFolder });
}

test('a camera that its consumer holds back makes the run late: how many of how many, and by whom', async (t) => {
  const report = await filmFor(temporaryFolder(t));
  t.equal(report.verdict, 'LATE', report.reasons.join('; '));
  t.match(report.reasons, [
    /^cam gave \d+ of \d+ items that were due, and was held back for \d\.\d s by slow:frames$/,
  ]);
  const [source] = report.sources ?? [];
  t.match(source, { module: 'cam', heldBackBy: ['slow:frames'], pace: 'schedule' });
  t.ok((source?.given ?? 0) < (source?.due ?? 0));
  t.strictSame(report.errors, []);
});

test('the share of a run that a source may be held back for is a setting', async (t) => {
  const report = await filmFor(temporaryFolder(t), 100);
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
});

test('a source without times of its own sends as fast as it is taken, and is never late', async (t) => {
  const report = await run(
    { source: { use: 'counter', settings: { count: 20_000 } }, a: 'checker' },
    [['source:out', 'a:in']],
    { outFolder: temporaryFolder(t) },
  );
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  t.strictSame(report.sources, []);
});

test('ticks that a module skipped make the run late', async (t) => {
  const report = await run({ a: 'slow-ticks' }, [], {
    outFolder: temporaryFolder(t),
    durationMsec: 400,
  });
  t.equal(report.verdict, 'LATE', report.reasons.join('; '));
  t.match(report.reasons, [/^a gave \d+ of \d+ items that were due$/]);
  t.ok((report.sources?.[0]?.skipped ?? 0) > 0);
});
