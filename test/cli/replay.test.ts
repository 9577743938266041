import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { runCli } from '#src/cli/program';
import { connectStreams } from '#src/cli/replay-command';
import type { RegisteredPort } from '#src/host/index';
import { TestWorld } from './fixtures/test-world.ts';

function port(module: string, id: string, dataType: string, direction: 'input' | 'output'): RegisteredPort {
  return { module, port: id, dataType, direction };
}

function connectionsOf(ports: readonly RegisteredPort[]): string[] {
  return connectStreams(ports).map(({ from, to }) => `${from.module}:${from.port} → ${to.module}:${to.port}`);
}

test('replay makes a project of the recording, a monitor for each stream, and the module', async (t) => {
  const world = new TestWorld(t.testdir({ 'track.ts': '' }));
  const recording = await EdlCollection.create(join(world.workingFolder, 'rec'));
  const table = await recording.createDataset('My Table');
  writeFileSync(table.setDataFile('table.csv'), 'Time;x\n1;2\n');
  await recording.save();

  const exit = runCli(['replay', 'rec', '--speed', 'max', '--module', './track.ts', '--quiet'], world);
  await Promise.race([world.engine.called('running'), exit]);
  world.engine.end();

  t.equal(await exit, 0, world.stderr.text);
  t.match(world.engine.project, {
    name: 'replay-rec',
    modules: [
      { id: 'source', use: 'replay', settings: { recording: `${world.workingFolder}/rec`, speed: 'max' } },
      { id: 'module', program: { kind: 'file', path: `${world.workingFolder}/track.ts` } },
      { id: 'monitor-1', name: 'my-table', use: 'monitor', settings: { type: 'TableRow' } },
    ],
    connections: [{ from: { module: 'source', port: 'my-table' }, to: { module: 'monitor-1', port: 'in' } }],
  });
  t.equal(world.engine.options.connect, connectStreams);
});

test('a recording that cannot be opened ends the command before it runs anything', async (t) => {
  const world = new TestWorld(t.testdir({}));
  t.equal(await runCli(['replay', 'nowhere'], world), 2);
  t.match(world.stderr.text, /^error: .*nowhere/);
  t.strictSame(world.engine.calls, []);
});

test('inputs get the stream of their id, else the first of their type that is free', (t) => {
  const streams = [
    port('source', 'top-camera', 'Frame', 'output'),
    port('source', 'side-camera', 'Frame', 'output'),
    port('source', 'events', 'TableRow', 'output'),
  ];
  t.strictSame(
    connectionsOf([
      ...streams,
      port('module', 'frames', 'Frame', 'input'),
      port('module', 'top-camera', 'Frame', 'input'),
      port('module', 'events', 'Frame', 'input'),
      port('module', 'lines', 'LineReading', 'input'),
      port('module', 'rows', 'TableRow', 'output'),
      port('monitor-1', 'in', 'Frame', 'input'),
    ]),
    ['source:top-camera → module:top-camera', 'source:side-camera → module:frames'],
  );
  t.end();
});

test('streams, a part of the recording and rounds are options of replay', async (t) => {
  const world = new TestWorld(t.testdir({}));
  const recording = await EdlCollection.create(join(world.workingFolder, 'rec'));
  for (const name of ['a', 'b']) {
    writeFileSync((await recording.createDataset(name)).setDataFile('table.csv'), 'Time;x\n1;2\n');
  }
  await recording.save();
  const options = ['--streams', 'b', '--from', '1s', '--to', '2min', '--loop', '--quiet'];
  const exit = runCli(['replay', 'rec', ...options], world);
  await Promise.race([world.engine.called('running'), exit]);
  world.engine.end();
  t.equal(await exit, 0, world.stderr.text);
  t.match(world.engine.project?.modules[0]?.settings, {
    streams: ['b'],
    from: '1s',
    to: '2min',
    loop: true,
  });
  t.equal(world.engine.project?.modules.length, 2, 'one monitor, for the one stream');

  for (const [wrong, message] of [
    [['--streams', 'c'], /"c"/],
    [['--from', 'soon'], /Cannot use "--from soon": it must be a time/],
  ] as const) {
    const other = new TestWorld(world.workingFolder);
    t.equal(await runCli(['replay', 'rec', ...wrong], other), 2, wrong.join(' '));
    t.match(other.stderr.text, message);
  }
});

test('a module that no stream fits is an error with the list of what is there', (t) => {
  const ports = [port('source', 'events', 'TableRow', 'output'), port('module', 'frames', 'Frame', 'input')];
  t.throws(() => connectStreams(ports), {
    code: 'ERR_SYNTALOS_PORT',
    message:
      'Cannot play the recording into the module: none of its inputs fits a stream; it has frames (Frame), the recording has events (TableRow)',
  });
  t.strictSame(connectStreams([port('source', 'events', 'TableRow', 'output')]), [], 'no module, no error');
  t.end();
});
