import { createHash } from 'node:crypto';
import { test } from 'tap';
import { createRing, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { createNatsTransport, createNatsWire, type NatsClient, type Wire } from '#src/ipc/nats/index';
import { outputChannel } from '#src/ipc/output-channel';
import { until } from '../../support/until.ts';
import { testTransport } from '../transport-contract.ts';
import { missingServer, startServer } from '../../../support/nats-server.ts';

interface Client extends NatsClient {
  close(): Promise<void>;
}

interface NatsPackage {
  connect(options: Record<string, unknown>): Promise<Client>;
}

const NATS_PACKAGE: string = '@nats-io/transport-node';
const nats = (await import(NATS_PACKAGE).catch(() => undefined)) as NatsPackage | undefined;
const skip = missingServer() || (nats === undefined ? `install ${NATS_PACKAGE}: npm install` : false);
const LIMITS = { maxSenders: 1, maxReceivers: 2, maxNodes: 4 };

/** Two connections to the server on `port`, as two machines have them. */
async function connectTwice(port: number): Promise<readonly [Client, Client]> {
  const options = { servers: [`127.0.0.1:${port}`], maxReconnectAttempts: -1, reconnectTimeWait: 50 };
  return [await nats!.connect(options), await nats!.connect(options)];
}

if (skip === false) {
  const server = await startServer();
  const clients = await connectTwice(server.port);
  const wires = clients.map((client) => createNatsWire(client)) as [Wire, Wire];
  let opened = 0;
  testTransport({
    name: 'nats',
    open: () => {
      const prefix = `contract.${opened++}`;
      const sender = createNatsTransport({ wire: wires[0], instanceId: 'contract_0', prefix });
      const receiver = createNatsTransport({ wire: wires[1], instanceId: 'contract_0', prefix });
      return {
        sender,
        receiver,
        instanceId: 'contract_0',
        channelId: outputChannel('out'),
        close: async () => {
          await receiver.close();
          await sender.close();
        },
      };
    },
    skips: {
      'an input first': 'an input waits for its output before a run begins',
      threads: 'its links move data in the event loop of the thread that made it',
    },
  });
  void test('end of the shared server', async () => {
    for (const client of clients) await client.close();
    await server.kill();
  });
}

void test(
  'records arrive once and in order while the server is killed twice',
  skip === false ? {} : { skip },
  async (t) => {
    const server = await startServer();
    const clients = await connectTwice(server.port);
    const [sender, receiver] = clients.map((client) =>
      createNatsTransport({ wire: createNatsWire(client), instanceId: 'm_0', prefix: 'kill' }),
    ) as [ReturnType<typeof createNatsTransport>, ReturnType<typeof createNatsTransport>];
    t.teardown(async () => {
      await receiver.close();
      await sender.close();
      for (const client of clients) await client.close();
      await server.kill();
    });
    const ring = createRing();
    await sender.openOutput({ portId: 'out', ring, limits: LIMITS });
    const input = await receiver.openInput({
      portId: 'in',
      instanceId: 'm_0',
      channelId: outputChannel('out'),
      limits: LIMITS,
      attachment: {},
    });
    const reader = RingReader.attach(input.ring);
    await input.begin();
    const writer = RingWriter.claim(ring);
    const count = 30_000;
    const [sentHash, seenHash] = [createHash('sha256'), createHash('sha256')];
    let seen = 0;
    let outOfOrder = 0;
    const take = (): void => {
      for (; reader.tryNext(); seen++) {
        const { bytes, view } = reader.memory;
        if (view.getUint32(reader.offset, true) !== seen) outOfOrder++;
        seenHash.update(bytes.slice(reader.offset, reader.offset + reader.byteLength));
      }
      reader.release();
    };
    for (let index = 0; index < count; index++) {
      // One in a thousand is larger than a message may be.
      const bytes = new Uint8Array(index % 1000 === 999 ? 1_500_000 : 8 + (index % 200)).fill(index & 0xff);
      new DataView(bytes.buffer).setUint32(0, index, true);
      sentHash.update(bytes);
      await until(() => (take(), writer.tryWrite(bytes)));
      if (index === 10_000 || index === 20_000) {
        await server.restart();
      }
    }
    await until(() => (take(), seen >= count));
    t.equal(outOfOrder, 0);
    t.equal(seenHash.digest('hex'), sentHash.digest('hex'));
  },
);
