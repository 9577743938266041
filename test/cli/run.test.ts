import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { runCli } from '#src/cli/program';
import { TestWorld } from './fixtures/test-world.ts';

const PROJECT = `
[run]
duration = "10s"
out = "data"
[[modules]]
id = "cam"
use = "camera-synthetic"
`;

function worldWith(t: Test, project: string = PROJECT): TestWorld {
  return new TestWorld(t.testdir({ 'project.toml': project }));
}

test('a complete run exits with 0 and its summary is on stdout', async (t) => {
  const world = worldWith(t);
  const exit = runCli(['run', 'project.toml', '--set', 'cam.width=320', '--duration', '5s'], world);
  await world.engine.called('running');
  world.engine.end();

  t.equal(await exit, 0);
  t.match(world.stdout.text, /^COMPLETE: every item reached every consumer\nThe run of "tracker"/);
  t.match(world.engine.project?.modules[0]?.settings, { width: 320 });
  t.match(world.engine.options, { outFolder: join(world.workingFolder, 'data'), durationMsec: 5000 });
  t.equal(world.signals.listenerCount('SIGINT') + world.signals.listenerCount('exit'), 0);
});

test('an incomplete run exits with 1, and its report is where it was asked for', async (t) => {
  const world = worldWith(t);
  const exit = runCli(['run', '.', '--json', '--report', 'r/report.json', '--out', 'x', '--quiet'], world);
  await world.engine.called('running');
  world.engine.options.onLog?.({ level: 'info', text: 'not shown' });
  world.engine.end({ errors: [{ error: { name: 'Error', message: 'broken' } }] });

  t.equal(await exit, 1);
  const report: unknown = JSON.parse(world.stdout.text);
  t.match(report, { verdict: 'INCOMPLETE', reasons: ['broken'] });
  t.strictSame(JSON.parse(readFileSync(join(world.workingFolder, 'r', 'report.json'), 'utf8')), report);
  t.equal(world.stderr.text, '');
  t.equal(world.engine.options.outFolder, join(world.workingFolder, 'x'));
});

test('a run that was late exits with 0, with --strict with 3; its summary says so first', async (t) => {
  const sources = [
    {
      module: 'cam',
      due: 600,
      given: 300,
      skipped: 0,
      pace: 'schedule',
      heldBackUsec: 5e6,
      heldBackBy: [],
    },
  ] as const;
  for (const [flags, code] of [
    [[], 0],
    [['--strict'], 3],
  ] as const) {
    const world = worldWith(t);
    const exit = runCli(['run', 'project.toml', ...flags], world);
    await world.engine.called('running');
    world.engine.end({ sources });
    t.equal(await exit, code);
    t.match(
      world.stdout.text,
      /^COMPLETE, LATE: every item reached every consumer, but not all came in time\n/,
    );
    t.match(
      world.stdout.text,
      / {2}- cam gave 300 of 600 items that were due, and was held back for 5.0 s\n/,
    );
  }
});

test('what is wrong with command line or project exits with 2 and runs nothing', async (t) => {
  const cases: [readonly string[], RegExp][] = [
    [['run'], /missing required argument 'project'/],
    [['rum', 'x'], /unknown command 'rum'/],
    [['run', 'project.toml', '--fast'], /unknown option '--fast'/],
    [
      ['run', 'project.toml', '--duration', '5'],
      /Cannot use "--duration 5": it must be a time with its unit/,
    ],
    [['run', 'project.toml', '--set', 'x'], /Cannot read "--set x": it must be <module>/],
    [
      ['run', 'project.toml', '--set', 'can.x=1'],
      /--set can.x: there is no module "can", did you mean "cam"/,
    ],
    [['run', 'nope.toml'], /Cannot read project "nope.toml": ENOENT/],
    [['replay', 'x', '--speed', 'fast'], /Cannot use "--speed fast"/],
  ];
  for (const [args, message] of cases) {
    const world = worldWith(t);
    t.equal(await runCli(args, world), 2, args.join(' '));
    t.match(world.stderr.text, message);
    t.equal(world.stdout.text, '');
    t.strictSame(world.engine.calls, []);
  }
});

test('a run that ends over a setting or a port before it starts exits with 2', async (t) => {
  const error = { name: 'SyntalosError', code: 'ERR_SYNTALOS_SETTING', message: 'no such setting' };
  for (const [durationMsec, code] of [
    [0, 2],
    [5, 1],
  ] as const) {
    const world = worldWith(t);
    const exit = runCli(['run', 'project.toml'], world);
    await world.engine.called('running');
    world.engine.end({ durationMsec, errors: [{ module: 'cam', error }] });
    t.equal(await exit, code);
  }
});

test('help and version are data, and no failure', async (t) => {
  const world = worldWith(t);
  t.equal(await runCli(['--help'], world), 0);
  t.match(world.stdout.text, /Usage: syntalos-mlink [\s\S]*run [\s\S]*replay [\s\S]*check [\s\S]*Exit codes/);
  world.stdout.text = '';
  t.equal(await runCli(['--version'], world), 0);
  t.equal(world.stdout.text, '1.2.3\n');
});

test('a run that cannot begin exits with 1 and tells why', async (t) => {
  const world = worldWith(t);
  world.engine.load = () => Promise.reject(new Error('no threads left'));
  t.equal(await runCli(['run', 'project.toml'], world), 1);
  t.match(world.stderr.text, /error: Error: no threads left\n +at /);
});

test('Ctrl-C once stops the run and saves', async (t) => {
  const world = worldWith(t);
  const exit = runCli(['run', 'project.toml'], world);
  await world.engine.called('running');
  world.signals.emit('SIGINT');

  t.equal(await exit, 0);
  t.strictSame(world.engine.calls, ['start', 'running', 'stop: the user stopped it (Ctrl-C)']);
  t.match(world.stderr.text, /Stopping and saving/);
});

test('Ctrl-C twice ends a run that does not stop, and exits with 130', async (t) => {
  const world = worldWith(t);
  world.engine.stopsWhenAsked = false;
  const exit = runCli(['run', 'project.toml'], world);
  await world.engine.called('running');
  world.signals.emit('SIGINT');
  world.signals.emit('SIGINT');
  t.notOk(world.engine.calls.includes('kill'), 'a signal that npm passes on is the same key press');
  world.timeMsec += 300;
  world.signals.emit('SIGINT');
  world.signals.emit('SIGINT');

  t.equal(await exit, 130);
  t.strictSame(world.engine.calls.slice(2), ['stop: the user stopped it (Ctrl-C)', 'kill']);
  t.match(world.stdout.text, /^INCOMPLETE: the run was ended by force/);
});

test('a user who quits is not held by a run that does not die', async (t) => {
  const world = worldWith(t);
  world.engine.stopsWhenAsked = false;
  world.engine.diesWhenKilled = false;
  const exit = runCli(['run', 'project.toml'], world);
  await world.engine.called('running');
  world.signals.emit('SIGTERM');
  world.timeMsec += 300;
  world.signals.emit('SIGHUP');

  t.equal(await exit, 130);
  t.equal(world.stdout.text, '');
});

test('what the user asks for while modules are loaded is kept', async (t) => {
  const world = worldWith(t);
  let loaded: () => void = () => undefined;
  const loading = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  world.engine.load = () => loading;
  const exit = runCli(['run', 'project.toml'], world);
  await world.engine.called('start');
  world.signals.emit('SIGINT');
  loaded();
  t.equal(await exit, 0);
  t.equal(world.engine.calls[1], 'stop: the user stopped it (Ctrl-C)');

  const stuck = worldWith(t);
  stuck.engine.load = () => new Promise(() => undefined);
  const quit = runCli(['run', 'project.toml'], stuck);
  await stuck.engine.called('start');
  stuck.signals.emit('SIGINT');
  stuck.timeMsec += 300;
  stuck.signals.emit('SIGINT');
  t.equal(await quit, 130);
});

test('keys show settings and displays, stop the run, and leave the terminal as it was', async (t) => {
  const world = worldWith(t);
  world.stdin.isTTY = true;
  world.stderr.isTTY = true;
  const exit = runCli(['run', 'project.toml'], world);
  await world.engine.called('running');
  world.engine.options.onLog?.({ level: 'warning', module: 'cam', timeUsec: 1000, text: 'dark' });
  world.stdin.type('sd');
  world.stdin.type('\u001b[Dq'); // an arrow key whose sequence holds letters
  await world.engine.called('showDisplay');
  t.strictSame(world.stdin.modes, ['raw', 'resume']);
  // Let the rejected showSettings reach the log.
  await new Promise((resolve) => setImmediate(resolve));
  world.engine.stopsWhenAsked = false;
  world.stdin.type('qq');
  world.timeMsec += 300;
  world.stdin.type('q');
  world.engine.end();

  t.equal(await exit, 0);
  t.strictSame(world.engine.calls.slice(2), [
    'showSettings',
    'showDisplay',
    'stop: the user stopped it (key q)',
  ]);
  t.strictSame(world.stdin.modes, ['raw', 'resume', 'cooked', 'pause']);
  t.equal(world.stdin.listenerCount('data'), 0);
  t.match(world.stderr.text, /Loading …/);
  t.match(world.stderr.text, / {3}0\.001 s {2}cam: warning: dark\n/);
  t.match(world.stderr.text, /Asked all modules to show their settings/);
  t.match(world.stderr.text, /Cannot show the settings of all modules: no window\n/);
  t.ok(world.stderr.text.endsWith('\u001b[?25h'), 'the cursor is shown again');
});

test('Ctrl-C as a key quits like the signal', async (t) => {
  const world = worldWith(t);
  world.stdin.isTTY = true;
  world.engine.stopsWhenAsked = false;
  const exit = runCli(['run', 'project.toml', '--quiet'], world);
  await world.engine.called('running');
  world.stdin.type('\u0003');
  world.timeMsec += 300;
  world.stdin.type('\u0003');
  t.equal(await exit, 130);
});

test('a process that ends in the middle of a run gives the terminal back', async (t) => {
  const world = worldWith(t);
  world.stdin.isTTY = true;
  world.stderr.isTTY = true;
  const exit = runCli(['run', 'project.toml'], world);
  await world.engine.called('running');
  world.signals.emit('exit');

  t.strictSame(world.stdin.modes, ['raw', 'resume', 'cooked', 'pause']);
  t.ok(world.stderr.text.endsWith('\u001b[?25h'));
  world.engine.end();
  await exit;
});

test('a report that cannot be written fails the command, after the summary', async (t) => {
  const world = worldWith(t);
  const exit = runCli(['run', 'project.toml', '--report', 'project.toml/x.json'], world);
  await world.engine.called('running');
  world.engine.end();
  t.equal(await exit, 1);
  t.match(world.stdout.text, /^COMPLETE/);
  t.match(world.stderr.text, /error: Cannot write report ".*x.json": /);
  t.notOk(existsSync(join(world.workingFolder, 'data')));
});

test('check shows what a project consists of', async (t) => {
  const world = worldWith(
    t,
    `${PROJECT}
[[modules]]
id = "rec"
use = "video-recorder"
[[connections]]
from = "cam:frames"
to = "rec:frames"
`,
  );
  t.equal(await runCli(['check', 'project.toml'], world), 0);
  t.match(
    world.stdout.text,
    new RegExp(
      [
        '^Project ".*" is valid: 2 modules, 1 connection',
        '',
        'Module  Program           Sends to',
        'cam     camera-synthetic  frames → rec:frames',
        'rec     video-recorder\n$',
      ].join('\n'),
    ),
  );
  world.stdout.text = '';
  t.equal(await runCli(['check', '.', '--json', '--set', 'cam.x=1'], world), 0);
  t.match(JSON.parse(world.stdout.text), { modules: [{ settings: { x: 1 } }, { id: 'rec' }] });
});
