import { test } from 'tap';
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

test('replay makes a project of the recording, the module and a monitor', async (t) => {
  const world = new TestWorld(t.testdir({ 'track.ts': '', rec: {} }));
  const exit = runCli(['replay', 'rec', '--speed', 'max', '--module', './track.ts', '--quiet'], world);
  await world.engine.called('running');
  world.engine.end();

  t.equal(await exit, 0);
  t.match(world.engine.project, {
    name: 'replay',
    modules: [
      {
        id: 'source',
        program: { name: 'replay' },
        settings: { recording: `${world.workingFolder}/rec`, speed: 'max' },
      },
      { id: 'module', program: { kind: 'file', path: `${world.workingFolder}/track.ts` } },
      { id: 'monitor', program: { name: 'monitor' } },
    ],
  });
  t.equal(world.engine.options.connect, connectStreams);
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
      port('monitor', 'frames', 'Frame', 'input'),
    ]),
    [
      'source:top-camera → module:top-camera',
      'source:side-camera → module:frames',
      'source:top-camera → monitor:frames',
    ],
  );
  t.end();
});
