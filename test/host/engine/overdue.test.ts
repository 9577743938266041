/** User code that does not come back: what is said of it, and when. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { createProject, startProject, type ProjectRun, type RunReport } from 'syntalos-mlink/host';
import { BLOCK_FOREVER } from '../../support/block.ts';
import { temporaryFolder } from './support.ts';

const SOURCE = `
  import { DataType, everyUsec, initLink } from 'syntalos-mlink';
  const link = await initLink();
  const out = await link.registerOutputPort('out', 'Out', DataType.LineReading);
  let value = 0;
  link.onStart = () => {
    everyUsec(10_000, () => out.submit({ lineId: 1, value: value++, timeUsec: 1 }));
  };
  await link.awaitDataForever();`;

const sink = (consume: string): string => `
  import { DataType, initLink } from 'syntalos-mlink';
  const link = await initLink();
  const input = await link.registerInputPort('in', 'In', DataType.LineReading);
  ${consume}
  await link.awaitDataForever();`;

const analysing = (file: string): string =>
  sink(
    `const analysis = input.analyze(new URL('./${file}.mts', import.meta.url), { workers: 1 });
     analysis.onResult = () => undefined;`,
  );

/**
 * Runs files as modules, those called `analyze` apart, each fed by the source: until the log has a line for each of
 * these, or a module fails.
 */
async function runFiles(
  t: Test,
  files: Record<string, string>,
  expected: readonly RegExp[] = [/nothing is awaited/],
  inputs: readonly string[] = ['in'],
): Promise<RunReport> {
  const folder = join(temporaryFolder(t), 'program');
  mkdirSync(folder);
  const sinks = Object.keys(files).filter((name) => !name.startsWith('analyze'));
  for (const [name, text] of Object.entries({ source: SOURCE, ...files })) {
    writeFileSync(join(folder, `${name}.mts`), text);
  }
  const project = createProject(
    {
      run: { duration: '60s', limits: { overdue: '300ms', stop: '700ms', drain: '400ms', prepare: '20s' } },
      modules: ['source', ...sinks].map((id) => ({ id, use: `./${id}.mts` })),
      connections: sinks.flatMap((id) => inputs.map((port) => ({ from: 'source:out', to: `${id}:${port}` }))),
    },
    folder,
  );
  const awaited = new Set(expected);
  const begun: { run?: ProjectRun } = {};
  begun.run = await startProject(project, {
    outFolder: folder,
    onLog: ({ text }) => {
      for (const pattern of awaited) if (pattern.test(text)) awaited.delete(pattern);
      if (awaited.size === 0) begun.run?.stop('all was seen');
    },
  });
  return begun.run.done;
}

function warningsOf(report: RunReport, id: string): string {
  const module = report.modules.find((each) => each.id === id);
  return (module?.warnings ?? []).map(({ text }) => text).join('\n');
}

test('a loop without an end is reported with its file, its item, since when, and when it is given up', async (t) => {
  const SINCE = 'since \\d\\d:\\d\\d:\\d\\d';
  const AT_STOP =
    'the run goes on, and when it stops, the module is given up after 700 ms \\("stop" in \\[run\\.limits\\]\\)';
  const callback = new RegExp(
    `^Callback "onData of in" of module "callback" has not returned for \\d+ ms: .*/callback\\.mts, at item 3, ${SINCE}; ${AT_STOP}$`,
  );
  const loop = new RegExp(
    `^Callback "loop over in" of module "loop" has not returned for \\d+ ms: .*/loop\\.mts, at item 3, ${SINCE}; ${AT_STOP}$`,
  );
  const [endless, never] = ['analyze', 'analyze-never'].map(
    (file) =>
      new RegExp(
        `^analyze\\(\\) of the analysis of port "in" has not returned for \\d+ ms: .*/${file}\\.mts, at item 3, ${SINCE}; the run goes on; when it stops, what waits behind it is given up after 400 ms`,
      ),
  );
  const report = await runFiles(
    t,
    {
      callback: sink(`let n = 0; input.onData = () => { if (n++ === 3) for (;;); };`),
      loop: sink(
        `void (async () => { let n = 0; for await (const item of input) if (n++ === 3) ${BLOCK_FOREVER}; })();`,
      ),
      endless: analysing('analyze'),
      analyze: `export const analyze = ({ value }) => { if (value === 3) ${BLOCK_FOREVER}; };`,
      never: analysing('analyze-never'),
      'analyze-never': `export const analyze = ({ value }) => value === 3 ? new Promise(() => undefined) : value;`,
    },
    [callback, loop, endless!, never!],
  );
  t.equal(
    report.stopReason,
    'all was seen',
    report.modules.map(({ id }) => warningsOf(report, id)).join('\n'),
  );
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(
    report.errors.find(({ module }) => module === 'callback')?.error.message,
    /did not return within \d+ ms of "stop": the run ends without it \(.*callback\.mts, at item 3\)$/,
  );
});

test('a file of an analysis that does not load, and a thread that is busy in no callback, are reported', async (t) => {
  const report = await runFiles(
    t,
    {
      loading: sink(
        `const analysis = input.analyze(new URL('./analyze.mts', import.meta.url), { workers: 1 });
         link.onPrepare = async () => {
           await Promise.race([analysis.whenLoaded(), new Promise((resolve) => setTimeout(resolve, 1_500))]);
           return true;
         };`,
      ),
      analyze: `${BLOCK_FOREVER};\nexport const analyze = () => 0;`,
      busy: sink(
        `link.onStart = () => void setTimeout(() => { while (link.isRunning) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); }, 1);`,
      ),
    },
    [
      /^The file of the analysis of port "in" has not loaded for \d+ ms: .*\/analyze\.mts, since \d\d:\d\d:\d\d; items wait for it, and a preparation that waits for whenLoaded\(\) is given up after 20 s/,
      /^Callback "prepare" .*\/loading\.mts, since .*; it is given up at \d\d:\d\d:\d\d, after 20 s \("prepare" in \[run\.limits\]\), and the run does not start$/,
      /^The thread of module "busy" has not come back to its event loop for \d+ ms: .*\/busy\.mts, since .*; no item is delivered meanwhile/,
    ],
  );
  t.equal(
    report.stopReason,
    'all was seen',
    report.modules.map(({ id }) => warningsOf(report, id)).join('\n'),
  );
});

test('an onData whose promise never settles is reported, also while another port of its module delivers', async (t) => {
  const report = await runFiles(
    t,
    {
      waits: sink(
        `const other = await link.registerInputPort('other', 'Other', DataType.LineReading);
         other.onData = () => undefined;
         input.onData = ({ value }) => value === 3 ? new Promise(() => undefined) : undefined;`,
      ),
    },
    [
      /^Callback "onData of in" of module "waits" has not settled for \d+ ms: at item 3, since \d\d:\d\d:\d\d; other ports go on; when it stops, the module is given up after 700 ms/,
    ],
    ['in', 'other'],
  );
  t.equal(report.stopReason, 'all was seen', warningsOf(report, 'waits'));
  t.equal(report.verdict, 'INCOMPLETE');
});

test('what nobody catches in the thread of an analysis is an error with the file and line of the user', async (t) => {
  const kinds = {
    rejection: `export const analyze = (item) => {\n  Promise.reject(new RangeError('nobody looks'));\n  return new Promise(() => undefined);\n};`,
    timer: `export const analyze = (item) => {\n  setTimeout(() => { throw new RangeError('too late'); }, 1);\n  return 1;\n};`,
    exit: `export const analyze = (item) => {\n  process.exit(3);\n};`,
  };
  for (const [name, text] of Object.entries(kinds)) {
    const report = await runFiles(t, { [name]: analysing(`analyze-${name}`), [`analyze-${name}`]: text });
    const [first] = report.errors;
    t.equal(report.errors.length, 1, name);
    t.equal(first?.module, name);
    t.match(first?.error.message, /a thread died: (nobody looks|too late|process\.exit\(3\) was called)/);
    t.match(first?.error.stack, new RegExp(`analyze-${name}\\.mts:2:`), name);
  }
});

test('a source that is held back is not blamed: what it waits for is said', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'sink.mts'), sink('').replace('LineReading', 'Frame'));
  const project = createProject(
    {
      run: { duration: '60s', limits: { overdue: '300ms', drain: '400ms' } },
      modules: [
        { id: 'cam', use: 'camera-synthetic', settings: { width: 640, height: 480, fps: 500 } },
        { id: 'sink', use: './sink.mts' },
      ],
      connections: [{ from: 'cam:frames', to: 'sink:in' }],
    },
    folder,
  );
  const begun: { run?: ProjectRun } = {};
  begun.run = await startProject(project, {
    outFolder: folder,
    onLog: ({ text }) => {
      if (text.includes('has not')) begun.run?.stop('it was seen');
    },
  });
  const report = await begun.run.done;
  t.match(
    warningsOf(report, 'cam'),
    /^The thread of module "cam" has not got room in its output "frames" for \d+ ms: camera-synthetic, since [\d:]+; what is connected there takes nothing$/,
  );
  t.match(report.reasons.join('\n'), /sink:in left [\d,]+ items unread/);
});
