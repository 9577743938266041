/** The life of processes under the host: settings, storage, what they say, busy ones, several runs, a host that dies. */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { loadProject } from 'syntalos-mlink/host';
import { figure, processModule, projectFolder } from '../../../support/process-modules.ts';
import {
  embedded,
  ours,
  peer,
  peerLog,
  processProject,
  program,
  runProcesses,
  start,
} from './process-modules.ts';
import { isWhole } from '../../support/whole-run.ts';

const MAIN = fileURLToPath(new URL('../../../../dist/bundle/cli.cjs', import.meta.url));

test('settings that a process saves come back in the next run; what it prints is the log', async (t) => {
  const folder = projectFolder(t);
  processModule(folder, 'keeper', [process.execPath, program('keeper')], ['echo "to stderr" >&2']);
  const file = join(folder, 'project.toml');
  writeFileSync(file, '[[modules]]\nid = "keeper"\nuse = "process:keeper"\n');
  for (const runs of [1, 2]) {
    const { run, lines } = await start(await loadProject(file), { durationMsec: 200 });
    while (run.progress().phase !== 'running') await new Promise((resolve) => setTimeout(resolve, 5));
    await run.showDisplay('keeper');
    const report = await run.done;
    isWhole(t, report);
    t.equal(figure(report, 'keeper', 'runs'), runs);
    t.ok(
      lines.some(
        ({ level, module, text }) => level === 'info' && module === 'keeper' && text === 'display shown',
      ),
    );
    t.ok(
      lines.some(
        ({ level, module, text }) => level === 'warning' && module === 'keeper' && text === 'to stderr',
      ),
    );
  }
});

test('all that an independent program says and asks for gets to the host', async (t) => {
  const folder = projectFolder(t);
  const project = processProject(
    folder,
    {
      source: peer(
        ...['--out', 'out:5', '--produce', 'out:line:100'],
        ...['--edl', 'group::videos', '--edl', 'dataset:videos:front', '--edl', 'dataset:videos:front'],
      ),
      sink: ours('checker'),
    },
    ['source:out=sink:in'],
  );
  const modules = project.modules.map((module) =>
    module.id === 'source' ? { ...module, niceness: 1, affinity: [0] } : module,
  );
  const { run } = await start({ ...project, modules }, { durationMsec: 300 });
  const report = await run.done;
  isWhole(t, report);
  const source = report.modules.find(({ id }) => id === 'source');
  t.match(source?.statusMessages, [{ text: 'prepared: ä€😀' }]);
  t.match(source?.synchronizers, [{ id: 'peer-clock', toleranceUsec: 1000, lastOffsetUsec: -250 }]);
  const seen = (event: string) => peerLog(folder, 'source', event);
  t.match(seen('niceness'), [{ nice: 1 }]);
  t.match(seen('affinity'), [{ cores: [0] }]);
  t.match(seen('preset'), [{ inputs: [], outputs: ['out'] }]);
  t.match(seen('prepare'), [
    { root: report.outFolder, name: 'source', uuid: report.runUuid.replaceAll('-', '') },
  ]);
  const root = report.outFolder ?? '';
  t.match(seen('edl'), [
    { name: 'videos', success: true, path: join(root, 'videos') },
    { name: 'front', success: true, path: join(root, 'videos/front') },
    { name: 'front', success: false, error: /front/ },
  ]);
  t.ok(existsSync(join(root, 'sink')), 'a process of ours makes its own dataset');
  t.equal(figure(report, 'sink', 'count'), 100);
  t.match(
    seen('state').map(({ state }) => state),
    ['initializing', 'idle', 'preparing', 'ready', 'running', 'idle'],
  );
});

test('a process that is busy for 50 ms with each item starts and stops, and gets all', async (t) => {
  for (const make of [ours, embedded]) {
    const { report } = await runProcesses(
      t,
      {
        source: make('counter', { count: 60 }),
        busy: ours('pass', { ports: 'in:LineReading', busyMsec: 50 }),
        sink: make('checker'),
      },
      ['source:out=busy:in', 'busy:in-out=sink:in'],
    );
    t.strictSame(report.errors, []);
    t.equal(figure(report, 'sink', 'gaps'), 0);
  }
});

test('a source at full speed and a consumer that cannot follow stop in time, and what is left is told', async (t) => {
  for (const make of [ours, embedded]) {
    const { report } = await runProcesses(
      t,
      { source: make('counter'), slow: ours('pass', { ports: 'in:LineReading', busyMsec: 50 }) },
      ['source:out=slow:in'],
      { durationMsec: 500, limits: { drainMsec: 500 } },
    );
    t.strictSame(report.errors, []);
    t.equal(report.verdict, 'INCOMPLETE');
    t.ok(
      report.reasons.some((reason) => /^slow:in left [\d,]+ items unread$/.test(reason)),
      report.reasons.join('; '),
    );
  }
});

test('two runs of the same modules at once do not meet', async (t) => {
  const folder = projectFolder(t);
  const runs = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const at = join(folder, name);
      processModule(folder, `${name}-source`, [process.execPath, program('counter')]);
      processModule(folder, `${name}-sink`, [process.execPath, program('checker')]);
      writeFileSync(
        `${at}.toml`,
        `[[modules]]\nid = "source"\nuse = "process:${name}-source"\nsettings.count = ${name.length * 1_000}\n` +
          `[[modules]]\nid = "sink"\nuse = "process:${name}-sink"\n[[connections]]\nfrom = "source:out"\nto = "sink:in"\n`,
      );
      const { run } = await start(await loadProject(`${at}.toml`));
      return run.done;
    }),
  );
  for (const report of runs) {
    isWhole(t, report);
    t.equal(figure(report, 'sink', 'count'), 3_000);
    t.equal(figure(report, 'sink', 'gaps'), 0);
  }
});

test('processes end by themselves when the host is killed', async (t) => {
  const folder = projectFolder(t);
  for (const name of ['a', 'b']) processModule(folder, name, [process.execPath, program('keeper')]);
  const file = join(folder, 'project.toml');
  writeFileSync(file, '[[modules]]\nid = "a"\nuse = "process:a"\n[[modules]]\nid = "b"\nuse = "process:b"\n');
  const host = spawn(process.execPath, [MAIN, 'run', file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const pids: string[] = [];
  for await (const line of createInterface({ input: host.stderr })) {
    const pid = /pid (\d+)/.exec(line)?.[1];
    if (pid !== undefined) pids.push(pid);
    if (pids.length === 2) break;
  }
  host.kill('SIGKILL');
  t.equal(pids.length, 2);
  // The test's own time limit is the watchdog.
  while (pids.some((pid) => existsSync(`/proc/${pid}`)))
    await new Promise((resolve) => setTimeout(resolve, 20));
});
