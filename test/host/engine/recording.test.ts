/** What a run leaves on disk, and what it says of files that are gone. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import {
  createProject,
  loadProject,
  parseOverride,
  runProject,
  startProject,
  type Project,
  type RunReport,
} from 'syntalos-mlink/host';
import { fixture, temporaryFolder } from './support.ts';

const CAMERA = { id: 'cam', use: 'camera-synthetic', settings: { width: 64, height: 64, animal_length: 20 } };
const TABLE = { id: 'table', use: 'table-recorder' };
const WIRE = { from: 'cam:truth', to: 'table:rows' };

function tableProject(): Project {
  return createProject({
    run: { subject: { id: 'm1', group: 'control' }, experiment: 'maze' },
    modules: [CAMERA, TABLE],
    connections: [WIRE],
  });
}

/** Runs the project, does something to its recording once a table is in it, and stops. */
async function runAndSpoil(
  t: Test,
  spoil: (recording: string, outFolder: string) => void,
): Promise<{ report: RunReport; outFolder: string }> {
  const outFolder = join(temporaryFolder(t), 'out');
  const run = await startProject(tableProject(), { outFolder, limits: { drainMsec: 500 } });
  const table = (): boolean => {
    const [recording = ''] = readdirSync(outFolder);
    return existsSync(join(outFolder, recording, 'table', 'table.csv'));
  };
  while (run.progress().phase !== 'running' || !table()) await new Promise((r) => setTimeout(r, 10));
  const [recording = ''] = readdirSync(outFolder);
  spoil(join(outFolder, recording), outFolder);
  run.stop('the test has what it wants');
  return { report: await run.done, outFolder };
}

test('a recording that is deleted during its run makes the run incomplete, and is not made anew', async (t) => {
  const { report, outFolder } = await runAndSpoil(t, (_, out) => rmSync(out, { recursive: true }));
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.errors[0]?.error.message, /Cannot save dataset ".*table": its folder is gone/);
  t.notOk(existsSync(outFolder));
});

test('that a recording is gone is said while its run goes on, and how it was made is no second complaint', async (t) => {
  const outFolder = join(temporaryFolder(t), 'out');
  const lines: string[] = [];
  const run = await startProject(tableProject(), { outFolder, onLog: ({ text }) => lines.push(text) });
  while (run.progress().phase !== 'running') await new Promise((r) => setTimeout(r, 10));
  rmSync(outFolder, { recursive: true });
  while (!lines.some((line) => line.includes('is gone'))) await new Promise((r) => setTimeout(r, 10));
  t.equal(run.progress().phase, 'running');
  run.stop('the test has what it wants');
  const report = await run.done;
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(
    report.warnings.map(({ text }) => text),
    [/^The folder of the recording ".*" is gone, .* put it back, or stop the run/],
  );
});

test('a recording that is moved during its run stays in one piece where it is', async (t) => {
  const { report, outFolder } = await runAndSpoil(t, (_, out) => renameSync(out, `${out}2`));
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.reasons.join(), /its folder is gone/);
  t.notOk(existsSync(outFolder));
  t.ok(existsSync(`${outFolder}2`));
});

test('a folder of the same name does not hide that the recording was moved', async (t) => {
  const { report } = await runAndSpoil(t, (recording) => {
    renameSync(recording, `${recording}-moved`);
    mkdirSync(recording);
  });
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.errors.map(({ error }) => error.message).join('\n'), /Cannot save collection .* is gone/);
});

test('a data file that is gone at the save is named', async (t) => {
  const { report } = await runAndSpoil(t, (recording) => rmSync(join(recording, 'table', 'table.csv')));
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.reasons, [/^The recording misses 1 file that was registered.*: table\/table\.csv$/]);
});

test('who, what and with which modules is on disk from the start, as no success yet', async (t) => {
  const outFolder = temporaryFolder(t);
  const run = await startProject(tableProject(), { outFolder });
  const [name = ''] = readdirSync(outFolder);
  const early = await EdlCollection.open(join(outFolder, name));
  t.match(early.attributes, {
    subject_id: 'm1',
    subject_group: 'control',
    experiment: 'maze',
    success: false,
    modules: [
      { id: 'camera-synthetic', name: 'cam' },
      { id: 'table-recorder', name: 'table' },
    ],
  });
  run.stop('enough');
  await run.done;
});

test('a recording says which program made it, in which version, and why a run failed', async (t) => {
  const outFolder = temporaryFolder(t);
  const project = createProject({
    modules: [{ id: 'bad', use: fixture('faulty'), settings: { fault: 'throw-in-start' } }],
  });
  const report = await runProject(project, { outFolder, durationMsec: 500 });
  const { generator, moniker, attributes } = await EdlCollection.open(report.outFolder ?? '');
  t.match(generator, /^syntalos-mlink \d+\.\d+\.\d+/);
  t.match(moniker, /^[a-z]+-[a-z]+$/);
  t.match(attributes, { success: false, failure_reason: report.reasons[0] });
});

test('a recording holds how it was made, and runs the same again', async (t) => {
  const folder = t.testdir({
    'project.toml': `
# The threshold matters.
[run]
duration = "100ms"
[[modules]]
id = "a"
use = "./module.js"
settings = { threshold = 5 }
`,
    'module.js': `
import { initLink, println } from 'syntalos-mlink';
import { say } from './say.js';
const link = await initLink();
let settings = {};
link.onLoadSettings = (data) => {
  settings = JSON.parse(new TextDecoder().decode(data));
  return true;
};
link.onStart = () => println(say(settings.threshold));
await link.awaitDataForever();
`,
    'say.js': `export const say = (threshold) => 'threshold ' + threshold;`,
    'package.json': '{ "type": "module" }',
  });
  const outFolder = temporaryFolder(t);
  const project = await loadProject(folder, { overrides: [parseOverride('a.threshold=7')] });
  const report = await runProject(project, { outFolder });
  t.strictSame(report.errors, []);
  const kept = (name: string): string =>
    readFileSync(join(report.outFolder ?? '', 'provenance', name), 'utf8');
  t.match(kept('project.toml'), /# The threshold matters/);
  t.match(JSON.parse(kept('project.json')), { description: { modules: [{ settings: { threshold: 7 } }] } });
  t.match(JSON.parse(kept('environment.json')), { versions: { node: process.versions.node } });
  t.match(JSON.parse(kept('report.json')), { runUuid: report.runUuid, verdict: report.verdict });
  t.match(kept('log.txt'), /info +a: threshold 7\n/);
  t.match(kept(join('modules', 'a', 'say.js')), /threshold/);

  // The module is another one by now.
  writeFileSync(join(folder, 'say.js'), `export const say = () => 'changed';`);
  appendFileSync(join(folder, 'project.toml'), '# and the project, too\n');
  const warnings: string[] = [];
  const again = await loadProject(report.outFolder ?? '', { onWarning: (text) => warnings.push(text) });
  t.match(warnings, [/Module "a" has changed since the recording: it runs as it was recorded/]);
  const lines: string[] = [];
  const second = await runProject(again, { outFolder, onLog: ({ text }) => lines.push(text) });
  t.strictSame(second.errors, []);
  t.ok(lines.includes('threshold 7'), lines.join('\n'));
});
