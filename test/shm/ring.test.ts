import fc from 'fast-check';
import {
  borrowRecord,
  createRing,
  RingControl,
  RingReader,
  RingWriter,
  type RingOptions,
} from 'syntalos-mlink/shm';
import { test } from 'tap';
import { fillRecord, findFault, recordLength, type Sizes } from './pattern.ts';

interface Ends {
  readonly ring: SharedArrayBuffer;
  readonly writer: RingWriter;
  readonly reader: RingReader;
  readonly control: RingControl;
}

function open(options: RingOptions = {}): Ends {
  const ring = createRing({ capacityBytes: 4096, ...options });
  return {
    ring,
    writer: RingWriter.claim(ring),
    reader: RingReader.attach(ring),
    control: RingControl.attach(ring),
  };
}

/** Payload bytes that, with the record header, take `share` of a region of 4096 bytes. */
function payload(share: number): Uint8Array {
  return new Uint8Array(4096 * share - 8).fill(7);
}

test('a record is seen only once it was committed', (t) => {
  const { writer, reader } = open();
  const at = writer.tryReserve(10);
  t.equal(at % 8, 0);
  writer.memory.bytes.set([1, 2, 3], at);
  t.equal(reader.tryNext(), false);
  writer.commit();
  t.equal(reader.tryNext(), true);
  t.same([...reader.memory.bytes.subarray(reader.offset, reader.offset + 3)], [1, 2, 3]);
  t.match(reader, { byteLength: 10, sequence: 0 });
  t.equal(reader.tryNext(), false);
  t.end();
});

test('all views of a region show the same bytes at a record', (t) => {
  const { writer, reader } = open();
  writer.tryReserve(3);
  const at = writer.tryReserve(8);
  writer.memory.f64[at / 8] = -1.5;
  writer.commit();
  reader.tryNext();
  reader.tryNext();
  const { memory, offset } = reader;
  t.equal(memory.view.getFloat64(offset, true), -1.5);
  t.equal(memory.u32[offset / 4 + 1], 0xbff8_0000);
  t.equal(memory.bytes[offset + 7], 0xbf);
  t.end();
});

test('tryReserve answers -1 when the ring is full, and the released space is used again', (t) => {
  const { writer, reader } = open();
  for (let n = 0; n < 4; n++) t.equal(writer.tryWrite(payload(1 / 4)), true);
  t.equal(writer.tryWrite(new Uint8Array(0)), false);
  t.equal(writer.tryReserve(0), -1);
  reader.tryNext();
  t.equal(writer.tryReserve(0), -1, 'reading alone gives nothing back');
  reader.release();
  t.equal(writer.tryWrite(payload(1 / 4)), true);
  t.equal(writer.tryReserve(0), -1);
  t.end();
});

test('a ring without readers never fills', (t) => {
  const writer = RingWriter.claim(createRing({ capacityBytes: 4096 }));
  for (let n = 0; n < 100; n++) t.equal(writer.tryWrite(payload(1 / 4)), true);
  t.equal(writer.nextSequence, 100);
  t.end();
});

test('reserved records count as room even where nobody reads', (t) => {
  const writer = RingWriter.claim(createRing({ capacityBytes: 4096 }));
  for (let n = 0; n < 4; n++) t.not(writer.tryReserve(4096 / 4 - 8), -1);
  t.equal(writer.tryReserve(0), -1, 'the first of them is not committed yet');
  writer.commit();
  t.not(writer.tryReserve(0), -1);
  t.end();
});

test('a record larger than half the ring makes a larger generation', (t) => {
  const { writer, reader, control, ring } = open();
  writer.tryWrite(new Uint8Array([1]));
  writer.tryWrite(new Uint8Array(100_000).fill(2));
  writer.tryWrite(new Uint8Array([3]));
  t.equal(control.stats().generationCount, 2);
  t.equal(writer.capacityBytes, 2 ** 21, '16 records, rounded up to a power of two');
  t.equal(ring.byteLength, 4096 + 4096 + 2 ** 21);
  const first = reader.memory;
  for (const [value, byteLength] of [
    [1, 1],
    [2, 100_000],
    [3, 1],
  ]) {
    t.equal(reader.tryNext(), true);
    t.equal(reader.byteLength, byteLength);
    t.equal(reader.memory.bytes[reader.offset], value);
  }
  t.not(reader.memory, first);
  t.equal(reader.tryNext(), false);
  t.end();
});

test('a joiner finds its way into the generation that is current', (t) => {
  const { ring, writer } = open();
  writer.tryWrite(new Uint8Array(10_000));
  writer.tryWrite(new Uint8Array(1_000_000));
  const reader = RingReader.attach(ring);
  t.equal(reader.tryNext(), false, 'it sees what comes after it joined');
  writer.tryWrite(new Uint8Array([9]));
  t.equal(reader.tryNext(), true);
  t.equal(reader.memory.bytes[reader.offset], 9);
  t.equal(reader.sequence, 2);
  t.end();
});

test('a joiner between reserve and commit of a larger generation gets its first record', (t) => {
  const { ring, writer } = open();
  const at = writer.tryReserve(10_000);
  const { memory } = writer;
  const reader = RingReader.attach(ring);
  memory.bytes[at] = 5;
  writer.commit();
  t.equal(reader.tryNext(), true);
  t.equal(reader.memory.bytes[reader.offset], 5);
  t.end();
});

test('a record that the ring may never grow to hold is refused, and the ring goes on', (t) => {
  const { writer, reader } = open({ maxBytes: 1024 * 1024 });
  t.throws(() => writer.tryReserve(600_000), {
    code: 'ERR_SYNTALOS_RING_RECORD_TOO_LARGE',
    message: /600008 bytes.*at most 1048576 bytes/,
    details: { recordBytes: 600_008, maxBytes: 1_048_576 },
  });
  t.equal(writer.tryWrite(new Uint8Array(200_000)), true, 'smaller generations are still possible');
  t.equal(reader.tryNext(), true);
  t.end();
});

test('byte lengths that are none are refused', (t) => {
  const { writer } = open();
  for (const byteLength of [-1, 1.5, NaN, Infinity, -Infinity]) {
    t.throws(() => writer.tryReserve(byteLength), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  t.throws(() => writer.tryReserve(2 ** 32), { code: 'ERR_SYNTALOS_RING_RECORD_TOO_LARGE' });
  t.throws(() => writer.tryReserve(2 ** 53), { code: 'ERR_SYNTALOS_RING_RECORD_TOO_LARGE' });
  t.end();
});

test('a ring has one writer, ever', (t) => {
  const { ring, writer } = open();
  t.throws(() => RingWriter.claim(ring), { code: 'ERR_SYNTALOS_RING_CLAIMED' });
  writer.close();
  t.throws(() => RingWriter.claim(ring), { code: 'ERR_SYNTALOS_RING_CLAIMED' });
  t.end();
});

test('the last record can be shortened or taken back before it is committed', (t) => {
  const { writer, reader } = open();
  const shorten = writer.tryReserve(100);
  writer.memory.bytes[shorten] = 1;
  writer.shrinkLast(3);
  writer.tryReserve(50);
  writer.abandonLast();
  t.throws(() => writer.abandonLast(), { code: 'ERR_SYNTALOS_INVALID_STATE' }, 'only the last one');
  const second = writer.tryReserve(8);
  t.equal(second, shorten + 16);
  writer.memory.bytes[second] = 2;
  t.throws(() => writer.shrinkLast(9), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  writer.commit();
  t.throws(() => writer.shrinkLast(1), { code: 'ERR_SYNTALOS_INVALID_STATE' });
  for (const [value, byteLength] of [
    [1, 3],
    [2, 8],
  ]) {
    t.equal(reader.tryNext(), true);
    t.equal(reader.byteLength, byteLength);
    t.equal(reader.memory.bytes[reader.offset], value);
  }
  t.equal(reader.sequence, 1);
  t.equal(reader.tryNext(), false);
  t.end();
});

test('a large record that was taken back leaves an empty generation behind, and nothing else', (t) => {
  const { writer, reader } = open();
  writer.tryWrite(new Uint8Array([1]));
  writer.tryReserve(50_000);
  writer.abandonLast();
  writer.commit();
  t.equal(reader.tryNext(), true);
  t.equal(reader.tryNext(), false);
  writer.tryWrite(new Uint8Array([2]));
  t.equal(reader.tryNext(), true);
  t.match([reader.sequence, reader.memory.bytes[reader.offset]], [1, 2]);
  t.end();
});

test('held records stay, whatever is released, until their holds end in any order', (t) => {
  const { ring, writer, reader } = open();
  const refs = [];
  for (let n = 0; n < 4; n++) {
    writer.tryWrite(payload(1 / 4).fill(n));
    reader.tryNext();
    refs.push(reader.hold());
    reader.release();
  }
  t.equal(reader.heldCount, 4);
  t.equal(writer.tryReserve(0), -1);
  for (const [n, ref] of refs.entries()) t.ok(borrowRecord(ring, ref).bytes.every((byte) => byte === n));
  const [first, second, third] = refs as [(typeof refs)[0], (typeof refs)[0], (typeof refs)[0]];
  reader.unhold(second);
  reader.unhold(third);
  t.equal(writer.tryReserve(0), -1, 'the first one is held still');
  reader.unhold(first);
  for (let n = 0; n < 3; n++) t.equal(writer.tryWrite(payload(1 / 4)), true);
  t.equal(writer.tryReserve(0), -1);
  t.throws(() => reader.unhold(first), { code: 'ERR_SYNTALOS_INVALID_STATE' });
  t.throws(() => reader.hold(), { code: 'ERR_SYNTALOS_INVALID_STATE' }, 'after release there is no record');
  t.end();
});

test('a reference outside of the ring is refused', (t) => {
  const { ring } = open();
  for (const [byteOffset, byteLength] of [
    [0, 8],
    [4096, 5000],
    [4097, 8],
    [8192, 8],
    [4096, -8],
    [NaN, 8],
  ] as const) {
    t.throws(() => borrowRecord(ring, { byteOffset, byteLength, sequence: 0 }), {
      code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
    });
  }
  t.end();
});

test('16 readers may join, the next may not until one has left', (t) => {
  const { ring, reader } = open();
  for (let n = 1; n < 16; n++) RingReader.attach(ring);
  t.throws(() => RingReader.attach(ring), { code: 'ERR_SYNTALOS_RING_FULL' });
  reader.close();
  reader.close();
  t.ok(RingReader.attach(ring));
  t.throws(() => reader.tryNext(), { code: 'ERR_SYNTALOS_CLOSED' });
  t.end();
});

test('a removed reader no longer holds the writer back, and hears of it', (t) => {
  const { writer, reader, control } = open();
  while (writer.tryWrite(payload(1 / 8)));
  reader.tryNext();
  t.equal(control.removeReader(reader.ticket), true);
  t.equal(control.removeReader(reader.ticket), false);
  t.equal(writer.tryWrite(payload(1 / 8)), true);
  const removed = { code: 'ERR_SYNTALOS_RING_READER_REMOVED' };
  t.throws(() => reader.release(), removed);
  t.throws(() => reader.waitData({ timeoutMsec: 0 }) === 'ready' && readAll(reader), removed);
  t.end();
});

test('a stale reader can do its successor in the slot no harm', (t) => {
  const { ring, writer, reader, control } = open();
  writer.tryWrite(payload(1 / 4));
  reader.tryNext();
  control.removeReader(reader.ticket);
  const next = RingReader.attach(ring);
  t.equal(next.ticket.slot, reader.ticket.slot);
  t.throws(() => reader.release(), { code: 'ERR_SYNTALOS_RING_READER_REMOVED' });
  reader.close();
  t.equal(control.stats().readers.length, 1, 'closing the stale one leaves the slot alone');
  for (let n = 0; n < 4; n++) t.equal(writer.tryWrite(payload(1 / 4).fill(n)), true);
  t.equal(writer.tryReserve(0), -1, 'the new reader holds the writer back');
  t.equal(readAll(next), 4);
  t.end();
});

test('a ticket keeps all records for the reader that attaches by it later', (t) => {
  const { ring, writer, reader, control } = open();
  const ticket = structuredClone(control.addReader());
  for (let n = 0; n < 4; n++) writer.tryWrite(payload(1 / 4));
  readAll(reader);
  t.equal(writer.tryReserve(0), -1);
  t.equal(readAll(RingReader.attach(ring, { ticket })), 4);
  t.not(writer.tryReserve(0), -1);
  control.removeReader(ticket);
  t.throws(() => RingReader.attach(ring, { ticket }), { code: 'ERR_SYNTALOS_RING_READER_REMOVED' });
  t.end();
});

test('closing drops what was only reserved, and shows after the last record', (t) => {
  const { writer, reader, control } = open();
  writer.tryWrite(new Uint8Array(3));
  writer.tryReserve(5);
  writer.close();
  writer.commit();
  t.equal(control.stats().isClosed, true);
  t.equal(reader.waitData(), 'ready');
  t.equal(readAll(reader), 1);
  t.equal(reader.waitData(), 'closed');
  t.throws(() => writer.tryReserve(1), { code: 'ERR_SYNTALOS_RING_CLOSED' });
  t.equal(writer.waitSpace(1), 'closed');
  t.end();
});

test('stats tell what each reader has not released', (t) => {
  const { ring, writer, reader, control } = open({ startSequence: 2 ** 32 - 1 });
  const second = RingReader.attach(ring);
  for (let n = 0; n < 3; n++) writer.tryWrite(new Uint8Array(8));
  readAll(second);
  reader.tryNext();
  t.match(control.stats(), {
    capacityBytes: 4096,
    totalBytes: 8192,
    maxBytes: 1024 ** 3,
    generationCount: 1,
    isClosed: false,
    writtenSequence: 2,
    readers: [
      { slot: 0, readSequence: 2 ** 32 - 1, unreadCount: 3, unreadBytes: 48 },
      { slot: 1, readSequence: 2, unreadCount: 0, unreadBytes: 0 },
    ],
  });
  reader.hold();
  reader.tryNext();
  reader.release();
  t.match(control.stats().readers[0], { unreadCount: 3 }, 'a held record is not released');
  t.end();
});

test('only a ring of this layout can be attached', (t) => {
  const attach = (buffer: unknown) => (): unknown => RingReader.attach(buffer as SharedArrayBuffer);
  const layout = { code: 'ERR_SYNTALOS_RING_LAYOUT' };
  t.throws(attach(undefined), layout);
  t.throws(attach(new ArrayBuffer(8192)), layout);
  t.throws(attach(new SharedArrayBuffer(100)), layout);
  t.throws(attach(new SharedArrayBuffer(8192)), { ...layout, message: /first word is 0x0/ });
  const { ring } = open();
  const words = new Int32Array(ring);
  words[1] = 2;
  t.throws(attach(ring), { ...layout, message: 'Cannot attach ring: layout version is 2, expected 1' });
  words[1] = 1;
  words[102] = 1 << 20; // capacity of the first generation
  t.throws(attach(ring), { ...layout, message: /generation 0 of 1 ends at byte/ });
  t.end();
});

test('a damaged record header is an error, not an endless loop', (t) => {
  const { writer, reader } = open();
  writer.tryWrite(new Uint8Array(8));
  writer.memory.u32[0] = 5000;
  t.throws(() => reader.tryNext(), { code: 'ERR_SYNTALOS_RING_LAYOUT' });
  t.end();
});

test('sizes out of range are refused', (t) => {
  for (const options of [
    { capacityBytes: 0 },
    { capacityBytes: 1.5 },
    { capacityBytes: 2 ** 31 },
    { maxBytes: 2 ** 33 },
    { maxBytes: NaN },
    { capacityBytes: 8192, maxBytes: 8192 },
  ]) {
    t.throws(() => createRing(options), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  t.end();
});

test('any order of calls delivers every record whole and in order, through both wrap-arounds', (t) => {
  const call = fc.oneof(
    { weight: 8, arbitrary: fc.constant('write' as const) },
    { weight: 6, arbitrary: fc.constant('read' as const) },
    { weight: 3, arbitrary: fc.constantFrom('commit' as const, 'release' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('abandon' as const, 'rejoin' as const, 'hold' as const, 'unhold' as const),
    },
  );
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 50, maxLength: 600 }),
      fc.integer(),
      fc.constantFrom(100, 1500, 6000),
      fc.constantFrom(2 ** 32 - 600, 2 ** 31 - 600, 0),
      (calls, seed, largeBytes, startPosition) => {
        const start = 2 ** 32 - 20;
        const ends = open({ startPosition, startSequence: start });
        const { ring, writer } = ends;
        let { reader } = ends;
        const sizes: Sizes = { seed, usualBytes: 200, largeBytes };
        let committed = start;
        let expected = start;
        const held: ReturnType<RingReader['hold']>[] = [];
        let hasRecord = false;

        for (const name of calls) {
          switch (name) {
            case 'write': {
              const sequence = writer.nextSequence;
              const byteLength = recordLength(sizes, sequence);
              const at = writer.tryReserve(byteLength);
              if (at >= 0) fillRecord(writer.memory.bytes, at, byteLength, sequence);
              break;
            }
            case 'commit':
              writer.commit();
              committed = writer.nextSequence;
              break;
            case 'abandon':
              if (writer.nextSequence === committed) break;
              try {
                writer.abandonLast();
              } catch {
                // the one before it was taken back already
              }
              break;
            case 'read': {
              const more = reader.tryNext();
              if (more !== (expected !== committed)) throw new Error(`tryNext answers ${more}`);
              if (!more) break;
              hasRecord = true;
              if (reader.sequence !== expected) throw new Error(`got ${reader.sequence}, not ${expected}`);
              const fault = findFault(sizes, expected, reader.memory.bytes, reader.offset, reader.byteLength);
              if (fault !== undefined) throw new Error(fault);
              expected = (expected + 1) >>> 0;
              break;
            }
            case 'release':
              reader.release();
              hasRecord = false;
              break;
            case 'hold':
              if (hasRecord) held.push(reader.hold());
              break;
            case 'unhold': {
              const ref = held.splice(seed % (held.length + 1), 1)[0];
              if (ref === undefined || held.some(({ sequence }) => sequence === ref.sequence)) break;
              const { bytes } = borrowRecord(ring, ref);
              const fault = findFault(sizes, ref.sequence, bytes, 0, bytes.length);
              if (fault !== undefined) throw new Error(`held ${fault}`);
              reader.unhold(ref);
              break;
            }
            case 'rejoin':
              reader.close();
              reader = RingReader.attach(ring);
              held.length = 0;
              hasRecord = false;
              expected = committed;
              break;
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  t.pass('for all orders');
  t.end();
});

function readAll(reader: RingReader): number {
  let count = 0;
  while (reader.tryNext()) count += 1;
  reader.release();
  return count;
}
