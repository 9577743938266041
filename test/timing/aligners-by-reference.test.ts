import fc from 'fast-check';
import { FrequencyCounterAligner, SecondaryClockAligner, createSyncPointFile } from 'syntalos-mlink/timing';
import { test } from 'tap';
import { holds } from './support/holds.ts';
import { MemorySink } from './support/memory-sink.ts';
import { ReferenceClock, ReferenceCounter } from './support/reference-aligners.ts';

const strategies = fc.constantFrom(0, 1, 2, 3, 8, 9, 10, 11);
const seed = fc.integer();
const tsyncOptions = { moduleName: 'm', collectionId: '', toleranceUsec: 0 };

test('random device clocks are aligned as the specification, read word for word, aligns them', async (t) => {
  const cases = fc.record({
    seed,
    strategies,
    points: fc.constantFrom(46, 47, 60, 101),
    toleranceUsec: fc.constantFrom(1, 2, 7, 50, 500, 1000, 8333),
    periodUsec: fc.constantFrom(5, 100, 1000, 33_333, 1_000_000),
    driftPpm: fc.constantFrom(0, 50, -50, 500, -500, 5000, -5000),
    jitterUsec: fc.constantFrom(0, 1, 100, 1000, 20_000),
    offsetUsec: fc.constantFrom(0, -7, 12_345, -1e9, 17e14),
  });
  await holds(
    t,
    fc.asyncProperty(cases, async (c) => {
      const random = generator(c.seed);
      const sink = new MemorySink();
      const writes = (c.strategies & 8) !== 0;
      const reports: [number, number][] = [];
      let row = 0;
      const aligner = new SecondaryClockAligner({
        calibrationPoints: c.points,
        toleranceUsec: c.toleranceUsec,
        strategies: c.strategies,
        ...(writes ? { tsync: await createSyncPointFile(sink, tsyncOptions) } : {}),
        onReport: (value) => reports.push([row, value]),
      });
      const reference = new ReferenceClock(c.points, c.strategies, c.toleranceUsec);
      let time = 0;
      let step = c.offsetUsec;
      for (row = 0; row < 2 * c.points + 500; row++) {
        time += c.periodUsec;
        // Now and then the device clock jumps, a wake-up is late, a datum is older than the last.
        if (random() < 0.002) step += Math.round((random() - 0.5) * 100_000);
        if (random() < 0.002) time += Math.round(random() * 40 * c.periodUsec);
        const late = random() < 0.01 ? 30 : 1;
        const master = Math.round(time + random() * c.jitterUsec * late);
        const older = random() < 0.003 ? 3 * c.periodUsec : 0;
        const device = Math.round(time * (1 + c.driftPpm / 1e6)) + step - older;
        const expected = reference.next(master, device);
        if (aligner.process(master, device) !== expected) return false;
        if (aligner.correctionUsec !== reference.correction) return false;
      }
      aligner.stop();
      reference.stop();
      return (
        aligner.expectedOffsetUsec === reference.expected &&
        same(reports, reference.reports) &&
        (!writes || same(await sink.entries(), reference.points))
      );
    }),
    200,
  );
});

test('random counters are aligned as the specification, read word for word, aligns them', async (t) => {
  const cases = fc.record({
    seed,
    strategies,
    blocks: fc.constantFrom(2, 24, 25, 60),
    toleranceUsec: fc.constantFrom(1, 2, 50, 500, 1000, 5000),
    frequencyHz: fc.constantFrom(25, 100, 999.7, 1000, 20_000, 30_000, 44_100),
    size: fc.constantFrom(1, 2, 10, 25),
    perBatch: fc.constantFrom(1, 2, 5),
    driftPpm: fc.constantFrom(0, 100, -100, 2000, -2000),
    jitterUsec: fc.constantFrom(0, 10, 300, 5000),
    first: fc.constantFrom(0, 1000, 2 ** 33),
  });
  await holds(
    t,
    fc.asyncProperty(cases, async (c) => {
      const random = generator(c.seed);
      const sink = new MemorySink();
      const writes = (c.strategies & 8) !== 0;
      const reports: [number, number][] = [];
      let row = 0;
      const aligner = new FrequencyCounterAligner({
        frequencyHz: c.frequencyHz,
        calibrationBlocks: c.blocks,
        toleranceUsec: c.toleranceUsec,
        strategies: c.strategies,
        ...(writes ? { tsync: await createSyncPointFile(sink, tsyncOptions) } : {}),
        onReport: (value) => reports.push([row, value]),
      });
      const reference = new ReferenceCounter(c.blocks, c.strategies, c.toleranceUsec, c.frequencyHz);
      let index = c.first;
      let time = 1e6;
      while (row < 2 * c.blocks + 1000) {
        time += ((c.perBatch * c.size * 1e6) / c.frequencyHz) * (1 + c.driftPpm / 1e6);
        // Now and then samples are lost, or counted twice, or a batch comes late.
        if (random() < 0.002) index += Math.round(random() * 200);
        if (random() < 0.002 && index > 300) index -= Math.round(random() * 200);
        if (random() < 0.002) time += random() * 20_000;
        const received = Math.round(time + random() * c.jitterUsec);
        for (let block = 0; block < c.perBatch; block++, row++, index += c.size) {
          const indices = BigUint64Array.from({ length: c.size }, (_, k) => BigInt(index + k));
          const expected = reference.next(received, block, c.perBatch, [...indices]);
          aligner.process(received, block, c.perBatch, indices);
          if (expected.some((value, k) => BigInt.asUintN(64, value) !== indices[k])) return false;
          if (aligner.indexOffset !== reference.indexOffset) return false;
        }
      }
      aligner.lastValidMasterUsec = Math.round(time) - 2000;
      aligner.stop();
      reference.stop(Math.round(time) - 2000);
      return (
        aligner.expectedOffsetUsec === reference.expected &&
        same(reports, reference.reports) &&
        (!writes || same(await sink.entries(), reference.points))
      );
    }),
    200,
  );
});

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Numbers from 0 to 1 that hang on the seed alone (xorshift). */
function generator(start: number): () => number {
  let state = start === 0 ? 1 : start;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
