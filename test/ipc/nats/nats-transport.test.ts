import fc from 'fast-check';
import { test } from 'tap';
import { createRing, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { createNatsTransport, type Wire } from '#src/ipc/nats/index';
import { readData, readStatus } from '#src/ipc/nats/data-messages';
import { PortPolicy } from '#src/ipc/index';
import { outputChannel } from '#src/ipc/output-channel';
import { until } from '../../support/until.ts';
import { testTransport } from '../transport-contract.ts';
import { createLossyWire, type Fate } from './lossy-wire.ts';

const LIMITS = { maxSenders: 1, maxReceivers: 2, maxNodes: 4 };
const TARGET = { portId: 'in', instanceId: 'm_0', channelId: outputChannel('out'), limits: LIMITS };

testTransport({
  name: 'nats, a bus that loses nothing',
  open: () => {
    const wire = createLossyWire(() => 'arrives', 64 * 1024);
    const transport = createNatsTransport({ wire, instanceId: 'contract_0', prefix: 'test' });
    return {
      sender: transport,
      receiver: transport,
      instanceId: 'contract_0',
      channelId: outputChannel('out'),
      close: () => transport.close(),
    };
  },
  skips: {
    'an input first': 'an input waits for its output before a run begins',
    threads: 'its links move data in the event loop of the thread that made it',
  },
});

test('whatever is lost, repeated or overtaken, each record arrives once, in order, byte for byte', async () => {
  const fates = fc.array(fc.constantFrom<Fate>('arrives', 'arrives', 'arrives', 'lost', 'twice', 'late'), {
    minLength: 1,
    maxLength: 60,
  });
  const sizes = fc.array(fc.oneof(fc.nat(300), fc.integer({ min: 900, max: 9_000 })), {
    minLength: 1,
    maxLength: 80,
  });
  await fc.assert(
    fc.asyncProperty(fates, sizes, async (fate, lengths) => {
      let asked = 0;
      const wire = createLossyWire(() => fate[asked++] ?? 'arrives', 1024);
      const transport = createNatsTransport({ wire, instanceId: 'm_0', prefix: 'test' });
      const ring = createRing({ capacityBytes: 4096 });
      await transport.openOutput({ portId: 'out', ring, limits: LIMITS });
      const input = await transport.openInput({ ...TARGET, attachment: {} });
      const reader = RingReader.attach(input.ring);
      await input.begin();
      const writer = RingWriter.claim(ring);
      const sent = lengths.map((length, index) =>
        Uint8Array.from({ length }, (_, at) => (index * 31 + at * 7) & 0xff),
      );
      const seen: Uint8Array[] = [];
      const take = (): number => {
        while (reader.tryNext())
          seen.push(reader.memory.bytes.slice(reader.offset, reader.offset + reader.byteLength));
        reader.release();
        return seen.length;
      };
      for (const bytes of sent) await until(() => writer.tryWrite(bytes) || (take(), false));
      await until(() => take() === sent.length);
      await transport.close();
      reader.close();
      return seen.every((bytes, index) => Buffer.compare(bytes, sent[index]!) === 0);
    }),
    { numRuns: 25 },
  );
});

test('bytes that are no message are none, whatever they are', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(0x31_4d_4c_44, 0x31_4d_4c_53),
      (bytes, magic) => {
        if (bytes.byteLength >= 4) new DataView(bytes.buffer).setUint32(0, magic, true);
        const data = readData(bytes);
        const status = readStatus(bytes);
        return (
          (data === undefined || (magic === 0x31_4d_4c_44 && data.partOffset <= data.totalBytes)) &&
          (status === undefined || status.acknowledged <= status.received)
        );
      },
    ),
  );
  t.end();
});

test('strangers on the subjects of a link disturb nothing', async (t) => {
  const wire = createLossyWire(() => 'arrives', 4096);
  const subjects: string[] = [];
  const spied = {
    ...wire,
    subscribe: (subject: string, listener: (bytes: Uint8Array) => void) => {
      subjects.push(subject);
      return wire.subscribe(subject, listener);
    },
  };
  const transport = createNatsTransport({ wire: spied, instanceId: 'm_0', prefix: 'test' });
  transport.onFailure((error) => t.fail(error.message));
  t.teardown(() => transport.close());
  const ring = createRing();
  await transport.openOutput({ portId: 'out', ring, limits: LIMITS });
  const input = await transport.openInput({ ...TARGET, attachment: {} });
  const reader = RingReader.attach(input.ring);
  await input.begin();
  const writer = RingWriter.claim(ring);
  const seen: number[] = [];
  for (let index = 0; index < 100; index++) {
    for (const subject of subjects) {
      wire.publish(
        subject,
        Uint8Array.from({ length: index }, (_, at) => (at * index) & 0xff),
      );
    }
    writer.tryWrite(Uint8Array.of(index));
    await until(() => reader.tryNext());
    seen.push(reader.memory.bytes[reader.offset]!);
    reader.release();
  }
  t.strictSame(
    seen,
    Array.from({ length: 100 }, (_, index) => index),
  );
});

test('an input that wants the newest only gets it, however large, and never holds the writer back', async (t) => {
  const wire = createLossyWire(() => 'arrives', 1024);
  const transport = createNatsTransport({ wire, instanceId: 'm_0', prefix: 'test' });
  const ring = createRing({ capacityBytes: 4096 });
  await transport.openOutput({ portId: 'out', ring, limits: LIMITS });
  const input = await transport.openInput({ ...TARGET, attachment: {}, policy: PortPolicy.Latest });
  const reader = RingReader.attach(input.ring);
  await input.begin();
  const writer = RingWriter.claim(ring);
  const count = 500;
  const seen: number[] = [];
  const take = (): void => {
    for (; reader.tryNext();) {
      const { memory, offset, byteLength } = reader;
      seen.push(memory.view.getUint32(offset, true));
      t.equal(byteLength, 2_000, 'whole, though it came in parts');
    }
    reader.release();
  };
  for (let index = 1; index <= count; index++) {
    const bytes = new Uint8Array(2_000);
    new DataView(bytes.buffer).setUint32(0, index, true);
    t.ok(writer.tryWrite(bytes), 'there is room at once');
    if (index % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    take();
  }
  await until(() => (take(), seen.at(-1) === count));
  t.same(
    seen,
    [...new Set(seen)].sort((a, b) => a - b),
    'each newer than the one before',
  );
  t.ok(seen.length < count, `${seen.length} of ${count}`);
  reader.close();
  await transport.close();
});

test('messages of others among those of a link change nothing: another session, sequences that cannot be, cut ones', async () => {
  const strange = fc.record({
    word: fc.constantFrom(1, 2, 3, 4, 5, 6, 7),
    value: fc.oneof(fc.constantFrom(0, 1, 0xffff_ffff), fc.nat(0xffff_ffff)),
    cut: fc.nat(40),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(strange, { maxLength: 40 }), async (forgeries) => {
      const real = createLossyWire(() => 'arrives', 1024);
      const waiting = [...forgeries];
      // The first message says which session it is: the subject, which nobody else knows, is all that vouches for it.
      let isUnderWay = false;
      const wire: Wire = {
        ...real,
        publish: (subject, bytes) => {
          const forgery = isUnderWay && subject.includes('.data.') ? waiting.pop() : undefined;
          if (forgery !== undefined) {
            const { word, value, cut } = forgery;
            const forged = bytes.slice(0, Math.max(0, bytes.byteLength - cut));
            // What has the right session and sequence is a message of the link, whoever sent it: never these two alone.
            if (forged.byteLength >= 32) {
              const view = new DataView(forged.buffer);
              view.setUint32(word * 4, value, true);
              view.setUint32(4, view.getUint32(4, true) ^ 0x4000_0000, true);
            }
            real.publish(subject, forged.byteLength === bytes.byteLength ? forged : forged.slice(0, 31));
          }
          real.publish(subject, bytes);
        },
      };
      const transport = createNatsTransport({ wire, instanceId: 'm_0', prefix: 'test' });
      const ring = createRing({ capacityBytes: 4096 });
      await transport.openOutput({ portId: 'out', ring, limits: LIMITS });
      const input = await transport.openInput({ ...TARGET, attachment: {} });
      const reader = RingReader.attach(input.ring);
      await input.begin();
      isUnderWay = true;
      const writer = RingWriter.claim(ring);
      const seen: number[] = [];
      const take = (): number => {
        while (reader.tryNext()) seen.push(reader.memory.view.getUint32(reader.offset, true));
        reader.release();
        return seen.length;
      };
      for (let index = 0; index < 60; index++) {
        const bytes = new Uint8Array(index % 20 === 19 ? 3_000 : 24);
        new DataView(bytes.buffer).setUint32(0, index, true);
        await until(() => writer.tryWrite(bytes) || (take(), false));
      }
      await until(() => take() === 60);
      await transport.close();
      reader.close();
      return seen.every((value, index) => value === index);
    }),
    { numRuns: 25 },
  );
});
