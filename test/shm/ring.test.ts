import { createRing, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { test } from 'tap';
import { openRing, payload, readAll } from './ring-ends.ts';

test('a record is seen only once it was committed', (t) => {
  const { writer, reader } = openRing();
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
  const { writer, reader } = openRing();
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
  const { writer, reader } = openRing();
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

test('a rewound writer writes to the place of records that are read, and to no other', (t) => {
  const { writer, reader } = openRing();
  const places: number[] = [];
  const write = (): void => {
    writer.rewind(4096 / 4 - 8);
    places.push(writer.tryReserve(4096 / 4 - 8));
    writer.memory.bytes[places.at(-1) ?? 0] = places.length;
    writer.commit();
  };
  const read = (): number => (reader.tryNext() ? (reader.memory.bytes[reader.offset] ?? 0) : -1);
  for (let n = 1; n <= 10; n++) {
    write();
    t.equal(read(), n);
    reader.release();
  }
  t.equal(new Set(places).size, 1);
  write();
  t.equal(read(), 11);
  const held = reader.hold();
  reader.release();
  write();
  t.not(places.at(-1), places[0], 'one is held');
  t.equal(reader.memory.bytes[held.byteOffset - reader.memory.bytes.byteOffset], 11);
  t.equal(read(), 12);
  reader.release();
  reader.unhold(held);
  write();
  t.equal(places.at(-1), places[0]);
  t.equal(read(), 13);
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

test('byte lengths that are none are refused', (t) => {
  const { writer } = openRing();
  for (const byteLength of [-1, 1.5, NaN, Infinity, -Infinity]) {
    t.throws(() => writer.tryReserve(byteLength), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  t.throws(() => writer.tryReserve(2 ** 32), { code: 'ERR_SYNTALOS_RING_RECORD_TOO_LARGE' });
  t.throws(() => writer.tryReserve(2 ** 53), { code: 'ERR_SYNTALOS_RING_RECORD_TOO_LARGE' });
  t.end();
});

test('a record before a skipped end or a new generation can no longer be changed', (t) => {
  for (const next of [payload(3 / 8).length, 5000]) {
    const { writer, reader } = openRing();
    writer.tryWrite(payload(3 / 8));
    reader.tryNext();
    reader.release();
    writer.tryWrite(payload(1 / 4));
    writer.tryReserve(100);
    t.equal(writer.waitSpace(next, { timeoutMsec: 0 }), 'ready');
    t.throws(() => writer.shrinkLast(1), { code: 'ERR_SYNTALOS_INVALID_STATE' });
    t.throws(() => writer.abandonLast(), { code: 'ERR_SYNTALOS_INVALID_STATE' });
    writer.commit();
    t.equal(readAll(reader), 2);
  }
  t.end();
});

test('a ring has one writer, ever', (t) => {
  const { ring, writer } = openRing();
  t.throws(() => RingWriter.claim(ring), { code: 'ERR_SYNTALOS_RING_CLAIMED' });
  writer.close();
  t.throws(() => RingWriter.claim(ring), { code: 'ERR_SYNTALOS_RING_CLAIMED' });
  t.end();
});

test('the last record can be shortened or taken back before it is committed', (t) => {
  const { writer, reader } = openRing();
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

test('closing drops what was only reserved, and shows after the last record', (t) => {
  const { writer, reader, control } = openRing();
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

test('only a ring of this layout can be attached', (t) => {
  const attach = (buffer: unknown) => (): unknown => RingReader.attach(buffer as SharedArrayBuffer);
  const layout = { code: 'ERR_SYNTALOS_RING_LAYOUT' };
  t.throws(attach(undefined), layout);
  t.throws(attach(new ArrayBuffer(8192)), layout);
  t.throws(attach(new SharedArrayBuffer(100)), layout);
  t.throws(attach(new SharedArrayBuffer(8192)), { ...layout, message: /first word is 0x0/ });
  const { ring } = openRing();
  const words = new Int32Array(ring);
  words[1] = 2;
  t.throws(attach(ring), { ...layout, message: 'Cannot attach ring: layout version is 2, expected 1' });
  words[1] = 1;
  words[102] = 1 << 20; // capacity of the first generation
  t.throws(attach(ring), { ...layout, message: /generation 0 of 1 ends at byte/ });
  t.end();
});

test('a damaged record header is an error, not an endless loop', (t) => {
  const { writer, reader } = openRing();
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
