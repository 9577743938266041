import { createRing, RingFollower, RingWriter } from 'syntalos-mlink/shm';
import { test } from 'tap';
import { PUBLISHED_SEQUENCE } from '#src/shm/layout';

function open(capacityBytes = 4096): { ring: SharedArrayBuffer; writer: RingWriter; follower: RingFollower } {
  const ring = createRing({ capacityBytes, startSequence: 2 ** 32 - 2, startPosition: 2 ** 32 - 50 });
  return { ring, writer: RingWriter.claim(ring), follower: RingFollower.attach(ring) };
}

function write(writer: RingWriter, value: number, byteLength = 100): void {
  if (!writer.tryWrite(new Uint8Array(byteLength).fill(value))) throw new Error('the ring is full');
}

/** First bytes of all records that a follower finds. */
function readAll(follower: RingFollower): number[] {
  const values: number[] = [];
  while (follower.tryNext()) values.push(follower.memory.bytes[follower.offset]!);
  return values;
}

test('a follower sees every record in its order, around the end of the region too', (t) => {
  const { writer, follower } = open();
  t.equal(follower.tryNext(), false);
  for (let round = 0; round < 50; round++) {
    const values = [1, 2, 3].map((n) => (round * 3 + n) & 255);
    for (const value of values) write(writer, value, 100 + 37 * (value % 11));
    t.strictSame(readAll(follower), values);
  }
  t.equal(follower.skippedCount, 0);
  t.equal(follower.sequence, (2 ** 32 - 2 + 149) % 2 ** 32);
  t.end();
});

test('a follower that comes late begins with the next record', (t) => {
  const { ring, writer } = open();
  write(writer, 1);
  const late = RingFollower.attach(ring);
  t.strictSame(readAll(late), []);
  write(writer, 2);
  t.strictSame(readAll(late), [2]);
  t.equal(late.skippedCount, 0);
  t.end();
});

test('a follower that comes in the middle of a commit has skipped nothing', (t) => {
  const { ring, writer } = open();
  write(writer, 1);
  // What a commit stores first: its sequence number; the position follows.
  new Int32Array(ring)[PUBLISHED_SEQUENCE]! += 1;
  const follower = RingFollower.attach(ring);
  write(writer, 2);
  t.strictSame(readAll(follower), [2]);
  t.equal(follower.skippedCount, 0);
  t.end();
});

test('a follower never holds the writer back: it skips what was overwritten, and counts it', (t) => {
  const { writer, follower } = open();
  write(writer, 1);
  t.strictSame(readAll(follower), [1]);
  for (let n = 0; n < 1000; n++) write(writer, n & 255);
  t.strictSame(readAll(follower), [], 'it goes on with what comes next');
  write(writer, 7);
  t.strictSame(readAll(follower), [7]);
  t.equal(follower.skippedCount, 1000);
  t.end();
});

test('a follower goes on in larger generations', (t) => {
  const { ring, writer, follower } = open();
  write(writer, 1);
  write(writer, 2, 30_000);
  t.strictSame(readAll(follower), [1, 2]);
  write(writer, 3, 30_000);
  write(writer, 4, 2_000_000);
  write(writer, 5);
  const values = readAll(follower);
  t.strictSame(values.length + follower.skippedCount, 3, 'each is seen or counted');
  write(writer, 6);
  t.strictSame(readAll(follower), [6]);
  t.equal(RingFollower.attach(ring).tryNext(), false);
  t.end();
});

test('a follower refuses a record that the writer has begun to overwrite', (t) => {
  const { writer, follower } = open();
  write(writer, 1);
  for (let at = writer.tryReserve(100); at >= 0; at = writer.tryReserve(100)) {
    writer.memory.bytes.fill(0xee, at, at + 100);
  }
  t.equal(follower.tryNext(), false);
  writer.commit();
  t.ok(readAll(follower).every((value) => value === 0xee));
  write(writer, 9);
  t.strictSame(readAll(follower), [9]);
  t.end();
});
