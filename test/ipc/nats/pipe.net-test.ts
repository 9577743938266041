import { test } from 'tap';
import { masterChannelOver, moduleChannelOver } from '#src/ipc/envelope/index';
import { PipeCarriers, connectBus, openPipe, type Bus, type Pipe } from '#src/ipc/nats/index';
import { until } from '../../support/until.ts';
import { testChannel } from '../channel-contract.ts';
import { missingServer, startServer, type TestServer } from '../../../support/nats-server.ts';

const skip = missingServer();
const options = skip === false ? {} : { skip };

/** Two connections to one server, as two machines have them. */
async function connectTwice({ port }: TestServer): Promise<readonly [Bus, Bus]> {
  const servers = [`nats://127.0.0.1:${port}`];
  return [await connectBus({ servers, name: 'host' }), await connectBus({ servers, name: 'agent' })];
}

/** Both ends of a pipe. */
function openBoth(buses: readonly [Bus, Bus], prefix: string): Promise<[Pipe, Pipe]> {
  return Promise.all([
    openPipe({ bus: buses[0], prefix, end: 'host' }),
    openPipe({ bus: buses[1], prefix, end: 'agent' }),
  ]);
}

if (skip === false) {
  const server = await startServer();
  const buses = await connectTwice(server);
  const [host, agent] = await openBoth(buses, 'contract');
  const ends = [new PipeCarriers(host), new PipeCarriers(agent)] as const;
  let opened = 0;
  testChannel({
    name: 'nats',
    open: () => {
      const name = `module-${opened++}`;
      const master = masterChannelOver(ends[0].carrier(name));
      const module = moduleChannelOver(ends[1].carrier(name));
      return {
        master,
        module,
        moduleLeaves: () => module.close(),
        masterLeaves: () => master.close(),
        close: async () => {
          await module.close();
          await master.close();
        },
      };
    },
    skips: { attachments: 'memory cannot be handed to another machine' },
  });
  void test('end of the shared server', async () => {
    await host.close();
    for (const bus of buses) await bus.close();
    await server.kill();
  });
}

void test('messages of any size arrive in order while the server is killed twice', options, async (t) => {
  const server = await startServer();
  const buses = await connectTwice(server);
  const [host, agent] = await openBoth(buses, 'kill');
  t.teardown(async () => {
    await host.close();
    for (const bus of buses) await bus.close();
    await server.kill();
  });
  const seen: number[] = [];
  agent.onMessage((message) => {
    t.ok(message.every((byte) => byte === message[0]));
    seen.push(message.byteLength);
  });
  const sizes = Array.from({ length: 60 }, (_, i) => (i % 20 === 19 ? 1_500_000 : 1 + i));
  for (const [i, size] of sizes.entries()) {
    host.send(new Uint8Array(size).fill(i));
    if (i === 20 || i === 40) {
      await server.restart();
    }
  }
  await until(() => seen.length === sizes.length);
  t.same(seen, sizes);
});

void test('an end that loses its connection for good is gone for the other one', options, async (t) => {
  const server = await startServer();
  const buses = await connectTwice(server);
  const [host, agent] = await openBoth(buses, 'gone');
  t.teardown(async () => {
    await agent.close();
    await buses[0].close();
    await server.kill();
  });
  await buses[1].close();
  t.same(await host.ended, { kind: 'gone', why: 'it has left the servers' });
});

void test('the end of one end is the end of the other one, after all that was sent', options, async (t) => {
  const server = await startServer();
  const buses = await connectTwice(server);
  const [host, agent] = await openBoth(buses, 'close');
  t.teardown(async () => {
    for (const bus of buses) await bus.close();
    await server.kill();
  });
  const seen: number[] = [];
  agent.onMessage((message) => seen.push(message[0]!));
  for (let i = 0; i < 100; i++) host.send(Uint8Array.of(i));
  await host.close();
  t.same(await agent.ended, { kind: 'closed' });
  t.equal(seen.length, 100);
});
