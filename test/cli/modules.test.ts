import { test } from 'tap';
import { runCli } from '#src/cli/program';
import { BUILT_IN_MODULES } from '#src/host/project/index';
import { TestWorld } from './fixtures/test-world.ts';

test('all built-in modules are listed, one a line', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['modules'], world), 0);
  const lines = world.stdout.text.split('\n');
  for (const name of BUILT_IN_MODULES) t.equal(lines.filter((line) => line.startsWith(`${name} `)).length, 1);
});

test('of one module, ports and settings are shown with types, defaults and units', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['modules', 'camera-synthetic'], world), 0);
  t.match(world.stdout.text, /^output truth +TableRow +frame, time_usec/m);
  t.match(world.stdout.text, /^fps +60 +a number from 0\.01 to 10000 Hz +frames per second$/m);
});

test('as JSON, programs get the same', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['modules', 'replay', '--json'], world), 0);
  t.match(JSON.parse(world.stdout.text), {
    name: 'replay',
    settings: { recording: { required: true, about: 'folder of the recording' } },
  });
});

test('a name that no module has is refused, with the nearest one', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['modules', 'monitr'], world), 2);
  t.match(world.stderr.text, 'Cannot describe module "monitr"');
  t.match(world.stderr.text, 'did you mean "monitor"?');
});
