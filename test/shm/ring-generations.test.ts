import { availableParallelism } from 'node:os';
import { PUBLISHED_GENERATION } from '#src/shm/layout';
import { RingReader } from 'syntalos-mlink/shm';
import { test } from 'tap';
import { openRing } from './ring-ends.ts';

test('a record larger than half the ring makes a larger generation', (t) => {
  const { writer, reader, control, ring } = openRing();
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

test('a generation for large records holds one for each core and two more, but no more than 16', (t) => {
  const { writer } = openRing();
  const bytes = 1_000_000;
  writer.tryWrite(new Uint8Array(bytes));
  const records = writer.capacityBytes / bytes;
  const wanted = Math.min(availableParallelism() + 2, 16);
  t.ok(records >= wanted && records < 2 * wanted * 1.05, `${records} records, rounded up to a power of two`);
  t.end();
});

test('a joiner finds its way into the generation that is current', (t) => {
  const { ring, writer } = openRing();
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
  const { ring, writer } = openRing();
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
  const { writer, reader } = openRing({ maxBytes: 1024 * 1024 });
  t.throws(() => writer.tryReserve(600_000), {
    code: 'ERR_SYNTALOS_RING_RECORD_TOO_LARGE',
    message: /600008 bytes.*at most 1048576 bytes/,
    details: { recordBytes: 600_008, maxBytes: 1_048_576 },
  });
  t.equal(writer.tryWrite(new Uint8Array(200_000)), true, 'smaller generations are still possible');
  t.equal(reader.tryNext(), true);
  t.end();
});

test('a large record that was taken back leaves an empty generation behind, and nothing else', (t) => {
  const { writer, reader } = openRing();
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

test('a joiner knows the generation while the writer is crossing into it', (t) => {
  const { ring, writer, control } = openRing();
  writer.tryReserve(50_000);
  writer.abandonLast();
  writer.commit(); // published is the base of the second generation
  t.equal(control.addReader().generation, 1);
  new Int32Array(ring)[PUBLISHED_GENERATION] = 0; // as if the writer were right between its two stores
  t.equal(control.addReader().generation, 1);
  t.end();
});
