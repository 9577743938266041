/** What goes wrong in a process, short of its sudden end, ends the run with an error that names it, in bounded time, and leaves nothing behind. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { figure, processModule, projectFolder } from '../../../support/process-modules.ts';
import {
  BESIDE,
  CONNECTED,
  isIncomplete,
  ours,
  peer,
  processProject,
  program,
  runProcesses,
  start,
} from './process-modules.ts';
import { isWhole } from '../../support/whole-run.ts';

test('a process of another version is refused with both versions', async (t) => {
  const { report } = await runProcesses(t, { bad: peer('--api-version', 'sy-9.9.9') }, []);
  t.match(report.errors, [
    {
      error: {
        code: 'ERR_SYNTALOS_MODULE_LOAD',
        message: /^Cannot use module "bad": its API version is "sy-9\.9\.9", expected "sy-\d+\.\d+\.\d+"$/,
      },
    },
  ]);
});

test('what a process refuses or raises is its error', async (t) => {
  const cases = [
    [['--fail', 'prepare'], /refused to prepare the run|prepare failed as asked/],
    [['--fail', 'start'], /^Module "bad" refused to start$/],
    [['--fail', 'stop'], /^Module "bad" refused to stop$/],
    [['--raise-after', '10'], /^Peer: raised as asked: ä€😀$/],
  ] as const;
  for (const [args, message] of cases) {
    const { report } = await runProcesses(t, { ...BESIDE, bad: peer('--in', 'in:5', ...args) }, CONNECTED, {
      durationMsec: 300,
    });
    const { error } = report.errors.find(({ module }) => module === 'bad') ?? {};
    t.equal(error?.code, 'ERR_SYNTALOS_MODULE');
    t.match(error?.message, message);
  }
});

test('the limits of a project hold in its processes, too, and what they say names them', async (t) => {
  const begun: { stop?: () => void } = {};
  const folder = projectFolder(t);
  const overdue: string[] = [];
  const { run } = await start(
    processProject(folder, { ...BESIDE, bad: ours('faulty', { fault: 'never-return' }) }, CONNECTED),
    {
      durationMsec: 60_000,
      limits: { overdueMsec: 300, stopMsec: 900 },
      onLog: (line) => {
        if (line.module === 'bad' && line.text.includes('has not returned')) {
          overdue.push(line.text);
          begun.stop?.();
        }
      },
    },
  );
  begun.stop = () => run.stop('it was said');
  const report = await run.done;
  t.match(overdue, [
    /^Callback "onData of in" of module "bad_\d+" has not returned for \d{3,4} ms: .*faulty\.js, at item 10, .* given up after 900 ms \("stop" in \[run\.limits\]\)/,
  ]);
  t.equal(report.stopReason, 'it was said');
  t.match(
    report.errors.find(({ module }) => module === 'bad')?.error.message,
    /did not return within \d+ ms of "stop"/,
  );
});

test('a source in a process that is held back is not blamed: what it waits for is said', async (t) => {
  const begun: { stop?: () => void } = {};
  const folder = projectFolder(t);
  const said: string[] = [];
  const { run } = await start(
    processProject(folder, { source: ours('eager'), bad: ours('faulty', { fault: 'never-return' }) }, [
      'source:out=bad:in',
    ]),
    {
      durationMsec: 60_000,
      // Once it is told of as computing, which on a busy machine it is for longer, it is not told of again.
      limits: { overdueMsec: 1_000, stopMsec: 900, drainMsec: 300 },
      onLog: ({ module, text }) => {
        if (module !== 'source' || !text.includes('has not got room')) return;
        said.push(text);
        begun.stop?.();
      },
    },
  );
  begun.stop = () => run.stop('it was said');
  await run.done;
  t.match(
    said[0],
    /^Callback "start" of module "source_\d+" has not got room in its output "out" for \d+ ms: .*eager\.js, since \S+; what is connected there takes nothing$/,
  );
});

test('what user code throws in a process arrives with its place', async (t) => {
  for (const [fault, message] of [
    [
      'throw-in-prepare',
      /^Callback "prepare" of module "bad_\d+" threw RangeError: no such camera\nat .*faulty/,
    ],
    ['throw-in-data', /threw RangeError: cannot use 10\nat .*faulty/],
    ['unhandled', /nobody catches this\nat .*faulty/],
  ] as const) {
    const { report } = await runProcesses(t, { ...BESIDE, bad: ours('faulty', { fault }) }, CONNECTED, {
      durationMsec: 60_000,
    });
    t.match(report.errors[0], { module: 'bad', error: { message } });
    await isIncomplete(t, report);
  }
});

test('a program that cannot be run is told with its path', async (t) => {
  const folder = projectFolder(t);
  const use = processModule(folder, 'bad', ['/nowhere/program']);
  const { run } = await start(processProject(folder, {}, [], [{ id: 'bad', use }]));
  const report = await run.done;
  t.match(
    report.errors[0]?.error.message,
    /ended while it was loaded, with exit code 12[67]; .*(\n.*)*\/nowhere\/program/,
  );
});

test('a process that never becomes ready, and does not leave, is ended by signals', async (t) => {
  const folder = projectFolder(t);
  const script = ["trap '' TERM", 'while :; do sleep 1; done'];
  const use = processModule(folder, 'deaf', ['true'], ['echo $$ > "$0.pid"', ...script]);
  const { run } = await start(processProject(folder, {}, [], [{ id: 'deaf', use }]), {
    limits: { idleMsec: 300 },
  });
  const report = await run.done;
  t.match(report.errors, [
    { error: { code: 'ERR_SYNTALOS_TIMEOUT', message: /^Module "deaf" was not ready within 300 ms/ } },
  ]);
  t.match(report.modules[0]?.warnings, [{ text: /did not leave when it was asked to: signals ended it/ }]);
  const pid = readFileSync(join(folder, 'deaf/launcher.pid'), 'utf8').trim();
  t.notOk(existsSync(`/proc/${pid}`));
});

test('what a launcher leaves behind does not hold up the end of a run', async (t) => {
  const folder = projectFolder(t);
  const command = [process.execPath, program('dies'), 'run', '3'];
  const use = processModule(folder, 'bad', command, ['sleep 1000 & echo $! > "$0.pid"']);
  const { run } = await start(processProject(folder, {}, [], [{ id: 'bad', use }]));
  const report = await run.done;
  t.match(report.errors, [
    { error: { message: /ended during the run, with exit code 3; .*(\n.*)*last words at run/ } },
  ]);
  const pid = readFileSync(join(folder, 'bad/launcher.pid'), 'utf8').trim();
  // Whoever adopts it may take a moment to see that it is dead.
  const isAlive = (): boolean =>
    existsSync(`/proc/${pid}/stat`) && !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  t.notOk(isAlive());
});

test('a run that is killed leaves no process and no shared memory', async (t) => {
  const folder = projectFolder(t);
  const { run, lines } = await start(
    processProject(folder, { source: ours('counter'), sink: ours('checker'), keeper: ours('keeper') }, [
      'source:out=sink:in',
    ]),
  );
  while (run.progress().phase !== 'running') await new Promise((resolve) => setTimeout(resolve, 5));
  run.kill();
  const report = await run.done;
  t.ok(report.killed);
  t.strictSame(report.errors, []);
  const pid = lines.map(({ text }) => /^pid (\d+)$/.exec(text)?.[1]).find((text) => text !== undefined);
  t.notOk(existsSync(`/proc/${pid}`));

  // What the killed processes have left is no hindrance, and goes away.
  const again = await start(
    processProject(join(folder), { source2: ours('counter', { count: 1_000 }), sink2: ours('checker') }, [
      'source2:out=sink2:in',
    ]),
  );
  const second = await again.run.done;
  isWhole(t, second);
  t.equal(figure(second, 'sink2', 'count'), 1_000);
  const nodes = join(folder, 'syntalos-iox', 'nodes');
  t.strictSame(existsSync(nodes) ? readdirSync(nodes) : [], []);
});
