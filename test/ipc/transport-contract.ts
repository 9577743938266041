/**
 * What every transport keeps to: one suite that each implementation runs, with a reason for each part that
 * it leaves out.
 *
 * @module
 */
import { test, type Test } from 'tap';
import { createRing, RingReader, RingWriter } from 'syntalos-mlink/shm';
import type { InputLink, OutputLink, PortLimits, Transport } from '#src/ipc/index';
import { until } from '../support/until.ts';

/** One sender and two receivers, as masters preset them. */
const LIMITS: PortLimits = { maxSenders: 1, maxReceivers: 2, maxNodes: 4 };
const PORT = 'out';
const INITIAL_RING_BYTES = 4096;

/** Both ends of connections, as one implementation has them. */
export interface TransportEnds {
  /** Of the module with the output port. */
  readonly sender: Transport;
  /** Of the module with the input port; the same where one transport serves both. */
  readonly receiver: Transport;
  /** Under which the receiver finds the sender. */
  readonly instanceId: string;
  readonly channelId: string;
  close(): Promise<void>;
}

/** Parts that an implementation may leave out. */
export type OptionalPart = 'an input first' | 'counts' | 'unread at the limit' | 'threads';

/** An implementation. */
export interface TransportCase {
  readonly name: string;
  readonly open: () => TransportEnds;
  /** Reasons, by what does not apply. */
  readonly skips: Partial<Record<OptionalPart, string>>;
}

/** An output and an input that are connected, with the ends of their rings. */
interface Connection {
  readonly ends: TransportEnds;
  readonly output: OutputLink;
  readonly input: InputLink;
  readonly writer: RingWriter;
  readonly reader: RingReader;
}

/** Runs the suite. */
export function testTransport({ name, open, skips }: TransportCase): void {
  const openOutput = (ends: TransportEnds, ring: SharedArrayBuffer): Promise<OutputLink> =>
    ends.sender.openOutput({ portId: PORT, ring, limits: LIMITS });
  const openInput = ({ receiver, instanceId, channelId }: TransportEnds, output?: OutputLink) =>
    receiver.openInput({
      portId: 'in',
      instanceId,
      channelId,
      limits: LIMITS,
      attachment: output?.attachment ?? {},
    });
  const openEnds = (t: Test): TransportEnds => {
    const ends = open();
    t.teardown(() => ends.close());
    return ends;
  };
  const connect = async (t: Test): Promise<Connection> => {
    const ends = openEnds(t);
    const ring = createRing({ capacityBytes: INITIAL_RING_BYTES });
    const output = await openOutput(ends, ring);
    const input = await openInput(ends, output);
    const reader = RingReader.attach(input.ring);
    await input.begin();
    await output.begin();
    return { ends, output, input, writer: RingWriter.claim(ring), reader };
  };

  test(`${name}: items of any size arrive whole and in order, also those that no ring held before`, async (t) => {
    const { writer, reader } = await connect(t);
    const sizes = [1, 7, 8, 64, 1000, 3 * INITIAL_RING_BYTES, 2, 100_000, 16];
    const seen: Uint8Array[] = [];
    for (const [index, byteLength] of sizes.entries()) {
      await write(writer, itemBytes(index, byteLength));
      await until(() => read(reader, seen) > index);
    }
    t.strictSame(
      seen,
      sizes.map((byteLength, index) => itemBytes(index, byteLength)),
    );
  });

  test(`${name}: a reader that takes its time holds the writer back, and loses nothing`, async (t) => {
    const { writer, reader } = await connect(t);
    // More than all rings and buffers on the way hold together.
    const count = 20_000;
    let written = 0;
    const seen: Uint8Array[] = [];
    const writing = (async () => {
      for (; written < count; written++) await write(writer, itemBytes(written, 400));
    })();
    for (let before = -1; before !== written;) {
      before = written;
      await pause(100);
    }
    t.ok(written < count, 'the writer waits');
    await until(() => read(reader, seen) === count);
    await writing;
    t.strictSame(
      seen.map((bytes) => bytes[0]),
      Array.from({ length: count }, (_, index) => itemBytes(index, 400)[0]),
    );
  });

  test(`${name}: each of two inputs gets every item`, async (t) => {
    const { ends, output, writer, reader } = await connect(t);
    const second = await openInput(ends, output);
    const secondReader = RingReader.attach(second.ring);
    await second.begin();
    await output.begin();
    const seen: [Uint8Array[], Uint8Array[]] = [[], []];
    for (let index = 0; index < 100; index++) {
      await write(writer, itemBytes(index, 24));
      read(reader, seen[0]);
      read(secondReader, seen[1]);
    }
    await until(() => read(reader, seen[0]) === 100 && read(secondReader, seen[1]) === 100);
    t.strictSame(seen[0], seen[1]);
  });

  test(`${name}: nobody holds up an output without inputs, and one that comes late gets what is sent then`, async (t) => {
    const ends = openEnds(t);
    const ring = createRing({ capacityBytes: INITIAL_RING_BYTES });
    const writer = RingWriter.claim(ring);
    const output = await openOutput(ends, ring);
    await output.begin();
    for (let index = 0; index < 500; index++) await write(writer, itemBytes(index, 40));
    t.equal(await output.drain({ limitMsec: 5_000 }), 0);
    const input = await openInput(ends, output);
    const reader = RingReader.attach(input.ring);
    await input.begin();
    await output.begin();
    await write(writer, itemBytes(200, 48));
    const seen: Uint8Array[] = [];
    // A transport may hand a late receiver the last item that was sent before it.
    await until(() => read(reader, seen) > 0 && seen.at(-1)!.byteLength === 48);
    t.ok(seen.length <= 2);
  });

  test(`${name}: other limits between two runs leave the connection whole`, async (t) => {
    const { output, input, writer, reader } = await connect(t);
    const seen: Uint8Array[] = [];
    await write(writer, itemBytes(1, 8));
    await until(() => read(reader, seen) === 1);
    t.equal(await output.drain({ limitMsec: 5_000 }), 0);
    await output.preset(LIMITS);
    await input.begin();
    await output.begin();
    await write(writer, itemBytes(2, 8));
    await until(() => read(reader, seen) >= 2 && seen.at(-1)![0] === itemBytes(2, 8)[0]);
    t.pass('the second run has its item');
  });

  test(`${name}: an input that was closed does not hold its output up`, async (t) => {
    const { output, input, writer, reader } = await connect(t);
    reader.close();
    await input.close();
    await input.close();
    for (let index = 0; index < 500; index++) await write(writer, itemBytes(index, 40));
    t.equal(await output.drain({ limitMsec: 5_000 }), 0);
    await output.close();
    await output.close();
  });

  test(`${name}: a drain waits for what is under way`, async (t) => {
    const { output, input, writer, reader } = await connect(t);
    const seen: Uint8Array[] = [];
    for (let index = 0; index < 50; index++) await write(writer, itemBytes(index, 16));
    const drained = output.drain({ limitMsec: 10_000 }).then(() => input.drain({ limitMsec: 10_000 }));
    await until(() => read(reader, seen) === 50);
    t.equal(await drained, 0);
  });

  optional(
    'unread at the limit',
    'a drain counts what nobody has read by its limit, and is given up when asked',
    async (t) => {
      const { input, output, writer } = await connect(t);
      for (let index = 0; index < 5; index++) await write(writer, itemBytes(index, 16));
      await output.drain({ limitMsec: 10_000 });
      t.equal(await input.drain({ limitMsec: 10_000, stallMsec: 50 }), 5);
      t.equal(await input.drain({ limitMsec: 10_000, isGivenUp: () => true }), 5);
    },
  );

  optional('counts', 'what was moved is counted at both ends', async (t) => {
    const { input, output, writer, reader } = await connect(t);
    const seen: Uint8Array[] = [];
    for (let index = 0; index < 20; index++) await write(writer, itemBytes(index, 16));
    await until(() => read(reader, seen) === 20);
    await until(() => output.moved.items === 20);
    t.same(
      [output.moved, input.moved],
      [
        { items: 20, bytes: 320 },
        { items: 20, bytes: 320 },
      ],
    );
  });

  optional('an input first', 'an input may be there before its output', async (t) => {
    const ends = openEnds(t);
    const input = await openInput(ends);
    const reader = RingReader.attach(input.ring);
    await input.begin();
    const ring = createRing();
    const output = await openOutput(ends, ring);
    await output.begin();
    await write(RingWriter.claim(ring), itemBytes(3, 8));
    const seen: Uint8Array[] = [];
    await until(() => read(reader, seen) === 1);
    t.strictSame(seen, [itemBytes(3, 8)]);
  });

  optional('threads', 'the threads that move data are known while they do', async (t) => {
    const { ends, input, output } = await connect(t);
    const ids = [...ends.sender.threadIds, ...ends.receiver.threadIds];
    t.ok(ids.length >= 2 && ids.every((id) => Number.isInteger(id) && id > 0));
    await input.close();
    await output.close();
    t.same([...ends.sender.threadIds, ...ends.receiver.threadIds], []);
  });

  function optional(part: OptionalPart, what: string, body: (t: Test) => Promise<void>): void {
    const reason = skips[part];
    void test(`${name}: ${what}`, reason === undefined ? {} : { skip: reason }, body);
  }
}

/** Bytes that differ from item to item and from byte to byte. */
function itemBytes(index: number, byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, at) => (index * 31 + at * 7) & 0xff);
}

/** Writes one record as soon as the ring has room for it. */
async function write(writer: RingWriter, bytes: Uint8Array): Promise<void> {
  if (!writer.tryWrite(bytes)) await until(() => writer.tryWrite(bytes));
}

/** Takes what has come; returns how many items there are by now. */
function read(reader: RingReader, seen: Uint8Array[]): number {
  while (reader.tryNext()) {
    seen.push(reader.memory.bytes.slice(reader.offset, reader.offset + reader.byteLength));
  }
  reader.release();
  return seen.length;
}

function pause(msec: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, msec);
  });
}
