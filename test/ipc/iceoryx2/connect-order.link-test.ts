/** Either end of a data connection may come first; a new publisher takes the place of the old one. */
import { test } from 'tap';
import { RingReader, RingWriter, createRing } from 'syntalos-mlink/shm';
import { createIceoryx2Transport } from '#src/ipc/iceoryx2/index';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { makeLinkFolder } from '../../support/peer.ts';
import { until } from '../../support/until.ts';

const LIMITS = { maxSenders: 1, maxReceivers: 2, maxNodes: 3 };

for (const first of ['output', 'input', 'output with other limits'] as const) {
  test(`items arrive where the ${first} comes first`, async (t) => {
    const folder = makeLinkFolder();
    const common = { native: loadNative(), instanceId: 'order_0', environment: folder.environment };
    const sender = createIceoryx2Transport({ ...common, end: 'module' });
    const receiver = createIceoryx2Transport({ ...common, end: 'master' });
    t.teardown(async () => {
      await receiver.close();
      await sender.close();
      folder.remove();
    });
    const ring = createRing();
    const openInput = () =>
      receiver.openInput({
        ...{ portId: 'in', instanceId: 'order_0', channelId: 'o/out', limits: LIMITS },
        attachment: {},
      });
    const openOutput = async () => {
      // As a module does before a master tells it better.
      const limits =
        first === 'output with other limits' ? { maxSenders: 2, maxReceivers: 2, maxNodes: 4 } : LIMITS;
      const output = await sender.openOutput({ portId: 'out', ring, limits });
      if (limits !== LIMITS) await output.preset(LIMITS);
      return output;
    };
    const early = first === 'input' ? await openInput() : undefined;
    const output = await openOutput();
    const input = early ?? (await openInput());
    const reader = RingReader.attach(input.ring);
    await input.begin();
    await output.begin();

    const writer = RingWriter.claim(ring);
    const seen: number[] = [];
    for (let value = 1; value <= 100; value++) {
      t.ok(writer.tryWrite(Uint8Array.of(value)));
    }
    await until(() => {
      while (reader.tryNext()) seen.push(reader.memory.bytes[reader.offset]!);
      reader.release();
      return seen.length >= 100;
    });
    t.strictSame(
      seen,
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    t.equal(await input.drain({ limitMsec: 1_000 }), 0);
    t.same([output.moved.items, input.moved.items], [100, 100]);
    reader.close();
  });
}
