/** Modules of ours as processes, under an independent master. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { PEER } from '../../../support/peer-program.ts';
import { makeLinkFolder, ourModule, runMaster, type LinkFolder } from '../../support/peer.ts';

const SOURCE = `${PEER} module --out out:5 --produce out:line:500`;
const SINK = `${PEER} module --in in:5`;

test('a module goes through two runs, passes on every item, and uses every control channel', async (t) => {
  const folder = makeLinkFolder();
  const logs = { source: join(folder.path, 'source.log'), sink: join(folder.path, 'sink.log') };
  let seen: { source: string; sink: string; folder: boolean } | undefined;
  const run = runMaster(
    {
      source_0: `${SOURCE} --log ${logs.source}`,
      ours_0: ourModule('all-around.js'),
      sink_0: `${SINK} --log ${logs.sink}`,
    },
    [
      ...['--connect', 'source_0.out=ours_0.in', '--connect', 'ours_0.out=sink_0.in'],
      ...[
        '--runs',
        '2',
        '--run-msec',
        '200',
        '--settings',
        'geladen',
        '--show',
        '--nice',
        '1',
        '--affinity',
        '0',
      ],
    ],
    {
      ...folder,
      remove: () => {
        seen = {
          source: readFileSync(logs.source, 'utf8'),
          sink: readFileSync(logs.sink, 'utf8'),
          folder: existsSync(join(folder.path, 'edl/group/data-2/manifest.toml')),
        };
        folder.remove();
      },
    },
  );
  const { code, of, stderr } = await run;
  t.equal(code, 0, stderr);
  const ours = (event: string) => of(event, 'ours_0');
  t.same(
    ours('state').map(({ state }) => state),
    [
      'initializing',
      'idle',
      ...['preparing', 'ready', 'running', 'idle', 'preparing', 'ready', 'running', 'idle'],
    ],
  );
  t.same(
    ours('port')
      .slice(0, 2)
      .map(({ kind, id, title, type }) => ({ kind, id, title, type })),
    [
      { kind: 'input', id: 'in', title: 'Input ä', type: 5 },
      { kind: 'output', id: 'out', title: 'Output', type: 5 },
    ],
  );
  t.equal(ours('status')[0]?.['text'], 'prepared ä€😀 for subject 1 of group ä');
  t.same(
    ours('edl-reserve').map(({ path }) => String(path).slice(folder.path.length)),
    ['/edl/group', '/edl/group/data-1', '/edl/group', '/edl/group/data-2'],
  );
  t.ok(seen?.folder, 'what was reserved was made');
  t.same(ours('settings')[0]?.['data'], 'säved');
  t.same(ours('damaged'), []);
  t.same(ours('error'), []);
  for (const text of ['settings geladen of /settings', 'settings shown', 'display shown', 'the end']) {
    t.match(stderr, `ours_0 stdout: ${text}`);
  }
  t.equal(stderr.match(/ours_0 stdout: passed 500/g)?.length, 2, stderr);
  const digests = (text: string | undefined, event: string) =>
    (text ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['event'] === event)
      .map(({ items, digest }) => `${String(items)} ${String(digest)}`);
  const sent = digests(seen?.source, 'output');
  t.equal(sent.length, 2);
  t.same(digests(seen?.sink, 'input'), sent, 'the sink got the bytes that the source made');
  t.match(ours('ended'), [{ code: 0, signal: null }]);
});

// iceoryx2 takes four requests of a client at a time: the fifth was an error, and so was the run.
test('what a module asks for all at once reaches the master, one after the other', async (t) => {
  const { code, of, stderr } = await runMaster({ ours_0: ourModule('eager.js') });
  t.equal(code, 0, stderr);
  const changes = of('port', 'ours_0');
  const many = Array.from({ length: 12 }, (_, i) => `x${i}`);
  // Their threads come up as they like.
  const added = changes.filter(({ action }) => action === 1).map(({ id }) => id);
  t.same(new Set(added), new Set(many));
  const metadata = changes.filter(({ action }) => action === 3).map(({ metadataBytes }) => metadataBytes);
  // The count, then per entry the key with its length, the value with its tag.
  const entryBytes = many.map((key) => 8 + key.length + 1 + 8);
  t.same(
    metadata,
    many.map((_, i) => 8 + entryBytes.slice(0, i + 1).reduce((sum, bytes) => sum + bytes)),
  );
  t.same(
    of('edl-reserve').map(({ name }) => name),
    many,
  );
  // 128 bytes: 9 up to the letters, of two bytes each.
  t.equal(of('status')[0]?.['text'], `zero \uFFFD ${'ä'.repeat(59)}`, 'cut at a character, no zero in it');
});

for (const [version, plain] of [
  ['3.1.2-14-gdeadbee', '3.1.2'],
  ['3.2+git20260801', '3.2'],
] as const) {
  test(`to a master of version ${version} a module answers with that of ${plain}`, async (t) => {
    const { of } = await runMaster({ ours_0: ourModule('eager.js') }, ['--version', version]);
    t.equal(of('api-version')[0]?.['version'], `sy-${plain}`);
  });
}

test('names at the length limit still meet', async (t) => {
  const long = `${'n'.repeat(116)}_0`;
  const { code, stderr, of } = await runMaster(
    { [`a${long}`]: SOURCE, [`b${long}`]: ourModule('all-around.js') },
    ['--connect', `a${long}.out=b${long}.in`, '--run-msec', '200'],
  );
  t.equal(code, 0, stderr);
  t.match(stderr, 'passed 500');
  t.same(of('error'), []);
});

test('what user code throws reaches the master as whole characters, with the place; the stack goes to the log', async (t) => {
  const { of, stderr } = await runMaster({ ours_0: ourModule('troubled.js', 'throw') });
  const message = String(of('error')[0]?.['message']);
  t.match(message, /^Callback "start" of module "ours_0" threw Error: <b>ä€😀/);
  t.match(message, /\nat .*troubled\.[jt]s:\d+:\d+/);
  t.notMatch(message, '\uFFFD', 'no character is cut');
  t.ok(Buffer.byteLength(message) <= 2048);
  t.match(stderr, /ours_0 stderr: +at .*troubled\.[jt]s/);
});

test('a prepare callback that returns false is an error of the run', async (t) => {
  const { code, of } = await runMaster({ ours_0: ourModule('troubled.js', 'refuse') });
  t.equal(code, 1);
  t.match(
    of('answer').find(({ what }) => what === 'PrepareRun'),
    { success: false },
  );
  t.match(of('error')[0], { message: /refused the run/ });
});

test('an error that nobody catches is told before the process ends by it', async (t) => {
  const { of } = await runMaster({ ours_0: ourModule('troubled.js', 'crash') });
  t.match(of('error')[0], { message: /nobody catches this\nat / });
});

test('a busy module still answers, and stops', async (t) => {
  const { code, of, stderr } = await runMaster({ ours_0: ourModule('troubled.js', 'busy') }, ['--runs', '2']);
  t.equal(code, 0, stderr);
  t.equal(of('reached').filter(({ what }) => what === 'idle again').length, 2);
});

for (const placement of ['module', 'thread'] as const) {
  test(`a submit that waits for a slow reader ends with the stop, ports placed by ${placement}`, async (t) => {
    const { code, stderr } = await runMaster(
      { fast_0: ourModule('troubled.js', 'blocked'), slow_0: ourModule('troubled.js', 'slow') },
      ['--connect', 'fast_0.out=slow_0.in', '--run-msec', '500'],
      placedBy(placement),
    );
    t.equal(code, 0, stderr);
    t.match(stderr, 'the submit came back');
    // In the module's thread an item is sent when its submit returns: no ring holds any back.
    const isHeldBack = /fast_0 stderr: warning: \d+ items of port "out" were not sent/.test(stderr);
    t.equal(isHeldBack, placement === 'thread');
    t.match(stderr, /slow_0 stderr: warning: \d+ items of port "in" were not read/);
  });

  test(`niceness and affinity are those of the threads that work, ports placed by ${placement}`, (t) =>
    showsItsThreads(t, placement));
}

test('a place of ports that is none is refused', async (t) => {
  const folder = makeLinkFolder();
  const environment = { ...folder.environment, SYNTALOS_MLINK_PORTS: 'elsewhere' };
  const { stderr } = await runMaster({ ours_0: ourModule('all-around.js') }, [], { ...folder, environment });
  t.match(stderr, 'SYNTALOS_MLINK_PORTS is "elsewhere", expected thread or module');
});

/** A folder in which the ports of modules live where `placement` says. */
function placedBy(placement: 'module' | 'thread'): LinkFolder {
  const folder = makeLinkFolder();
  return { ...folder, environment: { ...folder.environment, SYNTALOS_MLINK_PORTS: placement } };
}

/** Has a process tell of its threads, and of its name, which is that of its instance. */
async function showsItsThreads(t: Test, placement: 'module' | 'thread'): Promise<void> {
  const name = 'a-name-that-is-long_0';
  const { code, stderr } = await runMaster(
    { source_0: SOURCE, [name]: ourModule('scheduled.js') },
    ['--connect', `source_0.out=${name}.in`, '--runs', '2', '--nice', '3', '--affinity', '0'],
    placedBy(placement),
  );
  t.equal(code, 0, stderr);
  t.match(stderr, `stdout: name ${name.slice(0, 15)}\n`);
  const told = [...stderr.matchAll(/stdout: threads (.*)/g)].map(
    ([, json = '']) => JSON.parse(json) as { isMain: boolean; nice: number; cores: string }[],
  );
  t.equal(told.length, 2);
  for (const threads of told) {
    const nicer = threads.filter(({ nice }) => nice === 3);
    t.equal(nicer.length, placement === 'thread' ? 3 : 1, 'the module, with its input and its output');
    t.ok(nicer.some(({ isMain }) => isMain));
    t.ok(
      nicer.every(({ cores }) => cores === '0'),
      JSON.stringify(nicer),
    );
    t.ok(threads.length > nicer.length, 'the supervisor is none of them');
  }
}

test('the priority of real-time threads is limited as far as the system allows any', async (t) => {
  // Who may not give a process a limit to lower has none, most often, and that stays.
  const withLimit = ['prlimit', '--rtprio=20:30'];
  const mayRaise = spawnSync(withLimit.join(' '), ['true'], { shell: true }).status === 0;
  t.comment(mayRaise ? 'a limit of 20 is lowered to 10' : 'the limit of this process stays');
  const { code, stderr } = await runMaster(
    { ours_0: [...(mayRaise ? withLimit : []), ourModule('scheduled.js')].join(' ') },
    ['--realtime', '10'],
  );
  t.equal(code, 0, stderr);
  const [, soft, hard] = /stdout: realtime (\S+) (\S+)/.exec(stderr) ?? [];
  if (mayRaise) t.equal(`${soft} of ${hard}`, '10 of 30');
  else t.equal(Number(soft), Math.min(10, hard === 'unlimited' ? Infinity : Number(hard)));
});

test('SIGTERM is a shutdown: the run stops, what follows the loop is done, the process ends well', async (t) => {
  const { of, stderr } = await runMaster({ ours_0: ourModule('troubled.js', 'sigterm') });
  t.match(stderr, 'ours_0 stdout: the end');
  const states = of('state', 'ours_0').map(({ state }) => state);
  t.same(states.slice(-2), ['running', 'idle']);
  t.same(of('error'), []);
});

test('inputs get items of another type converted, as many as the preset has made room for', async (t) => {
  // With the master's own subscription four receivers: a port has room for two until the preset.
  const sinks = ['b_0', 'c_0', 'd_0'];
  const { code, stderr } = await runMaster(
    {
      a_0: ourModule('signals.js', 'source'),
      ...Object.fromEntries(sinks.map((id) => [id, ourModule('signals.js', 'sink')])),
    },
    sinks.flatMap((id) => ['--connect', `a_0.out=${id}.in:7`]),
  );
  t.equal(code, 0, stderr);
  for (const id of sinks) t.match(stderr, `${id} stdout: got Float32Array 2x2 0 1 40000 65535 at 1 2`);
});

test('a log that nobody reads holds up neither the run nor the end of the process', async (t) => {
  const folder = makeLinkFolder();
  const pipe = join(folder.path, 'unread');
  const start = join(folder.path, 'start');
  execFileSync('mkfifo', [pipe]);
  // Opened for reading, too, but never read: it takes what a pipe holds, then whoever writes blocks.
  writeFileSync(start, `#!/bin/sh\nexec ${ourModule('troubled.js', 'flood')} 2<>${pipe}\n`, { mode: 0o755 });
  const { code, of, stderr } = await runMaster({ ours_0: start }, [], folder);
  t.equal(code, 0, stderr);
  t.match(of('ended', 'ours_0'), [{ code: 0, signal: null }]);
});

test('a module leaves when its master is gone', async (t) => {
  const { of } = await runMaster({ ours_0: ourModule('all-around.js') }, ['--no-shutdown']);
  const pid = Number(of('started')[0]?.['pid']);
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

for (const step of ['idle', 'prepare', 'start', 'running', 'stop']) {
  test(`a module ends by itself when its master dies at "${step}"`, async (t) => {
    const { of, code, stderr } = await runMaster({ ours_0: ourModule('all-around.js') }, ['--die', step]);
    t.equal(code, null, stderr);
    const pid = Number(of('started')[0]?.['pid']);
    await gone(pid);
    t.pass();
  });
}

/** Settles when no process has this id; the test's own time limit is the watchdog. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
