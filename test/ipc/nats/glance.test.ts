/** What somebody is shown of an output of another machine. */
import { test, type Test } from 'tap';
import { createRing, RingFollower, RingWriter } from 'syntalos-mlink/shm';
import { createNatsTransport } from '#src/ipc/nats/index';
import { openGlance } from '#src/ipc/nats/glance';
import { until } from '../../support/until.ts';
import { createLossyWire } from './lossy-wire.ts';

const LIMITS = { maxSenders: 1, maxReceivers: 2, maxNodes: 4 };

/** An output that one looks at, and the numbers of its records, which are their first word. */
async function lookedAt(t: Test, ringBytes: number) {
  const wire = createLossyWire(() => 'arrives', 64 * 1024);
  const transport = createNatsTransport({ wire, instanceId: 'm_0', prefix: 'test' });
  transport.onFailure((error) => t.fail(error.message));
  t.teardown(() => transport.close());
  const ring = createRing({ capacityBytes: ringBytes });
  const output = await transport.openOutput({ portId: 'out', ring, limits: LIMITS });
  const writer = RingWriter.claim(ring);
  const look = async () => {
    const glance = await openGlance(wire, 'test', { instanceId: 'm_0', portId: 'out' });
    const follower = RingFollower.attach(glance.ring);
    const seen: { readonly number: number; readonly sequence: number; readonly isWhole: boolean }[] = [];
    const take = (): void => {
      while (follower.tryNext()) {
        const { memory, byteLength, sequence } = follower;
        const bytes = memory.bytes.subarray(4, byteLength);
        seen.push({
          number: memory.view.getUint32(0, true),
          sequence,
          isWhole: bytes.every((byte) => byte === 7),
        });
      }
    };
    return { glance, seen, take };
  };
  const write = (number: number, byteLength: number): void => {
    const bytes = new Uint8Array(byteLength).fill(7);
    new DataView(bytes.buffer).setUint32(0, number, true);
    t.ok(writer.tryWrite(bytes), 'nobody who looks holds the writer back');
  };
  return { look, write, output };
}

test('of small items who looks gets each, in order, byte for byte', async (t) => {
  const { look, write, output } = await lookedAt(t, 256 * 1024);
  const { seen, take, glance } = await look();
  const count = 300;
  for (let number = 0; number < count; number++) {
    write(number, 100 + number);
    if (number % 30 === 29) await until(() => (take(), seen.length === number + 1));
  }
  t.same(
    seen.map(({ number }) => number),
    Array.from({ length: count }, (_, number) => number),
  );
  t.ok(seen.every(({ isWhole }) => isWhole));
  t.same(output.moved, { items: 0, bytes: 0 }, 'a look is no part of the run');
  await glance.close();
});

test('of more than can be read in time who looks knows how many are missing', async (t) => {
  const { look, write } = await lookedAt(t, 16 * 1024);
  const { seen, take, glance } = await look();
  // Several times around the ring between two looks of the link.
  for (let number = 0; number < 1_000; number++) write(number, 200);
  await new Promise((resolve) => setTimeout(resolve, 150));
  write(1_000, 200);
  await until(() => (take(), seen.at(-1)?.number === 1_000));
  t.ok(seen.length < 1_000, `${seen.length} of 1,000`);
  t.ok(
    seen.every(({ number, sequence }) => number === sequence),
    'their numbers are those of the output',
  );
  await glance.close();
});

test('of large items who looks gets the newest, and of small ones behind them each again', async (t) => {
  const { look, write } = await lookedAt(t, 4 * 1024 ** 2);
  const { seen, take, glance } = await look();
  let number = 0;
  for (; number < 8; number++) write(number, 1024 ** 2);
  await until(() => (take(), seen.at(-1)?.number === 7));
  t.same(
    seen.map((item) => item.number),
    [7],
    'those before it would take the line for nothing',
  );
  for (; number < 20; number++) {
    write(number, 100);
    const newest = number;
    await until(() => (take(), seen.at(-1)?.number === newest));
  }
  t.same(
    seen.map((item) => item.number),
    [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  );
  t.ok(seen.every((item) => item.isWhole && item.number === item.sequence));
  await glance.close();
});

test('who looks no more gets nothing more, and another one begins with the newest', async (t) => {
  const { look, write } = await lookedAt(t, 256 * 1024);
  const first = await look();
  write(0, 100);
  await until(() => (first.take(), first.seen.length === 1));
  await first.glance.close();
  write(1, 100);
  const second = await look();
  write(2, 100);
  await until(() => (second.take(), second.seen.length > 1));
  first.take();
  t.same(
    first.seen.map(({ number }) => number),
    [0],
  );
  t.same(
    second.seen.map(({ number }) => number),
    [1, 2],
  );
  await second.glance.close();
});

test('an output that nobody offers is said so', async (t) => {
  const wire = createLossyWire(() => 'arrives', 64 * 1024);
  await t.rejects(openGlance(wire, 'test', { instanceId: 'm_0', portId: 'other' }), {
    code: 'ERR_SYNTALOS_TIMEOUT',
  });
});
