import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { SecondaryClockAligner, TsyncReader, timesToNumbers } from 'syntalos-mlink/timing';
import { TimeSyncStrategy } from 'syntalos-mlink/types';
import { test, type Test } from 'tap';
import { createMailbox } from '#src/actors/synchronizer/mailbox-layout';
import { endMailbox } from '#src/actors/synchronizer/mailbox-server';
import { SecondaryClockSynchronizer } from '#src/api/clock-synchronizer';
import {
  COLLECTION_ID,
  newStopWord,
  openClock,
  openCounter,
  openParts,
  startOwner,
} from './support/synchronizer.ts';
import { recordedTraces, type Trace } from '../../timing/support/recorded-traces.ts';

for (const [file, trace] of recordedTraces()) {
  const replay = trace.synchronizer === 'secondary-clock' ? replayClock : replayCounter;
  test(`${file}: through the actor every row, report and tsync entry is as recorded`, (t) =>
    replay(t, trace));
}

async function replayClock(t: Test, trace: Trace): Promise<void> {
  const { actors, heard } = startOwner(t);
  const sync = await openClock(actors, trace.expectedFrequencyHz);
  if (trace.calibrationPoints > 0) sync.setCalibrationPointsCount(trace.calibrationPoints);
  if (trace.toleranceUsec > 0) sync.setToleranceUsec(trace.toleranceUsec);
  if (trace.strategies >= 0) sync.setStrategies(trace.strategies);
  const path = join(t.testdir(), 'clock');
  if (trace.tsync !== undefined) sync.setTimeSyncBasename(path);
  t.ok(sync.start());

  const outputs = trace.rows.map(([master = NaN, device = NaN]) => [
    master,
    device,
    sync.processTimestamp(master, device),
    sync.clockCorrectionOffsetUsec,
  ]);
  sync.stop();
  await actors.closeAll();

  t.strictSame(outputs, trace.rows);
  t.strictSame(
    heard.offsets,
    trace.offsetReports.map(([, offset]) => offset),
  );
  t.equal(sync.expectedOffsetToMasterUsec, trace.expectedOffset);
  if (trace.tsync !== undefined) t.strictSame(await entriesOf(`${path}.tsync`), trace.tsync);
}

async function replayCounter(t: Test, trace: Trace): Promise<void> {
  const { actors, heard } = startOwner(t);
  const sync = await openCounter(actors, trace.frequencyHz);
  if (trace.calibrationBlocks > 0) sync.setCalibrationBlocksCount(trace.calibrationBlocks);
  if (trace.toleranceUsec > 0) sync.setToleranceUsec(trace.toleranceUsec);
  if (trace.strategies >= 0) sync.setStrategies(trace.strategies);
  const path = join(t.testdir(), 'counter');
  if (trace.tsync !== undefined) sync.setTimeSyncBasename(path);

  const outputs = trace.rows.map(([received = NaN, block = NaN, first = NaN]) => {
    const indices = BigUint64Array.from({ length: trace.indicesPerBlock }, (_, i) => BigInt(first + i));
    sync.processTimestamps(received, block, trace.blocksPerBatch, indices);
    const sum = indices.reduce((total, index) => total + index, 0n);
    return [received, block, first, indices[0], indices.at(-1), sum, sync.indexOffset].map(Number);
  });
  sync.lastValidMasterUsec = trace.lastValidMasterTimestamp;
  sync.stop();
  await actors.closeAll();

  const compared = (rows: readonly (readonly number[])[]): (readonly number[])[] =>
    rows.map((cells, at) => (trace.rampRows.includes(at) ? cells.slice(0, 3) : cells));
  t.strictSame(compared(outputs), compared(trace.rows));
  t.strictSame(
    heard.offsets,
    trace.offsetReports.map(([, offset]) => offset),
  );
  if (trace.tsync !== undefined) t.strictSame(await entriesOf(`${path}.tsync`), trace.tsync);
}

async function entriesOf(path: string): Promise<[number, number][]> {
  const reader = await TsyncReader.open(path);
  const { time1, time2, warnings } = reader.readAll();
  if (warnings.length > 0) throw new Error('the file is damaged');
  const second = timesToNumbers(time2);
  return Array.from(timesToNumbers(time1), (time, i) => [time, second[i] ?? NaN]);
}

test('clock synchronizer: blocking calls, batches and asynchronous calls keep one order', async (t) => {
  const { actors } = startOwner(t);
  const steps = fc.array(
    fc.record({ how: fc.constantFrom('one', 'batch', 'async'), count: fc.integer({ min: 1, max: 30 }) }),
    { minLength: 1, maxLength: 40 },
  );
  const outcome = await fc.check(
    fc.asyncProperty(
      steps,
      fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1 }),
      async (plan, jitter) => {
        const sync = await openClock(actors);
        const plain = new SecondaryClockAligner({ calibrationPoints: 46 });
        sync.setCalibrationPointsCount(46);
        let pair = 0;
        const next = (): readonly [number, number] => {
          const at = pair++;
          return [at * 1000 + jitter[at % jitter.length]!, Math.round(at * 1001.5)];
        };
        const expected: number[] = [];
        const results: Promise<readonly number[]>[] = [];
        for (const { how, count } of plan) {
          const pairs = Array.from({ length: count }, next);
          for (const [master, device] of pairs) expected.push(plain.process(master, device));
          if (how === 'batch') {
            results.push(Promise.resolve([...sync.processTimestamps(Float64Array.from(pairs.flat()))]));
          } else if (how === 'one') {
            results.push(Promise.resolve(pairs.map((times) => sync.processTimestamp(...times))));
          } else {
            results.push(Promise.all(pairs.map((times) => sync.processTimestampAsync(...times))));
          }
          if (count % 7 === 0) await results.at(-1);
        }
        const got = (await Promise.all(results)).flat();
        const hasSame = got.length === expected.length && got.every((value, i) => value === expected[i]);
        const isDone = sync.clockCorrectionOffsetUsec === plain.correctionUsec;
        await actors.closeAll();
        return hasSame && isDone;
      },
    ),
    { numRuns: 4 },
  );
  t.notOk(outcome.failed, fc.defaultReportMessage(outcome) ?? `seed ${outcome.seed}`);
});

test('clock synchronizer: a batch larger than a mailbox equals one by one', async (t) => {
  const { actors } = startOwner(t);
  const sync = await openClock(actors);
  const plain = new SecondaryClockAligner();
  const count = 20_001;
  const pairs = Float64Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? i * 500 : Math.round(i * 500.05),
  );
  const expected = Float64Array.from({ length: count }, (_, i) =>
    plain.process(pairs[2 * i]!, pairs[2 * i + 1]!),
  );
  t.ok(Buffer.from(sync.processTimestamps(pairs).buffer).equals(Buffer.from(expected.buffer)));
  t.equal(sync.clockCorrectionOffsetUsec, plain.correctionUsec);
});

test('counter synchronizer: a block larger than the mailbox is adjusted in place', async (t) => {
  const { actors } = startOwner(t);
  const sync = await openCounter(actors, 1_000_000);
  const indices = BigUint64Array.from({ length: 100_000 }, (_, i) => BigInt(i));
  sync.processTimestamps(100_000, 0, 1, indices);
  t.equal(indices[0], 0n);
  t.equal(indices.at(-1), 99_999n);
  t.throws(() => sync.processTimestamps(1, 1, 1, indices), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.throws(() => sync.processTimestamps(1, 0, 1, new BigUint64Array()), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
  });
});

test('clock synchronizer: what is refused has its error, and the next call goes on', async (t) => {
  const { actors } = startOwner(t);
  const sync = await openClock(actors);
  const refused = { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' };
  t.throws(() => sync.processTimestamp(1, NaN), refused);
  t.throws(() => sync.processTimestamp(1.5, 0), refused);
  t.throws(() => sync.processTimestamps(new Float64Array(3)), refused);
  t.throws(() => sync.processTimestamps([1, 2] as unknown as Float64Array), refused);
  t.throws(() => sync.setStrategies(99), refused);
  t.throws(() => sync.setTimeSyncBasename(5 as unknown as string), refused);
  await t.rejects(sync.processTimestampAsync(NaN, 1), refused);
  t.notOk(sync.setExpectedClockFrequencyHz(-1));
  t.equal(sync.processTimestamp(7000, 1), 7000);
});

test('clock synchronizer: a file that cannot be created fails the start with its path', async (t) => {
  const { actors } = startOwner(t);
  const sync = await openClock(actors);
  sync.setTimeSyncBasename(join(t.testdir(), 'missing', 'x'));
  t.throws(() => sync.start(), { code: 'ERR_SYNTALOS_STORAGE', message: /missing\/x\.tsync/ });
});

test('synchronizer: changes after calibration and a second start are refused with a warning', async (t) => {
  const { actors, heard } = startOwner(t);
  const sync = await openClock(actors, 500);
  t.same([sync.isCalibrated, sync.toleranceUsec, sync.strategies], [false, 1000, 3]);
  t.ok(sync.setToleranceUsec(2000));
  t.ok(sync.setCalibrationPointsCount(50));
  t.ok(sync.start());
  t.notOk(sync.start());
  for (let i = 0; i < 100; i++) sync.processTimestamp(i * 2000 + 70, i * 2000);
  t.ok(sync.isCalibrated);
  t.equal(sync.expectedOffsetToMasterUsec, -70);
  t.notOk(sync.setToleranceUsec(5));
  t.notOk(sync.setCalibrationPointsCount(100));
  t.notOk(sync.setExpectedClockFrequencyHz(30));
  t.notOk(sync.setStrategies(0));
  t.notOk(sync.setTimeSyncBasename(join(t.testdir(), 'late')));
  t.notOk(sync.start());
  t.same([sync.toleranceUsec, sync.strategies], [2000, 3]);
  await actors.closeAll();

  t.equal(heard.warnings.length, 7);
  t.ok(heard.warnings.every((text) => text.startsWith('Cannot ') && text.includes('"sync"')));
  t.same(heard.details, [
    [3, 1000],
    [3, 2000],
  ]);
  t.same(heard.crashes, []);
});

test('tsync file: it says whose it is, holds the tolerance at the start, and is complete without stop()', async (t) => {
  const { actors, heard } = startOwner(t);
  const sync = await openClock(actors);
  const path = join(t.testdir(), 'points.tsync');
  sync.setTimeSyncBasename(path);
  t.equal(sync.strategies & TimeSyncStrategy.WRITE_TSYNCFILE, TimeSyncStrategy.WRITE_TSYNCFILE);
  sync.setCalibrationPointsCount(46);
  sync.setToleranceUsec(1234);
  for (let i = 0; i < 200; i++) sync.processTimestamp(i * 1000 + 500, i * 1000);
  await actors.closeAll();

  const { header } = await TsyncReader.open(path);
  t.match(header, {
    moduleName: 'module',
    collectionId: COLLECTION_ID,
    mode: 1,
    userData: { tolerance_us: 1234 },
  });
  t.same(await entriesOf(path), [
    [0, 500],
    [199_000, 199_500],
  ]);
  t.same(heard.warnings, []);
});

test('tsync file: an empty name takes the file back; the strategy without a name is warned of', async (t) => {
  const { actors, heard } = startOwner(t);
  const sync = await openClock(actors);
  const dir = t.testdir();
  sync.setTimeSyncBasename(join(dir, 'x'));
  sync.setTimeSyncBasename('');
  t.equal(sync.strategies, 3);
  sync.setStrategies(TimeSyncStrategy.WRITE_TSYNCFILE);
  sync.start();
  await actors.closeAll();
  t.same(readdirSync(dir), []);
  t.match(heard.warnings, [/setTimeSyncBasename/]);
});

test('owner: refuses an id that is taken and a frequency out of range, and goes on', async (t) => {
  const { actors } = startOwner(t);
  await openParts(actors, { kind: 'clock' }, 'a');
  await t.rejects(openParts(actors, { kind: 'clock' }, 'a'), { code: 'ERR_SYNTALOS_SYNC', message: /"a"/ });
  await t.rejects(openParts(actors, { kind: 'counter', frequencyHz: 0 }, 'b'), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
  });
  await openParts(actors, { kind: 'counter', frequencyHz: 5 }, 'b');
});

test('asynchronous calls: those that wait when the run ends are rejected, none is left pending', async (t) => {
  const { actors } = startOwner(t);
  const sync = await openClock(actors);
  const calls = Array.from({ length: 30_000 }, (_, i) => sync.processTimestampAsync(i * 1000, i * 1000));
  const settled = Promise.allSettled(calls);
  await actors.closeAll();
  const outcomes = await settled;
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  t.ok(failed.every(({ reason }) => (reason as { code?: string }).code === 'ERR_SYNTALOS_CLOSED'));
  t.throws(() => sync.processTimestamp(0, 0), { code: 'ERR_SYNTALOS_CLOSED' });
});

test('asynchronous calls: more than the queue takes are refused at once', async (t) => {
  const { actors } = startOwner(t);
  const sync = await openClock(actors);
  const calls = Array.from({ length: 66_000 }, (_, i) => sync.processTimestampAsync(i * 1000, i * 1000));
  const failed = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
  t.equal(failed.length, 66_000 - 65_536 - 1, 'one was on its way already');
  t.match(failed[0], { reason: { code: 'ERR_SYNTALOS_SYNC' } });
});

// A blocked caller: a thread of its own, as a module's is.

interface Caller {
  readonly calling: Promise<unknown>;
  readonly failed: Promise<unknown>;
}

function startCaller(t: Test, parts: ConstructorParameters<typeof SecondaryClockSynchronizer>[0]): Caller {
  const worker = new Worker(new URL('./fixtures/caller.js', import.meta.url), { workerData: parts });
  t.teardown(() => worker.terminate());
  const next = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const calling = next();
  return { calling, failed: calling.then(next) };
}

test('a blocked call ends as its actor dies, and its owner hears of it', async (t) => {
  const { actors, heard } = startOwner(t);
  const threads: Worker[] = [];
  const onWorker = (worker: Worker): void => void threads.push(worker);
  process.on('worker', onWorker);
  const parts = await openParts(actors, { kind: 'clock' });
  process.off('worker', onWorker);
  const caller = startCaller(t, parts);
  await caller.calling;
  await threads[0]?.terminate();
  t.same(await caller.failed, { code: 'ERR_SYNTALOS_ACTOR_CRASHED', isSameAgain: true });
  t.same(heard.crashes, ['ERR_SYNTALOS_ACTOR_CRASHED']);
});

test('a blocked call ends as the run does', async (t) => {
  const { actors, heard } = startOwner(t);
  const caller = startCaller(t, await openParts(actors, { kind: 'clock' }));
  await caller.calling;
  await actors.closeAll();
  t.same(await caller.failed, { code: 'ERR_SYNTALOS_CLOSED', isSameAgain: true });
  t.same(heard.crashes, []);
});

test('a call to an actor that does not answer ends after a stop request', async (t) => {
  const parts = { id: 'stuck', mailbox: createMailbox(), stopWord: newStopWord() };
  const caller = startCaller(t, parts);
  await caller.calling;
  Atomics.store(parts.stopWord.words, 0, 1);
  t.same(await caller.failed, { code: 'ERR_SYNTALOS_CANCELLED', isSameAgain: true });
});

test('a mailbox that was closed in order stays so, however its thread ends', (t) => {
  const mailbox = createMailbox();
  endMailbox(mailbox, 'closed');
  endMailbox(mailbox, 'dead');
  const sync = new SecondaryClockSynchronizer({ id: 'x', mailbox, stopWord: newStopWord() });
  t.throws(() => sync.processTimestamp(0, 0), { code: 'ERR_SYNTALOS_CLOSED' });
  t.end();
});
