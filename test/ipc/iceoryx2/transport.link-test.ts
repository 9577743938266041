import { test } from 'tap';
import { createRing, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { createIceoryx2Transport } from '#src/ipc/iceoryx2/index';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { outputChannel } from '#src/ipc/output-channel';
import { makeLinkFolder } from '../../support/peer.ts';
import { until } from '../../support/until.ts';
import { testTransport } from '../transport-contract.ts';

let opened = 0;

testTransport({
  name: 'iceoryx2',
  open: () => {
    const folder = makeLinkFolder();
    // Its shared memory is named by the instance alone: each test has one of its own.
    const instanceId = `contract-${process.pid}-${opened++}_0`;
    const common = { native: loadNative(), instanceId, environment: folder.environment };
    const sender = createIceoryx2Transport({ ...common, end: 'module' });
    const receiver = createIceoryx2Transport({ ...common, end: 'master' });
    return {
      sender,
      receiver,
      instanceId,
      channelId: outputChannel('out'),
      close: async () => {
        await receiver.close();
        await sender.close();
        folder.remove();
      },
    };
  },
  skips: {},
});

// A ring of a run stayed in memory: two isolates hold its wrapper, and neither feels its size.
test('an input port has one ring in all its runs, in which each goes on where the last one ended', async (t) => {
  const folder = makeLinkFolder();
  const instanceId = `runs-${process.pid}_0`;
  const common = { native: loadNative(), instanceId, environment: folder.environment };
  const sender = createIceoryx2Transport({ ...common, end: 'module' });
  const receiver = createIceoryx2Transport({ ...common, end: 'master' });
  t.teardown(async () => {
    await receiver.close();
    await sender.close();
    folder.remove();
  });
  const limits = { maxSenders: 1, maxReceivers: 2, maxNodes: 4 };
  const ring = createRing();
  const writer = RingWriter.claim(ring);
  const output = await sender.openOutput({ portId: 'out', ring, limits });
  const rings = new Set<SharedArrayBuffer>();
  // The second run's items are too large for what the ring has; the third does not read all of them.
  for (const [run, byteLength] of [64, 700_000, 64, 64].entries()) {
    const channelId = outputChannel('out');
    const target = { portId: 'in', instanceId, channelId, limits, attachment: {} };
    const input = await receiver.openInput(target);
    rings.add(input.ring);
    const reader = RingReader.attach(input.ring);
    await input.begin();
    await output.begin();
    for (const value of [1, 2]) {
      const item = new Uint8Array(byteLength).fill(10 * run + value);
      await until(() => writer.tryWrite(item));
    }
    const seen: number[] = [];
    const wanted = run === 2 ? 1 : 2;
    await until(() => {
      while (seen.length < wanted && reader.tryNext()) {
        const value = reader.memory.bytes[reader.offset + byteLength - 1]!;
        // The last item of the run before is handed to who comes late.
        if (reader.byteLength === byteLength && value > 10 * run) seen.push(value);
        reader.release();
      }
      return seen.length === wanted;
    });
    t.same(seen, [10 * run + 1, 10 * run + 2].slice(0, wanted));
    await output.drain({ limitMsec: 10_000 });
    reader.close();
    await input.close();
  }
  t.equal(rings.size, 1);
});
