import { threadOptions } from '#src/threads/thread-options';
import { join } from 'node:path';
import { test } from 'tap';
import { createProject, runProject } from 'syntalos-mlink/host';
import { isWhole } from '../support/whole-run.ts';

const MODULE = `
  import { initLink } from 'syntalos-mlink';
  const link = await initLink();
  link.onStop = () => {
    link.setFigure('preloaded', String(globalThis.preloaded));
    link.setFigure('options', String(process.env.NODE_OPTIONS));
    link.setFigure('shell', String(process.env.PRELOAD_TEST));
  };
  await link.awaitDataForever();
`;

for (const [options, inThread] of [
  ['"--import=data:text/javascript,globalThis.preloaded=1"', 'undefined'],
  ['--no-warnings --require ./missing.cjs', 'undefined'],
  ['--no-warnings', '--no-warnings'],
] as const) {
  test(`a module's thread loads nothing beforehand where NODE_OPTIONS is ${options}`, async (t) => {
    const folder = t.testdir({ 'module.mjs': MODULE });
    const before = process.env['NODE_OPTIONS'];
    t.teardown(() => {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
      delete process.env['PRELOAD_TEST'];
    });
    process.env['NODE_OPTIONS'] = options;
    process.env['PRELOAD_TEST'] = 'kept';
    const project = createProject({
      modules: [{ id: 'module', use: join(folder, 'module.mjs') }],
      connections: [],
    });
    const report = await runProject(project, { outFolder: join(folder, 'rec'), durationMsec: 20 });
    isWhole(t, report);
    const figures = report.modules[0]?.figures;
    t.equal(figures?.['preloaded']?.value, 'undefined');
    t.equal(figures?.['options']?.value, inThread);
    t.equal(figures?.['shell']?.value, 'kept', 'the rest of the environment is there');
  });
}

test('threads write profiles as the process does, however the options are spelled', (t) => {
  const before = process.execArgv;
  t.teardown(() => {
    process.execArgv = before;
  });
  process.execArgv = ['--cpu-prof', '--cpu-prof-interval', '100', '--cpu-prof-dir=out', '--no-warnings'];
  t.strictSame(threadOptions().execArgv, ['--cpu-prof', '--cpu-prof-interval=100', '--cpu-prof-dir=out']);
  t.end();
});
