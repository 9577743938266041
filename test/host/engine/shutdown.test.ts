/** `link.shutdown()` is legal at any moment, and never a crash. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { createProject, runProject } from 'syntalos-mlink/host';
import { run, temporaryFolder } from './support.ts';

/** Moments at which nothing was given: the run ends by itself. */
const DRY = ['prepare', 'start', 'start, waited for'];

for (const when of [...DRY, 'stop', 'save']) {
  test(`a source that says shutdown() at ${when} leaves its run complete`, async (t) => {
    const isDry = DRY.includes(when);
    const report = await run(
      { source: { use: 'shuts-down', settings: { when } }, good: 'checker' },
      [['source:ticks', 'good:in']],
      { outFolder: temporaryFolder(t), durationMsec: isDry ? 60_000 : 50 },
    );
    t.same(report.errors, []);
    t.equal(report.verdict, 'COMPLETE');
    if (isDry) t.match(report.stopReason, /nothing more to give/);
  });
}

// It ended its connection between the end of the stop and the host's next request: 7 of 20 runs failed.
for (const when of ['late', 'later']) {
  test(`a source that says shutdown() ${when} than the stop leaves its run complete, each time`, async (t) => {
    for (let n = 0; n < 6; n++) {
      const report = await run(
        { source: { use: 'shuts-down', settings: { when } }, good: 'checker' },
        [['source:ticks', 'good:in']],
        { outFolder: temporaryFolder(t), durationMsec: 40 + n },
      );
      t.same(report.errors, []);
      t.equal(report.verdict, 'COMPLETE');
    }
  });
}

/** Runs a program of one file to its end. */
async function runProgramText(t: Parameters<typeof temporaryFolder>[0], text: string) {
  const folder = temporaryFolder(t);
  const file = join(folder, 'module.mts');
  writeFileSync(file, `import { DataType, initLink } from 'syntalos-mlink';\n${text}`);
  const project = createProject({ modules: [{ id: 'm', use: file }] });
  return runProject(project, { outFolder: folder, durationMsec: 20_000 });
}

test('a module that says shutdown() before it is idle has nothing to give, and ends with its run', async (t) => {
  const report = await runProgramText(
    t,
    `const link = await initLink();
     await link.registerOutputPort('out', 'Out', DataType.TableRow);
     await link.shutdown();
     await link.awaitDataForever();`,
  );
  t.same(report.errors, []);
  t.match(report.stopReason, /nothing more to give/);
});

test('what a program asks of its link after the end names the end, and no proxy', async (t) => {
  const report = await runProgramText(
    t,
    `const link = await initLink();
     await link[Symbol.asyncDispose]();
     link.setStatusMessage('gone');
     await link.shutdown();
     await link.registerOutputPort('out', 'Out', DataType.TableRow);`,
  );
  t.match(report.errors[0]?.error.message, /connection has ended/);
  t.match(report.errors[0]?.error.stack, /module\.mts:6/);
  t.notMatch(JSON.stringify(report), /Proxy has been released/);
});

for (const [code, where, call] of [
  [0, 'in a timer', 'link.onStart = () => { setTimeout(() => process.exit(0), 5); };'],
  [3, 'in a timer', 'link.onStart = () => { setTimeout(() => process.exit(3), 5); };'],
  [0, 'in onPrepare', 'link.onPrepare = () => process.exit(0);'],
  [2, 'in onStart', 'link.allowAsyncStart = false; link.onStart = () => process.exit(2);'],
] as const) {
  test(`process.exit(${code}) ${where} is an error that names shutdown() and the line of the call`, async (t) => {
    const report = await runProgramText(
      t,
      `const link = await initLink();
       ${call}
       await link.awaitDataForever();`,
    );
    t.equal(report.verdict, 'INCOMPLETE');
    t.equal(report.errors.length, 1, 'nothing follows from it');
    t.match(report.errors[0]?.error, {
      code: 'ERR_SYNTALOS_ACTOR_CRASHED',
      message: new RegExp(`process\\.exit\\(${code}\\).*link\\.shutdown\\(\\)`),
      stack: /module\.mts:3/,
    });
  });
}

test('a prepare callback without return says that it must return true', async (t) => {
  const report = await runProgramText(
    t,
    `const link = await initLink();
     link.onPrepare = (() => {}) as never;
     await link.awaitDataForever();`,
  );
  t.match(report.errors[0]?.error.message, /it returned undefined, expected true or false; return true/);
});

test('a port that is registered twice is an error with the line of the call', async (t) => {
  const twice = await runProgramText(
    t,
    `const link = await initLink();
     await link.registerInputPort('in', 'In', DataType.TableRow);
     await link.registerInputPort('in', 'In', DataType.TableRow);`,
  );
  t.match(twice.errors[0]?.error, { code: 'ERR_SYNTALOS_PORT', stack: /module\.mts:4/ });
});
