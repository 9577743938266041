/** What `check` finds, beside what the text of a project says. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { loadProject, runProject, startProject } from 'syntalos-mlink/host';
import { runCli } from '#src/cli/program';
import { TestWorld } from './fixtures/test-world.ts';

/** A project whose lines are counted below. */
const CONNECTIONS = `[[modules]]
id = "cam"
use = "camera-synthetic"
settings = { width = 64, height = 64, animal_length = 20 }
[[modules]]
id = "table"
use = "table-recorder"
[[connections]]
from = "cam:frame"
to = "table:rows"
[[connections]]
from = "cam:frames"
to = "table:in"
`;

async function check(t: Test, files: Record<string, string>): Promise<{ code: number; text: string }> {
  const world = new TestWorld(t.testdir(files));
  const code = await runCli(['check', 'project.toml'], world);
  t.strictSame(readdirSync(world.workingFolder).sort(), Object.keys(files).sort(), 'nothing was made');
  return { code, text: world.stderr.text };
}

test('check names ports that do not exist, with their lines, all at once', async (t) => {
  const { code, text } = await check(t, { 'project.toml': CONNECTIONS });
  t.equal(code, 2);
  t.match(text, /^error: Cannot use project ".*": 2 problems\n/m);
  t.match(text, /project\.toml:9: Cannot connect cam:frame to table:rows: module "cam" has no output port/);
  t.match(text, /project\.toml:13: Cannot connect cam:frames to table:in: module "table" has no input port/);
  t.equal(text.split('cam:frame to table').length, 2, 'said once');
});

test('check names types that do not convert', async (t) => {
  const { code, text } = await check(t, {
    'project.toml': `[[modules]]
id = "cam"
use = "camera-synthetic"
[[modules]]
id = "look"
use = "monitor"
settings = { type = "TableRow" }
[[connections]]
from = "cam:frames"
to = "look:in"
`,
  });
  t.equal(code, 2);
  t.match(text, /project\.toml:10: Cannot connect cam:frames to look:in: Frame does not convert to TableRow/);
});

test('check names settings of built-in modules, each with its line', async (t) => {
  const { code, text } = await check(t, {
    'project.toml': `[[modules]]
id = "cam"
use = "camera-synthetic"
[modules.settings]
width = -1
colour = "red"
`,
  });
  t.equal(code, 2);
  t.match(text, /: 2 problems\n/);
  t.match(text, /project\.toml:5: .*setting "width"/);
  t.match(text, /project\.toml:6: .*setting "colour"/);
});

test('check finds what is wrong with the text of a module', async (t) => {
  const { code, text } = await check(t, {
    'project.toml': '[[modules]]\nid = "a"\nuse = "./a.ts"\n',
    'a.ts': 'const x = ;\n',
  });
  t.equal(code, 2);
  t.match(text, /project\.toml:3: Cannot load program .*a\.ts": line 1, column 11/);
});

test('check counts the readers of an output', async (t) => {
  const sinks = Array.from({ length: 17 }, (_, i) => ({
    module: `[[modules]]\nid = "s${i}"\nuse = "monitor"\nsettings = { type = "Frame" }\n`,
    wire: `[[connections]]\nfrom = "cam:frames"\nto = "s${i}:in"\n`,
  }));
  const { code, text } = await check(t, {
    'project.toml': `[[modules]]\nid = "cam"\nuse = "camera-synthetic"\n${sinks.map(({ module }) => module).join('')}${sinks.map(({ wire }) => wire).join('')}`,
  });
  t.equal(code, 2);
  t.match(text, /project\.toml:121: .*output "cam:frames" feeds 16 inputs already/);
});

test('an input that nothing feeds is said, and no problem', async (t) => {
  const { code, text } = await check(t, {
    'project.toml': '[[modules]]\nid = "table"\nuse = "table-recorder"\n',
  });
  t.equal(code, 0);
  t.match(text, /warning: Input table:rows is not connected: it gets no items/);
});

test('a run that is refused leaves no folder', async (t) => {
  const folder = t.testdir({ 'project.toml': CONNECTIONS });
  const outFolder = join(folder, 'recordings');
  const report = await runProject(await loadProject(folder), { outFolder });
  t.equal(report.verdict, 'INCOMPLETE');
  t.equal(report.errors.length, 2);
  t.equal(report.outFolder, undefined);
  t.notOk(existsSync(outFolder));
});

test('run refuses what check refuses: each problem once, with its place in the project, and no folder', async (t) => {
  const folder = t.testdir({
    'project.toml': [
      '[[modules]]',
      'id = "cam"',
      'use = "camera-synthetic"',
      '[[modules]]',
      'id = "other"',
      'use = "camera-synthetic"',
      'settings = { framerat = 3 }',
      '[[modules]]',
      'id = "table"',
      'use = "table-recorder"',
      '[[connections]]',
      'from = "cam:frame"',
      'to = "table:rows"',
    ].join('\n'),
  });
  for (const command of ['check', 'run'] as const) {
    const world = Object.assign(new TestWorld(folder), { loadEngine: () => Promise.resolve(startProject) });
    t.not(await runCli([command, 'project.toml'], world), 0);
    const said = world.stdout.text + world.stderr.text;
    t.equal(said.match(/there is no such setting/g)?.length, 1, `${command}: ${said}`);
    t.match(said, /^project\.toml:7: Module "other" .*"framerat"/m);
    t.match(
      said,
      /^project\.toml:12: Cannot connect cam:frame to table:rows: module "cam" has no output port/m,
    );
    t.notMatch(said, /^\s+at /m);
    t.strictSame(readdirSync(folder), ['project.toml']);
  }
});

test("check names settings of a user's module as it does those of built-in ones, and a run is refused", async (t) => {
  const files = {
    'module.ts': `import { initLink, numberSetting } from 'syntalos-mlink';
const link = await initLink();
const settings = link.settings({ threshold: numberSetting({ default: 100, max: 255 }) });
link.onPrepare = async () => (await settings).threshold > 0;
await link.awaitDataForever();
`,
    'project.toml': `[[modules]]
id = "mine"
use = "./module.ts"
[modules.settings]
threshold = 300
treshold = 3
`,
  };
  const { code, text } = await check(t, files);
  t.equal(code, 2);
  t.match(text, /project\.toml:5: .*"threshold" of module "mine".*300/);
  t.match(text, /project\.toml:6: .*"treshold" of module "mine".*did you mean "threshold"/);

  const folder = t.testdir(files);
  const report = await runProject(await loadProject(join(folder, 'project.toml')), {
    outFolder: join(folder, 'out'),
  });
  t.match(report.errors, [{ module: 'mine', error: { code: 'ERR_SYNTALOS_SETTING' } }]);
  t.notOk(existsSync(join(folder, 'out')), 'no folder of a recording');
});
