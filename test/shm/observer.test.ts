import { createRing, RingObserver, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { test } from 'tap';

function open(capacityBytes = 4096): { ring: SharedArrayBuffer; writer: RingWriter; observer: RingObserver } {
  const ring = createRing({ capacityBytes, startSequence: 2 ** 32 - 2, startPosition: 2 ** 32 - 50 });
  return { ring, writer: RingWriter.claim(ring), observer: RingObserver.attach(ring) };
}

function write(writer: RingWriter, value: number, byteLength = 100): void {
  if (!writer.tryWrite(new Uint8Array(byteLength).fill(value))) throw new Error('the ring is full');
}

test('an observer sees the newest record once, and counts those it skipped', (t) => {
  const { writer, observer } = open();
  t.equal(observer.tryLatest(), false);
  write(writer, 1);
  t.equal(observer.tryLatest(), true);
  t.match(observer, { offset: 0, byteLength: 100, sequence: 2 ** 32 - 2, skippedCount: 0 });
  t.equal(observer.memory.bytes[99], 1);
  t.equal(observer.tryLatest(), false);
  for (let n = 2; n <= 5; n++) write(writer, n, 10 * n);
  t.equal(observer.tryLatest(), true);
  t.match(observer, { byteLength: 50, sequence: 2, skippedCount: 3 });
  t.equal(observer.memory.view.getUint8(0), 5);
  t.equal(observer.tryLatest(), false);
  t.end();
});

test('an observer counts the numbers that a writer leaves out', (t) => {
  const { writer, observer } = open();
  writer.skip(5);
  write(writer, 1);
  t.equal(observer.tryLatest(), true);
  t.match(observer, { sequence: 3, skippedCount: 5 });
  writer.skip(2);
  write(writer, 2);
  write(writer, 3);
  t.equal(observer.tryLatest(), true);
  t.match(observer, { sequence: 7, skippedCount: 8 });
  t.end();
});

test('an observer that comes late sees the newest record, and has skipped none', (t) => {
  const { ring, writer } = open();
  for (let n = 1; n <= 3; n++) write(writer, n);
  const late = RingObserver.attach(ring);
  t.equal(late.tryLatest(), true);
  t.match(late, { sequence: 0, skippedCount: 0 });
  write(writer, 4);
  t.equal(late.tryLatest(), true);
  t.equal(late.skippedCount, 0);
  t.end();
});

test('an observer never holds the writer back, a reader does', (t) => {
  const { ring, writer, observer } = open();
  for (let n = 0; n < 1000; n++) write(writer, n & 255);
  t.equal(observer.tryLatest(), true);
  t.match(observer, { sequence: 997, skippedCount: 999 });
  RingReader.attach(ring);
  let count = 0;
  while (writer.tryWrite(new Uint8Array(100))) count += 1;
  t.equal(count, Math.floor(512 / 14));
  t.equal(observer.tryLatest(), true);
  t.end();
});

test('an observer refuses a record that the writer has begun to overwrite', (t) => {
  const { writer, observer } = open();
  write(writer, 1);
  const newest = writer.memory.bytes.indexOf(1);
  // Reserved, not committed: the newest record is still the first one.
  for (let at = writer.tryReserve(100); at >= 0; at = writer.tryReserve(100)) {
    writer.memory.bytes.fill(0xee, at, at + 100);
  }
  t.equal(writer.memory.bytes[newest], 0xee);
  t.equal(observer.tryLatest(), false);
  writer.commit();
  t.equal(observer.tryLatest(), true);
  t.ok(observer.memory.bytes.subarray(0, observer.byteLength).every((byte) => byte === 0xee));
  t.equal(observer.sequence, (writer.nextSequence - 1) >>> 0);
  t.end();
});

test('an observer sees what is committed, and not what was taken back', (t) => {
  const { writer, observer } = open();
  writer.tryReserve(30);
  writer.tryReserve(40);
  writer.abandonLast();
  t.equal(observer.tryLatest(), false);
  writer.commit();
  t.equal(observer.tryLatest(), true);
  t.equal(observer.byteLength, 30);
  writer.tryReserve(50);
  writer.abandonLast();
  writer.commit();
  t.equal(observer.tryLatest(), false);
  t.end();
});

test('an observer follows the writer into larger generations', (t) => {
  const { writer, observer } = open();
  for (const [n, byteLength] of [10, 5000, 10, 2_000_000, 10].entries()) {
    write(writer, n, byteLength);
    t.equal(observer.tryLatest(), true);
    t.equal(observer.byteLength, byteLength);
    t.equal(observer.memory.bytes[byteLength - 1], n);
  }
  t.equal(observer.skippedCount, 0);
  t.end();
});

test('an observer sees the last record of a ring that was closed, then that it is', (t) => {
  const { writer, observer } = open();
  write(writer, 1);
  writer.close();
  t.equal(observer.waitNewer(), 'ready');
  t.equal(observer.tryLatest(), true);
  t.equal(observer.waitNewer(), 'closed');
  observer.close();
  observer.close();
  t.equal(observer.byteLength, 100, 'the copy stays');
  t.end();
});
