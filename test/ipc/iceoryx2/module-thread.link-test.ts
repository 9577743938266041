/** Modules of ours whose ports live in their own thread, under an independent master. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { PEER } from '../../../support/peer-program.ts';
import { makeLinkFolder, ourModule, runMaster, type LinkFolder } from '../../support/peer.ts';

function moduleThreadFolder(placement: 'module' | 'thread' = 'module'): LinkFolder {
  const folder = makeLinkFolder();
  return { ...folder, environment: { ...folder.environment, SYNTALOS_MLINK_PORTS: placement } };
}

/** Lines of a peer's log, by their event. */
function digestsOf(log: string, event: string): string[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)
    .map(({ items, digest }) => `${String(items)} ${String(digest)}`);
}

/** Has ours pass on what the peer makes, and compares what another peer gets. */
async function passesOn(t: Test, kind: string, fixture: string, type: number): Promise<void> {
  const folder = moduleThreadFolder();
  const logs = { source: join(folder.path, 'source.log'), sink: join(folder.path, 'sink.log') };
  let seen = { source: '', sink: '' };
  const { code, stderr, of } = await runMaster(
    {
      threadsource_0: `${PEER} module --out out:${type} --produce out:${kind} --log ${logs.source}`,
      threadours_0: ourModule(fixture),
      threadsink_0: `${PEER} module --in in:${type} --log ${logs.sink}`,
    },
    [
      ...['--connect', `threadsource_0.out=threadours_0.in:${type}`],
      ...['--connect', `threadours_0.out=threadsink_0.in:${type}`],
      ...['--runs', '2', '--run-msec', '200'],
    ],
    {
      ...folder,
      remove: () => {
        seen = { source: readFileSync(logs.source, 'utf8'), sink: readFileSync(logs.sink, 'utf8') };
        folder.remove();
      },
    },
  );
  t.equal(code, 0, stderr);
  t.same(of('error'), []);
  const sent = digestsOf(seen.source, 'output');
  t.equal(sent.length, 2);
  t.same(digestsOf(seen.sink, 'input'), sent);
}

test('lines pass a module in two runs, byte for byte', (t) => passesOn(t, 'line:2000', 'all-around.js', 5));

test('frames pass a module in two runs, byte for byte', (t) =>
  passesOn(t, 'frame320x240x3:100', 'frames-through.js', 3));

// Far more than wait in shared memory: the helper takes them over, also where it has slept for long.
for (const [when, args, runMsec] of [
  ['at its first item', [], 300],
  ['after a quiet time', ['later'], 900],
] as const) {
  test(`a module that computes ${when} holds its sender up no more than a ring would`, async (t) => {
    const { code, stderr, of } = await runMaster(
      { threadfast_0: ourModule('paced.js'), threadbusy_0: ourModule('busy-receiver.js', ...args) },
      ['--connect', 'threadfast_0.out=threadbusy_0.in', '--run-msec', String(runMsec)],
      moduleThreadFolder(),
    );
    t.equal(code, 0, stderr);
    t.same(of('error'), []);
    t.match(stderr, 'threadfast_0 stdout: sent 200 before the receiver was back');
    t.match(stderr, 'threadbusy_0 stdout: got 200 in order');
  });
}

test('what a callback submits that the stop found at work is sent, and so is what the stop callback submits', async (t) => {
  const run = await runMaster(
    {
      threadsource_0: `${PEER} module --out out:5 --produce out:line:1`,
      threadlate_0: ourModule('late.js'),
      threadsink_0: ourModule('noting.js', 'callback'),
    },
    [
      ...['--connect', 'threadsource_0.out=threadlate_0.in', '--connect', 'threadlate_0.out=threadsink_0.in'],
      ...['--run-msec', '300'],
    ],
    moduleThreadFolder(),
  );
  t.equal(run.code, 0, run.stderr);
  const got = [...run.stderr.matchAll(/threadsink_0 stdout: got (\d+)/g)].map(([, value]) => value);
  t.same(got, ['100', '200']);
});

test('a receiver that dies holds up neither the stop of its sender nor what others have got', async (t) => {
  const run = await runMaster(
    {
      threadsource_0: ourModule('flowing.js', 'source'),
      threadgood_0: ourModule('flowing.js', 'sink'),
      threadbad_0: ourModule('flowing.js', 'dies'),
    },
    [
      ...[
        '--connect',
        'threadsource_0.out=threadgood_0.in',
        '--connect',
        'threadsource_0.out=threadbad_0.in',
      ],
      ...['--run-msec', '500'],
    ],
    moduleThreadFolder(),
  );
  t.match(run.of('failed'), [{ error: /module "threadbad_0" ended: signal: 9/ }]);
  const stops = run.of('answer').filter(({ what }) => what === 'Stop');
  t.ok(stops.length >= 2 && stops.every(({ success }) => success));
  t.match(run.stderr, /threadgood_0 stdout: got [1-9]\d* in order/);
});

test('a module ends by itself when its master dies in a run', async (t) => {
  const { of, code } = await runMaster(
    { threadsource_0: ourModule('flowing.js', 'source'), threadsink_0: ourModule('flowing.js', 'sink') },
    ['--connect', 'threadsource_0.out=threadsink_0.in', '--die', 'running'],
    moduleThreadFolder(),
  );
  t.equal(code, null);
  for (const { pid } of of('started')) {
    for (;;) {
      try {
        process.kill(Number(pid), 0);
      } catch {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  t.pass();
});

test('where this module has several receivers, each gets what submitAsync sends, once and in order', async (t) => {
  const { code, stderr } = await runMaster(
    {
      threadsource_0: ourModule('flowing.js', 'source'),
      threada_0: ourModule('flowing.js', 'sink'),
      threadb_0: ourModule('flowing.js', 'sink'),
    },
    [
      ...['--connect', 'threadsource_0.out=threada_0.in', '--connect', 'threadsource_0.out=threadb_0.in'],
      ...['--run-msec', '300'],
    ],
    moduleThreadFolder(),
  );
  t.equal(code, 0, stderr);
  t.match(stderr, /threada_0 stdout: got [1-9]\d* in order/);
  t.match(stderr, /threadb_0 stdout: got [1-9]\d* in order/);
});

for (const [placement, way, receivers] of [
  ['module', 'submits', ['idle', 'busy']],
  ['module', 'lends', ['busy']],
  ['module', 'lends', ['idle', 'busy']],
  ['thread', 'submits', ['idle', 'busy']],
] as const) {
  test(`what a source that ${way} waits with at the stop gets to its ${receivers.join(' and ')} receiver once, ports placed by ${placement}`, async (t) => {
    const { code, stderr } = await runMaster(
      {
        threadsource_0: ourModule('held-up.js', way),
        ...Object.fromEntries(receivers.map((how) => [`thread${how}_0`, ourModule('held-up.js', how)])),
      },
      [
        ...receivers.flatMap((how) => ['--connect', `threadsource_0.out=thread${how}_0.in:3`]),
        ...['--run-msec', '400'],
      ],
      moduleThreadFolder(placement),
    );
    t.equal(code, 0, stderr);
    t.match(stderr, 'threadsource_0 stdout: sent 60');
    for (const how of receivers) t.match(stderr, `thread${how}_0 stdout: got 60 in order`);
  });
}

for (const placement of ['module', 'thread'] as const) {
  test(`submitAsync waits for one of two receivers without blocking its thread, ports placed by ${placement}`, async (t) => {
    const folder = moduleThreadFolder(placement);
    const isSeen = join(folder.path, 'seen');
    const { code, stderr } = await runMaster(
      {
        threadsource_0: ourModule('put-off.js', 'source', isSeen),
        threadidle_0: ourModule('put-off.js', 'idle'),
        threadbusy_0: ourModule('put-off.js', 'busy', isSeen),
      },
      [
        ...['--connect', 'threadsource_0.out=threadidle_0.in:3'],
        ...['--connect', 'threadsource_0.out=threadbusy_0.in:3'],
        ...['--run-msec', '2000'],
      ],
      folder,
    );
    t.equal(code, 0, stderr);
    t.match(stderr, 'threadsource_0 stdout: sent all');
    for (const how of ['idle', 'busy']) t.match(stderr, `thread${how}_0 stdout: got 61 in order`);
  });

  test(`frames that are filled where they are read arrive as they were sent, ports placed by ${placement}`, async (t) => {
    const { code, stderr } = await runMaster(
      { threadsource_0: ourModule('lending.js'), threadsink_0: ourModule('lending.js', 'sink') },
      [...['--connect', 'threadsource_0.out=threadsink_0.in:3'], ...['--runs', '2', '--run-msec', '500']],
      moduleThreadFolder(placement),
    );
    t.equal(code, 0, stderr);
    t.match(stderr, 'threadsource_0 stdout: an old loan is sent: false');
    t.match(stderr, 'threadsink_0 stdout: got 200 as they were sent');
    t.match(stderr, 'threadsink_0 stdout: got 400 as they were sent');
  });
}

test('a module may end while a frame is lent to it', async (t) => {
  const { of, stderr } = await runMaster(
    { threadsource_0: ourModule('lending.js', 'exits'), threadsink_0: ourModule('lending.js', 'sink') },
    ['--connect', 'threadsource_0.out=threadsink_0.in:3', '--run-msec', '500'],
    moduleThreadFolder(),
  );
  t.match(of('failed'), [{ error: /threadsource_0/ }]);
  t.notMatch(stderr, /signal: (6|11)/);
});
