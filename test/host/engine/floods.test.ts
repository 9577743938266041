/** Reports that come in floods are counted, and what matters gets through. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { fileURLToPath } from 'node:url';
import { createProject, runProject, type RunReport } from 'syntalos-mlink/host';
import { temporaryFolder } from './support.ts';

/** Runs a program of one file, named `name`, with these lines in its package.json. */
async function runText(
  t: Parameters<typeof temporaryFolder>[0],
  text: string,
  { name = 'module.mts', manifest = '{}', isInstalled = false } = {},
): Promise<RunReport> {
  const folder = join(temporaryFolder(t), 'program');
  mkdirSync(folder);
  if (isInstalled) {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(
      fileURLToPath(new URL('../../../../', import.meta.url)),
      join(folder, 'node_modules/syntalos-mlink'),
    );
  }
  const file = join(folder, name);
  writeFileSync(join(folder, 'package.json'), manifest);
  writeFileSync(file, text);
  const project = createProject({ modules: [{ id: 'm', use: file }] });
  return runProject(project, { outFolder: folder, durationMsec: 500 });
}

test('an error that comes a thousand times is reported once, and counted', async (t) => {
  const report = await runText(
    t,
    `import { initLink, raiseError } from 'syntalos-mlink';
     const link = await initLink();
     link.onStart = () => { for (let n = 0; n < 1000; n++) raiseError('no light'); };
     await link.awaitDataForever();`,
  );
  t.strictSame([...new Set(report.errors.map(({ error }) => error.message))], ['no light']);
  t.ok(report.errors.length < 10, 'once a second');
  const counts = (report.modules[0]?.warnings ?? []).flatMap(
    ({ text }) => /^(\d+) more errors had this text: .*no light/.exec(text)?.slice(1) ?? [],
  );
  t.strictSame(counts, [String(1_000 - report.errors.length)]);
});

test('of thousands of errors the first are kept, and how many were left out is said', async (t) => {
  const report = await runText(
    t,
    `import { initLink, raiseError } from 'syntalos-mlink';
     const link = await initLink();
     link.onStart = () => { for (let n = 0; n < 3000; n++) raiseError('error ' + n); };
     await link.awaitDataForever();`,
  );
  t.equal(report.errors.length, 1_000);
  t.match(report.errors[0]?.error.message, /error 0$/, 'the first one is there');
  t.match(report.modules[0]?.warnings.at(-1)?.text, /^2000 further errors were left out: 1000 were reported/);
});

test('an event function that throws at each call is one error, and one that is async runs once at a time', async (t) => {
  const throwing = await runText(
    t,
    `import { initLink } from 'syntalos-mlink';
     const link = await initLink();
     await link.awaitDataForever(() => { if (link.isRunning) throw new RangeError('no events'); });`,
  );
  t.equal(new Set(throwing.errors.map(({ error }) => error.message)).size, 1);
  t.match(throwing.errors[0]?.error.message, /"eventFn" .* threw RangeError: no events/);

  const overlapping = await runText(
    t,
    `import { initLink } from 'syntalos-mlink';
     import { setTimeout as sleep } from 'node:timers/promises';
     const link = await initLink();
     let running = 0;
     let most = 0;
     link.onStop = () => link.setFigure('most', most);
     await link.awaitDataForever(async () => {
       most = Math.max(most, ++running);
       await sleep(60);
       running--;
     });`,
  );
  t.match(overlapping.modules[0]?.figures, { most: { value: 1 } });
});

test('an ES module in a package of type commonjs says what to do', async (t) => {
  for (const [what, text] of [
    ['an import', `import { initLink } from 'syntalos-mlink';\nawait (await initLink()).awaitDataForever();`],
    ['an export', `export const run = async () => {};`],
    ['an await', `await (await (await import('syntalos-mlink')).initLink()).awaitDataForever();`],
    ['import.meta', `const here = import.meta.url;`],
  ] as const) {
    const report = await runText(t, text, {
      name: 'module.js',
      manifest: '{ "type": "commonjs" }',
      isInstalled: true,
    });
    t.equal(report.errors.length, 1, what);
    t.match(report.errors[0]?.error.message, /module\.js.*"type": "module".*\.mjs/, what);
  }
});

test('an ES module that finds no package beside it runs, whatever its type', async (t) => {
  const report = await runText(
    t,
    `import { initLink } from 'syntalos-mlink';\nawait (await initLink()).awaitDataForever();`,
    { name: 'module.js', manifest: '{ "type": "commonjs" }' },
  );
  t.strictSame(report.errors, []);
});
