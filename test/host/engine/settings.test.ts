/** Settings that modules save live beside the project from one run to the next. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { loadProject, startProject, type RunReport } from 'syntalos-mlink/host';
import { fixture, temporaryFolder } from './support.ts';

interface Outcome {
  readonly report: RunReport;
  readonly printed: readonly string[];
}

async function runFile(
  file: string,
  whileRunning?: (show: ShowCalls, printed: readonly string[]) => Promise<void>,
): Promise<Outcome> {
  const project = await loadProject(file);
  const printed: string[] = [];
  const run = await startProject(project, {
    outFolder: join(project.folder, 'recordings'),
    ...(whileRunning === undefined ? { durationMsec: 10 } : {}),
    onLog: ({ level, module, text }) => {
      if (level === 'info') printed.push(`${module ?? ''}: ${text}`);
    },
  });
  if (whileRunning !== undefined) {
    while (run.progress().phase !== 'running') await new Promise((resolve) => setTimeout(resolve, 5));
    await whileRunning(run, printed);
    run.stop('the test is done');
  }
  return { report: await run.done, printed };
}

type ShowCalls = Pick<Awaited<ReturnType<typeof startProject>>, 'showSettings' | 'showDisplay'>;

function writeProject(folder: string, settings = ''): string {
  const file = join(folder, 'trial.toml');
  const use = fixture('counts-runs');
  writeFileSync(
    file,
    `[[modules]]\nid = "a"\nuse = "${use}"\n${settings}\n[[modules]]\nid = "b"\nuse = "${use}"\n`,
  );
  return file;
}

test('what a module saves is given back on the next run, from a file beside the project', async (t) => {
  const folder = temporaryFolder(t);
  const file = writeProject(folder);
  const first = await runFile(file);
  t.strictSame(first.report.errors, []);
  t.strictSame(first.printed, [], 'there is nothing to load in the first run');
  t.strictSame(readdirSync(join(folder, 'trial.settings')).sort(), ['a.bin', 'b.bin']);
  t.equal(readFileSync(join(folder, 'trial.settings/a.bin'), 'utf8'), '{"runs":1}');

  const second = await runFile(file);
  t.strictSame([...second.printed].sort(), [`a: loaded 1 in ${folder}`, `b: loaded 1 in ${folder}`]);
  t.equal(readFileSync(join(folder, 'trial.settings/a.bin'), 'utf8'), '{"runs":2}');
});

test('settings that the project file gives win over saved ones', async (t) => {
  const folder = temporaryFolder(t);
  const file = writeProject(folder, 'settings = { runs = 40 }');
  mkdirSync(join(folder, 'trial.settings'));
  writeFileSync(join(folder, 'trial.settings/a.bin'), '{"runs":7}');
  writeFileSync(join(folder, 'trial.settings/b.bin'), '{"runs":8}');
  const { printed } = await runFile(file);
  t.strictSame([...printed].sort(), [`a: loaded 40 in ${folder}`, `b: loaded 8 in ${folder}`]);
});

test('settings that a module refuses stop its load and are not replaced; the host goes on', async (t) => {
  const folder = temporaryFolder(t);
  const file = writeProject(folder);
  const saved = join(folder, 'trial.settings/a.bin');
  mkdirSync(join(folder, 'trial.settings'));

  writeFileSync(saved, 'damaged');
  const refused = await runFile(file);
  t.strictSame(
    refused.report.errors.map(({ module, error }) => [module, error.message]),
    [['a', 'Module "a" refused to load its settings']],
  );
  t.equal(refused.report.durationMsec, 0, 'the run has not started');
  t.equal(readFileSync(saved, 'utf8'), 'damaged');

  writeFileSync(saved, 'no JSON');
  const thrown = await runFile(file);
  t.match(thrown.report.errors[0], {
    module: 'a',
    error: {
      code: 'ERR_SYNTALOS_CALLBACK',
      message: /^Callback "loadSettings" of module "a" threw SyntaxError/,
    },
  });
  t.equal(thrown.report.errors.length, 1);
  t.equal(readFileSync(saved, 'utf8'), 'no JSON');
});

test('onSaveSettings that throws is an error of the run, and what was saved stays', async (t) => {
  const folder = temporaryFolder(t);
  const file = writeProject(folder, 'settings = { runs = 100 }');
  mkdirSync(join(folder, 'trial.settings'));
  writeFileSync(join(folder, 'trial.settings/a.bin'), '{"runs":7}');
  const { report } = await runFile(file);
  t.match(report.errors, [{ module: 'a', error: { message: /"saveSettings".*RangeError: too many runs/ } }]);
  t.equal(readFileSync(join(folder, 'trial.settings/a.bin'), 'utf8'), '{"runs":7}');
});

test('settings that cannot be read end the run before it starts', async (t) => {
  const folder = temporaryFolder(t);
  const file = writeProject(folder);
  writeFileSync(join(folder, 'trial.settings'), 'a file where the folder should be');
  const { report } = await runFile(file);
  t.match(report.errors[0]?.error, { code: 'ERR_SYNTALOS_STORAGE', message: /trial\.settings/ });
  t.equal(report.durationMsec, 0);
});

test('settings that cannot be kept are a warning: the run has its data', async (t) => {
  const folder = temporaryFolder(t);
  const file = writeProject(folder);
  mkdirSync(join(folder, 'trial.settings/a.bin.new'), { recursive: true });
  const { report } = await runFile(file);
  t.strictSame(report.errors, []);
  t.match(report.modules[0]?.warnings[0]?.text, /^Cannot keep the settings of module "a" in .*a\.bin/);
  t.ok(existsSync(join(folder, 'trial.settings/b.bin')));
});

test('the host shows settings and displays, of one module or of all', async (t) => {
  const { printed } = await runFile(writeProject(temporaryFolder(t)), async (run, shown) => {
    await run.showSettings('a');
    await run.showDisplay();
    await t.rejects(run.showDisplay('c'), {
      code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
      message: 'Cannot show anything of module "c": the project has a, b',
    });
    // Both are answered before the module has shown anything.
    while (shown.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  t.strictSame([...printed].sort(), ['a: display shown', 'a: settings shown', 'b: display shown']);
});

test('settings for a module that asks for none are said to be ignored', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'trial.toml');
  writeFileSync(
    file,
    `[[modules]]\nid = "a"\nuse = "${fixture('checker')}"\nsettings = { least = 3 }\n[[modules]]\nid = "b"\nuse = "${fixture('checker')}"\n`,
  );
  const { report } = await runFile(file);
  t.match(
    report.modules.map(({ warnings }) => warnings.map(({ text }) => text)),
    [
      [
        'Module "a" gets settings, but asks for none: they are ignored; it can ask by link.settings() or link.onLoadSettings',
      ],
      [],
    ],
  );
});
