/** Modules of ours under a master, and behind a sender, that does not go by the book. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'tap';
import { StreamWriter, type MetaMap } from 'syntalos-mlink/types';
import { PEER } from '../../../support/peer-program.ts';
import { makeLinkFolder, ourModule, runMaster, type PeerRun } from '../../support/peer.ts';

const OURS = { odd_0: ourModule('noting.js') };

/** A request that the master sends at this step, as an argument of the peer. */
function odd(step: string, request: string, bytes?: Uint8Array): string[] {
  const hex = bytes === undefined ? '' : `:${Buffer.from(bytes).toString('hex')}`;
  return ['--odd', `${step}=odd_0.${request}${hex}`];
}

function states({ of }: PeerRun): unknown[] {
  return of('state', 'odd_0').map(({ state }) => state);
}

test('a damaged request is refused, with the reason before the answer, and the module goes on', async (t) => {
  const metadata = (bytes: StreamWriter) => new StreamWriter().str('in').raw(bytes.finish()).finish();
  const damaged = [
    ['PrepareRun', new Uint8Array([0, 255]), /Cannot decode PrepareRun: the bytes end in "subjectId length"/],
    ['LoadSettings', new Uint8Array(0), /Cannot decode LoadSettings: the bytes end in "baseDir length"/],
    [
      'SetPortsPresetRequest',
      new StreamWriter().u64(Number.MAX_SAFE_INTEGER).finish(),
      /"inputs" has 9007199254740991 entries/,
    ],
    [
      'UpdateInputPortMetadata',
      metadata(new StreamWriter().u64(1).str('a').u8(9)),
      /"metadata" has the unknown metadata tag 9/,
    ],
    [
      'UpdateInputPortMetadata',
      metadata(new StreamWriter().metaMap({ a: 1 }).u8(0)),
      /1 bytes are left after its end/,
    ],
  ] as const;
  const run = await runMaster(
    OURS,
    damaged.flatMap(([channel, bytes]) => odd('idle', channel, bytes)),
  );
  const told = run.lines.filter(({ event }) => event === 'error' || event === 'odd');
  t.same(
    told.map(({ event, what, success }) =>
      event === 'error' ? 'error' : `${String(what)} ${String(success)}`,
    ),
    damaged.flatMap(([channel]) => ['error', `${channel} false`]),
  );
  const errors = run.of('error');
  for (const [at, [, , message]] of damaged.entries()) t.match(errors[at]?.['message'], message);
  // The peer ends a run in which an error was raised as soon as it has started.
  t.same(states(run), [
    ...['initializing', 'idle'],
    ...damaged.map(() => 'error'),
    ...['preparing', 'ready', 'running', 'idle'],
  ]);
});

test('a stop before a run and after it, and a start that was not prepared, do no harm', async (t) => {
  const run = await runMaster(OURS, [
    ...odd('idle', 'Stop'),
    ...odd('idle', 'Start'),
    ...odd('idle', 'Stop'),
    ...odd('stopped', 'Stop'),
    ...['--runs', '2'],
  ]);
  t.equal(run.code, 0, run.stderr);
  t.ok(run.of('odd').every(({ success }) => success));
  t.same(run.of('error'), []);
  t.match(run.of('ended'), [{ code: 0, signal: null }]);
});

test('a shutdown during a run stops it first: the stop callback runs, and what was recorded is saved', async (t) => {
  const folder = makeLinkFolder();
  let isSaved = false;
  const run = await runMaster(OURS, [...odd('running', 'Shutdown'), '--until-ended'], {
    ...folder,
    remove: () => {
      isSaved = existsSync(join(folder.path, 'edl/notes-1/manifest.toml'));
      folder.remove();
    },
  });
  t.same(states(run).slice(-2), ['running', 'idle']);
  t.match(run.stderr, /odd_0 stdout: stopped\nodd_0 stdout: the end/);
  t.ok(isSaved);
  t.match(run.of('ended'), [{ code: 0, signal: null }]);
});

// The second of them was not there yet when its metadata came, which was lost.
test('ports that only a preset knows are added, and have their metadata in the prepare callback', async (t) => {
  const preset = new StreamWriter().u64(3);
  for (const id of ['in', 'one', 'two']) preset.u8(3).str(id).str('T').i32(5).metaMap({}).u32(0);
  const metadata = (id: string, map: MetaMap) => new StreamWriter().str(id).metaMap(map).finish();
  const run = await runMaster(OURS, [
    ...odd('idle', 'SetPortsPresetRequest', preset.u64(0).finish()),
    ...odd('idle', 'UpdateInputPortMetadata', metadata('one', { rate: 0.5 })),
    ...odd('idle', 'UpdateInputPortMetadata', metadata('two', { name: 'zwei' })),
  ]);
  t.equal(run.code, 0, run.stderr);
  t.same(
    run.of('port').map(({ action, id }) => `${String(action)} ${String(id)}`),
    ['1 in', '1 one', '1 two'],
  );
  t.match(run.stderr, 'odd_0 stdout: prepared [{"rate":0.5},{"name":"zwei"}]\n');
});

test('an input is not connected to a source whose items do not convert', async (t) => {
  const source = `${PEER} module --out out:1`;
  const { of, code } = await runMaster({ oddsource_0: source, ...OURS }, [
    '--connect',
    'oddsource_0.out=odd_0.in:1',
  ]);
  t.equal(code, 1);
  t.match(of('error'), [
    { message: /Cannot connect a source of ControlCommand to port "in": it takes LineReading/ },
  ]);
  t.match(
    of('answer').find(({ what }) => what === 'ConnectInputPort'),
    { success: false },
  );
});

// Of a loop over the port this was no error at all: the loop got nothing more, and the sender was blocked.
for (const consumer of ['callback', 'loop']) {
  for (const kind of ['row', 'nothing']) {
    test(`an item that is none, sent as a ${kind} to a ${consumer}, is an error of the run`, async (t) => {
      const run = await runMaster(
        {
          oddsource_0: `${PEER} module --out out:5 --produce out:${kind}:3`,
          odd_0: ourModule('noting.js', consumer),
        },
        ['--connect', 'oddsource_0.out=odd_0.in', '--run-msec', '60000'],
      );
      t.equal(run.code, 1);
      t.match(run.of('error'), [
        {
          message:
            /^Cannot read what was sent to port "in" of module "odd_0": Cannot decode LineReading: got \d+ bytes, expected 14/,
        },
      ]);
      t.match(run.stderr, 'stopped');
      if (consumer === 'loop') t.match(run.stderr, 'the loop ended');
    });
  }
}

test('what a callback submits that the stop found at work is sent, and so is what the stop callback submits', async (t) => {
  const run = await runMaster(
    {
      oddsource_0: `${PEER} module --out out:5 --produce out:line:1`,
      late_0: ourModule('late.js'),
      sink_0: ourModule('noting.js', 'callback'),
    },
    ['--connect', 'oddsource_0.out=late_0.in', '--connect', 'late_0.out=sink_0.in', '--run-msec', '300'],
  );
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, /late_0 stdout: result true\n.*late_0 stdout: last true\n/s);
  t.notMatch(run.stderr, 'after the stop true');
  const got = [...run.stderr.matchAll(/sink_0 stdout: got (\d+)/g)].map(([, value]) => value);
  t.same(got, ['100', '200']);
});

// It takes the end of a process with code 0 for a regular one.
for (const code of [0, 3]) {
  test(`process.exit(${code}) in a run is an error that the master hears before the process ends`, async (t) => {
    const run = await runMaster({ odd_0: ourModule('troubled.js', `exit${code}`) }, ['--until-ended']);
    t.match(run.of('error', 'odd_0'), [
      {
        message: new RegExp(`process\\.exit\\(${code}\\) was called.*shutdown\\(\\).*troubled\\.[jt]s:`, 's'),
      },
    ]);
    t.equal(states(run).at(-1), 'error');
    t.match(run.of('ended'), [{ code }]);
    const told = run.lines
      .map(({ event }) => event)
      .filter((event) => event === 'error' || event === 'ended');
    t.same(told, ['error', 'ended']);
  });
}

// Node tells the main thread of signals, which computes.
test('SIGTERM ends a run though the module computes all the time', async (t) => {
  const run = await runMaster({ odd_0: ourModule('noting.js', 'compute') }, ['--until-ended']);
  t.match(run.stderr, /saw the stop\n.*stopped\n.*the end/s);
  t.same(states(run).slice(-2), ['running', 'idle']);
  t.match(run.of('ended'), [{ code: 0, signal: null }]);
});

// Within 2 s; what follows the loop would come after 20.
test('SIGTERM ends a process that hangs', async (t) => {
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  const child = spawn('sh', ['-c', `exec ${ourModule('hanging.js')}`], {
    env: { ...folder.environment, SYNTALOS_MODULE_ID: 'hanging_0' },
  });
  await once(child.stdout, 'data');
  const since = performance.now();
  child.kill('SIGTERM');
  t.strictSame(await once(child, 'exit'), [null, 'SIGKILL']);
  t.ok(performance.now() - since < 10_000);
});

test('a module whose supervisor dies ends at once, by a signal', async (t) => {
  const run = await runMaster({ odd_0: ourModule('headless.js') }, ['--until-ended']);
  t.match(run.of('ended'), [{ code: null, signal: 9 }]);
  t.match(run.stderr, 'odd_0 stderr: error: Actor thread "supervisor" is gone');
});

test('a module that was killed is started anew under its name, and does its work', async (t) => {
  const folder = makeLinkFolder();
  const start = join(folder.path, 'start');
  // Not a word of a stop to the master: it has all its ends open.
  const script = `#!/bin/sh\n${ourModule('troubled.js', 'killed')}\nexec ${ourModule('all-around.js')}\n`;
  writeFileSync(start, script, { mode: 0o755 });
  const run = await runMaster(
    {
      oddsource_0: `${PEER} module --out out:5 --produce out:line:500`,
      odd_0: start,
      oddsink_0: `${PEER} module --in in:5`,
    },
    ['--connect', 'oddsource_0.out=odd_0.in', '--connect', 'odd_0.out=oddsink_0.in'],
    folder,
  );
  t.equal(run.code, 0, run.stderr);
  t.equal(states(run).filter((state) => state === 'initializing').length, 2);
  t.match(run.stderr, 'odd_0 stdout: passed 500');
});

test('a receiver that dies holds up neither the stop of its sender nor what others have got', async (t) => {
  const run = await runMaster(
    {
      oddsource_0: ourModule('flowing.js', 'source'),
      good_0: ourModule('flowing.js', 'sink'),
      bad_0: ourModule('flowing.js', 'dies'),
    },
    ['--connect', 'oddsource_0.out=good_0.in', '--connect', 'oddsource_0.out=bad_0.in', '--run-msec', '500'],
  );
  t.match(run.of('failed'), [{ error: /module "bad_0" ended: signal: 9/ }]);
  const stops = run.of('answer').filter(({ what }) => what === 'Stop');
  t.ok(stops.length >= 2 && stops.every(({ success }) => success));
  t.same(run.of('error'), []);
  t.match(run.stderr, /good_0 stdout: got [1-9]\d* in order/);
});

test('a module whose host was gone before it could look at its parent leaves', async (t) => {
  const folder = makeLinkFolder();
  const { pid } = spawnSync('/bin/true');
  const environment = { ...folder.environment, SYNTALOS_MLINK_HOST_PID: String(pid) };
  const { of } = await runMaster(OURS, ['--until-ended'], { ...folder, environment });
  // Its program may still wait for the link: with what code it ends is Node's matter then.
  t.match(of('ended'), [{ signal: null }]);
});
