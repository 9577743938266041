import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { createRing, RingControl, RingReader, sideMemory, type RecordRef } from 'syntalos-mlink/shm';
import { test } from 'tap';
import type { Sizes } from './pattern.ts';
import { flag, RingThread } from './ring-threads.ts';

const CANARY = 0x5afe_c0de;

interface ReaderPlan {
  readonly joinAt: number;
  readonly batch: number;
  readonly leaveAfter: number | undefined;
  readonly slowEvery: number | undefined;
}

const readerPlan = fc.record<ReaderPlan>({
  joinAt: fc.integer({ min: 0, max: 3000 }),
  batch: fc.integer({ min: 1, max: 20 }),
  leaveAfter: fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined }),
  slowEvery: fc.option(fc.integer({ min: 20, max: 100 }), { nil: undefined }),
});

const plan = fc.record({
  seed: fc.integer(),
  count: fc.integer({ min: 1000, max: 5000 }),
  usualBytes: fc.constantFrom(0, 30, 300, 2500),
  largeBytes: fc.constantFrom(0, 2000, 30_000),
  writerBatch: fc.integer({ min: 1, max: 40 }),
  // Often right before both counters wrap around.
  startPosition: fc.constantFrom(0, 2 ** 32 - 3000, 2 ** 31 - 100),
  startSequence: fc.constantFrom(0, 2 ** 32 - 500),
  anchorBatch: fc.integer({ min: 1, max: 20 }),
  joiners: fc.array(readerPlan, { minLength: 1, maxLength: 2 }),
});

test('every reader gets every record since it joined, in order, byte for byte', async (t) => {
  const threads = Array.from({ length: 5 }, () => new RingThread());
  const [writer, anchor, observer, ...joiners] = threads as [
    RingThread,
    RingThread,
    RingThread,
    ...RingThread[],
  ];
  t.teardown(() => Promise.all(threads.map((thread) => thread.kill())));

  await fc.assert(
    fc.asyncProperty(plan, async (p) => {
      const { startPosition, startSequence, count } = p;
      const ring = createRing({ capacityBytes: 4096, sideBytes: 4096, startPosition, startSequence });
      const canaries = sideMemory(ring).fill(CANARY);
      const sizes: Sizes = { seed: p.seed, usualBytes: p.usualBytes, largeBytes: p.largeBytes };
      const control = RingControl.attach(ring);
      const end = (startSequence + count) % 2 ** 32;

      const joined = p.joiners.map((joiner, at) =>
        (joiners[at] as RingThread).perform({
          kind: 'read',
          ring,
          sizes,
          joinAt: joiner.joinAt,
          batch: joiner.batch,
          ...(joiner.leaveAfter === undefined ? {} : { leaveAfter: joiner.leaveAfter }),
          ...(joiner.slowEvery === undefined ? {} : { slowEvery: joiner.slowEvery }),
        }),
      );
      const observed = observer.perform({ kind: 'observe', ring, sizes });
      const ticket = control.addReader();
      const anchored = anchor.perform({
        kind: 'read',
        ring,
        sizes,
        ticket,
        joinAt: 0,
        batch: p.anchorBatch,
      });
      await writer.perform({ kind: 'write', ring, sizes, count, batch: p.writerBatch, end: 'close' });

      // A reader with a ticket from before the start gets all of them.
      const { first, ...all } = await anchored;
      if (all.count !== count || first !== startSequence || all.end !== end) {
        throw new Error(`the first reader got ${all.count} of ${count} records`);
      }
      for (const [at, report] of (await Promise.all(joined)).entries()) {
        const leaveAfter = p.joiners[at]?.leaveAfter;
        const [before, after] = report.joinedBetween ?? [0, 0];
        if (report.count === 0) continue; // it joined after the last record
        if (leaveAfter === undefined && report.end !== end) throw new Error('a joiner missed the end');
        // The writer stores its sequence number before its position: one batch may lie between.
        if (((report.first - before) | 0) < -p.writerBatch || ((report.first - after) | 0) > 0) {
          throw new Error(`joined between ${before} and ${after}, but began with ${report.first}`);
        }
      }
      const { count: seen, skipped = 0, end: seenEnd } = await observed;
      if (seenEnd !== end) throw new Error('the observer missed the newest record');
      if (seen + skipped > count) throw new Error(`saw ${seen}, skipped ${skipped} of ${count}`);
      if (canaries.some((value) => value !== CANARY)) throw new Error('a canary died');
      if (control.stats().readers.length !== 0) throw new Error('a reader left its slot taken');
    }),
    { numRuns: 40 },
  );
  t.pass('for all plans');
});

test('readers that join and leave all the time are never overtaken', async (t) => {
  const threads = Array.from({ length: 3 }, () => new RingThread());
  const [writer, ...readers] = threads as [RingThread, ...RingThread[]];
  t.teardown(() => Promise.all(threads.map((thread) => thread.kill())));
  for (const largeBytes of [40, 60_000]) {
    const ring = createRing({ capacityBytes: 4096, startPosition: 2 ** 32 - 1000 });
    const sizes: Sizes = { seed: 4, usualBytes: 40, largeBytes };
    const churned = readers.map((reader) => reader.perform({ kind: 'churn', ring, sizes }));
    const control = RingControl.attach(ring);
    while (control.stats().readers.length < readers.length) await setImmediate();
    await writer.perform({ kind: 'write', ring, sizes, count: 40_000, batch: 1, end: 'close' });
    const reports = await Promise.all(churned);
    t.ok(
      reports.every(({ count }) => count > 0),
      reports.map(({ count, first }) => `${count} records in ${first} joins`).join(', '),
    );
  }
});

test('the writer goes on once a dead reader was removed, and the others miss nothing', async (t) => {
  const [writer, survivor, victim] = [new RingThread(), new RingThread(), new RingThread()];
  t.teardown(() => Promise.all([writer.kill(), survivor.kill(), victim.kill()]));
  const ring = createRing({ capacityBytes: 4096 });
  const control = RingControl.attach(ring);
  const sizes: Sizes = { seed: 1, usualBytes: 100, largeBytes: 1000 };
  const hung = new Int32Array(new SharedArrayBuffer(4));
  const count = 3000;

  const dying = control.addReader();
  const survived = survivor.perform({
    kind: 'read',
    ring,
    sizes,
    ticket: control.addReader(),
    joinAt: 0,
    batch: 7,
  });
  const written = writer.perform({ kind: 'write', ring, sizes, count, batch: 5, end: 'close' });
  victim.begin({ kind: 'read', ring, sizes, ticket: dying, joinAt: 0, batch: 7, hangAfter: 500, hung });
  await flag(hung);
  await victim.kill();

  t.ok(control.stats().writtenSequence < count, 'the dead reader holds the writer back');
  t.equal(control.removeReader(dying), true);
  t.equal(control.removeReader(dying), false, 'once');
  await written;
  t.match(await survived, { count, first: 0, end: count });
});

test('readers of a writer that died get what it committed, then see the ring closed', async (t) => {
  const [writer, reader] = [new RingThread(), new RingThread()];
  t.teardown(() => Promise.all([writer.kill(), reader.kill()]));
  const ring = createRing({ capacityBytes: 4096 });
  const control = RingControl.attach(ring);
  const sizes: Sizes = { seed: 2, usualBytes: 60, largeBytes: 60 };
  const read = reader.perform({
    kind: 'read',
    ring,
    sizes,
    ticket: control.addReader(),
    joinAt: 0,
    batch: 1,
  });
  const own = RingReader.attach(ring, { ticket: control.addReader() });
  writer.begin({ kind: 'write', ring, sizes, count: 900, batch: 10, end: 'hang' });
  let count = 0;
  while (count < 900) {
    t.equal(await own.waitDataAsync({ timeoutMsec: 20_000 }), 'ready');
    while (own.tryNext()) count += 1;
    own.release();
  }
  await writer.kill();
  control.close();
  t.equal(await own.waitDataAsync(), 'closed');
  t.match(await read, { count: 900, first: 0, end: 900 });
});

test('pool threads read held records in place, while the reader goes on', async (t) => {
  const [writer, ...pool] = [new RingThread(), new RingThread(), new RingThread()] as [
    RingThread,
    RingThread,
    RingThread,
  ];
  t.teardown(() => Promise.all([writer, ...pool].map((thread) => thread.kill())));
  const ring = createRing({ capacityBytes: 4096 });
  const sizes: Sizes = { seed: 3, usualBytes: 400, largeBytes: 9000 };
  const reader = RingReader.attach(ring);
  const count = 600;
  const written = writer.perform({ kind: 'write', ring, sizes, count, batch: 3, end: 'close' });

  let read = 0;
  const idle = [...pool];
  const busy = new Set<Promise<void>>();
  const analyze = async (record: RecordRef): Promise<void> => {
    const thread = idle.pop() as RingThread;
    await thread.perform({ kind: 'borrow', ring, sizes, record });
    reader.unhold(record);
    idle.push(thread);
  };
  while ((await reader.waitDataAsync({ timeoutMsec: 20_000 })) === 'ready') {
    while (reader.tryNext()) {
      if (reader.sequence !== read) throw new Error(`read record ${reader.sequence}, expected ${read}`);
      read += 1;
      const job = analyze(reader.hold());
      reader.release(); // gives back nothing that is held
      busy.add(job);
      void job.then(() => busy.delete(job));
      if (idle.length === 0) await Promise.race(busy);
    }
  }
  await Promise.all(busy);
  await written;
  t.equal(read, count);
  t.equal(reader.heldCount, 0);
  t.equal(RingControl.attach(ring).stats().readers[0]?.unreadCount, 0);
});
