/** Inputs that nothing feeds, and a run that is killed before it began. */
import { test } from 'tap';
import { createProject, startProject } from 'syntalos-mlink/host';
import { fixture, run, temporaryFolder } from './support.ts';

test('an input that is not connected is said, and keeps no run alive whose sources have ended', async (t) => {
  const report = await run(
    { source: { use: 'counter', settings: { count: 10 } }, a: 'checker', relay: 'faulty' },
    [['source:out', 'a:in']],
    { outFolder: temporaryFolder(t) },
  );
  t.equal(report.stopReason, 'its sources have nothing more to give');
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  t.match(report.warnings, [{ text: 'Input relay:in is not connected: it gets no items' }]);
});

test('a kill ends a run whose modules are still being loaded, at once', async (t) => {
  const project = createProject({ modules: [{ id: 'a', use: fixture('never-idle') }] });
  const started = await startProject(project, {
    outFolder: temporaryFolder(t),
    limits: { idleMsec: 300_000 },
  });
  started.kill();
  const report = await started.done;
  t.match(report, { killed: true, verdict: 'INCOMPLETE', stopReason: 'it was killed', durationMsec: 0 });
});
