import { SLOTS_USED, SlotState } from '#src/shm/layout';
import { positionIndex, tokenIndex } from '#src/shm/reader-slots';
import { borrowRecord, createRing, RingControl, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { test } from 'tap';
import { openRing, payload, readAll } from './ring-ends.ts';

test('held records stay, whatever is released, until their holds end in any order', (t) => {
  const { ring, writer, reader } = openRing();
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
  const { ring } = openRing();
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
  const { ring, reader } = openRing();
  for (let n = 1; n < 16; n++) RingReader.attach(ring);
  t.throws(() => RingReader.attach(ring), { code: 'ERR_SYNTALOS_RING_FULL' });
  reader.close();
  reader.close();
  t.ok(RingReader.attach(ring));
  t.throws(() => reader.tryNext(), { code: 'ERR_SYNTALOS_CLOSED' });
  t.end();
});

test('a removed reader no longer holds the writer back, and hears of it', (t) => {
  const { writer, reader, control } = openRing();
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
  const { ring, writer, reader, control } = openRing();
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

test('a late store of a stale reader misses its successor', (t) => {
  const { ring, writer, reader, control } = openRing();
  const words = new Int32Array(ring, 0, 1024);
  control.removeReader(reader.ticket);
  const next = RingReader.attach(ring);
  while (writer.tryWrite(payload(1 / 8)));
  // The stale reader had looked at its token before it was removed, and stores only now.
  const { slot, token } = reader.ticket;
  Atomics.store(words, positionIndex(slot, token), 512);
  t.equal(writer.tryReserve(0), -1, 'the new reader holds the writer back');
  t.equal(readAll(next), 8);
  t.end();
});

test('the writer stays within its former limit while a reader is joining', (t) => {
  const ring = createRing({ capacityBytes: 4096 });
  const words = new Int32Array(ring, 0, 1024);
  const writer = RingWriter.claim(ring);
  for (let n = 0; n < 3; n++) writer.tryWrite(payload(1 / 4));
  Atomics.store(words, SLOTS_USED, 1);
  Atomics.store(words, tokenIndex(0), SlotState.joining);
  Atomics.store(words, positionIndex(0, SlotState.joining), 384); // of an earlier epoch: means nothing
  t.equal(writer.tryWrite(payload(1 / 4)), true, 'the limit from before');
  t.equal(writer.tryWrite(payload(1 / 4)), false);
  t.equal(RingControl.attach(ring).removeReader({ slot: 0, token: SlotState.joining }), true, 'it died');
  t.equal(writer.tryWrite(payload(1 / 4)), true);
  t.end();
});

test('a ticket keeps all records for the reader that attaches by it later', (t) => {
  const { ring, writer, reader, control } = openRing();
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

test('stats tell what each reader has not released', (t) => {
  const { ring, writer, reader, control } = openRing({ startSequence: 2 ** 32 - 1 });
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

test('records are counted exactly beyond 2^32 of them', (t) => {
  const start = 0xffff_fff0;
  const ring = createRing({ startSequence: start });
  const writer = RingWriter.claim(ring);
  for (let n = 0; n < 40; n++) writer.tryWrite(Uint8Array.of(n));
  const control = RingControl.attach(ring);
  t.equal(control.countSince(start, 0), 40);
  t.equal(control.countSince(start, 2 ** 32 + 3), 2 ** 32 + 40, 'a reader has counted that many by now');
  t.equal(control.countSince(start, 2 ** 40 + 100), 2 ** 40 + 40);
  t.end();
});
