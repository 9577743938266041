import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { test } from 'tap';
import { DataType, Frame } from 'syntalos-mlink/types';
import { analysisOf, type Collected } from './support/collect.ts';
import { GatedSource, sourceOf } from './support/ring-source.ts';
import { until } from './support/until.ts';

/** Frames that `fixtures/faulty.js` analyses: what each pixel means is written there. */
function frames(...pixels: readonly number[]): readonly Frame[] {
  return pixels.map((pixel, index) =>
    Frame.create({ width: 1, height: 1, index, data: new Uint8Array([pixel]) }),
  );
}

async function runFaulty(
  collected: Collected<Frame, unknown>,
  ...pixels: readonly number[]
): Promise<number> {
  const source = sourceOf(DataType.Frame, frames(...pixels));
  const { analysis, errors } = collected;
  analysis.begin();
  while (source.next()) void analysis.take(source);
  await until('it fails', () => errors.length > 0);
  await analysis.end();
  return source.reader.heldCount;
}

for (const { what, pixel, threw } of [
  { what: 'throws', pixel: 1, threw: 'RangeError: no animal in sight' },
  { what: 'rejects', pixel: 2, threw: 'TypeError: no animal at all' },
]) {
  test(`an analyze that ${what} fails the run once, with file, item and the stack of its origin`, async (t) => {
    const collected = analysisOf<Frame>(t, 'faulty.js', { maxInFlight: 10 });
    const held = await runFaulty(collected, 0, 0, pixel, pixel, 0);
    const { analysis, errors, results } = collected;
    t.equal(errors.length, 1);
    t.equal(errors[0]!.code, 'ERR_SYNTALOS_CALLBACK');
    t.match(
      errors[0]!.message,
      /^Cannot go on with analysis of port "frames" by ".*faulty\.js": at item [23] analyze\(\) threw: /,
    );
    t.ok(errors[0]!.message.endsWith(threw));
    t.match((errors[0]!.cause as Error).stack, /faulty\.[jt]s:\d+/);
    t.equal(held, 0);
    t.ok(
      results.every((result) => (result as number) < 2),
      'nothing behind the failed item is delivered',
    );
    t.equal(analysis.analysed + analysis.cancelled, 5);
  });
}

test('a result that cannot be sent between threads is an error that says so', async (t) => {
  const collected = analysisOf<Frame>(t, 'faulty.js', { workers: 1 });
  t.equal(await runFaulty(collected, 3), 0);
  t.equal(collected.errors[0]!.code, 'ERR_SYNTALOS_CALLBACK');
  t.match(
    collected.errors[0]!.message,
    /^Cannot go on with analysis of port "frames" by ".*faulty\.js": at item 0 analyze\(\) returned what cannot be sent between threads: /,
  );
});

for (const { what, pixel, message } of [
  { what: 'exits', pixel: 4, message: /faulty\.js": at item 0 a thread died: process\.exit\(7\) was called/ },
  {
    what: 'has an uncaught error',
    pixel: 5,
    message: /faulty\.js": at item 0 a thread died: behind the back/,
  },
]) {
  test(`a thread that ${what} fails the run, and the next run has new threads`, async (t) => {
    const collected = analysisOf<Frame>(t, 'faulty.js', { workers: 1 });
    t.equal(await runFaulty(collected, pixel, 0), 0);
    const { analysis, errors, results } = collected;
    t.equal(errors.length, 1);
    t.equal(errors[0]!.code, 'ERR_SYNTALOS_ACTOR_CRASHED');
    t.match(errors[0]!.message, message);
    t.equal(analysis.cancelled, 2);

    const source = sourceOf(DataType.Frame, frames(0));
    analysis.begin();
    source.next();
    void analysis.take(source);
    await until('it is delivered', () => analysis.analysed === 1);
    t.strictSame(results, [0]);
    t.equal(errors.length, 1);
  });
}

for (const { file, code, message } of [
  {
    file: 'no-analyze.js',
    code: 'ERR_SYNTALOS_MODULE_LOAD',
    message: /no-analyze\.js": it exports analyse, expected a function "analyze"$/,
  },
  {
    file: 'throws-at-load.js',
    code: 'ERR_SYNTALOS_MODULE_LOAD',
    message: /throws-at-load\.js": model file is missing$/,
  },
  {
    file: 'exits-at-load.js',
    code: 'ERR_SYNTALOS_ACTOR_CRASHED',
    message: /exits-at-load\.js": a thread died: /,
  },
]) {
  test(`${file} is an error at once, and again in each run`, async (t) => {
    const { analysis, errors } = analysisOf<Frame>(t, file);
    await analysis.whenLoaded();
    t.equal(errors.length, 1);
    analysis.begin();
    const source = sourceOf(DataType.Frame, frames(0));
    source.next();
    void analysis.take(source);
    await until('it fails again', () => errors.length > 1);
    await analysis.end();
    t.equal(errors.length, 2);
    t.equal(analysis.cancelled, 1);
    for (const error of errors) {
      t.equal(error.code, code);
      t.match(error.message, message);
    }
  });
}

test('what onResult or transform throws fails the run, and nothing more is delivered', async (t) => {
  const source = sourceOf(DataType.Frame, frames(0, 0, 0));
  const { analysis, errors } = analysisOf<Frame>(t, 'faulty.js');
  const seen: unknown[] = [];
  analysis.onResult = (result) => {
    seen.push(result);
    if (seen.length === 2) throw new RangeError('disk full');
  };
  analysis.begin();
  while (source.next()) void analysis.take(source);
  await until('it fails', () => errors.length > 0);
  await analysis.end();
  t.strictSame(seen, [0, 1]);
  t.match(errors[0], {
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /at item 1 onResult\(\) threw: RangeError: disk full$/,
  });
  t.equal(analysis.analysed, 1);
  t.equal(analysis.cancelled, 2);
  t.equal(source.reader.heldCount, 0);
});

test('a record that is no item fails the run by its number', async (t) => {
  const source = sourceOf(DataType.TableRow, [['not a frame']]);
  const { analysis, errors } = analysisOf<Frame>(t, 'faulty.js');
  analysis.begin();
  source.next();
  const room = analysis.take({
    sourceType: DataType.TableRow,
    hold: () => source.hold(),
    unhold: () => undefined,
    borrowBytes: () => source.borrowBytes(),
    borrowItem: () => {
      throw new Error('it is damaged');
    },
  });
  t.match(errors, [
    { code: 'ERR_SYNTALOS_DECODE', message: /at item 0 reading it failed: Error: it is damaged$/ },
  ]);
  t.not(room, undefined, 'a failed run takes no more items');
  await analysis.end();
  await room;
  t.equal(source.reader.heldCount, 0);
});

test('end does not wait for tasks in work: results that are there come, in order, all records are let go', async (t) => {
  const source = new GatedSource();
  const { analysis, results, errors } = analysisOf(t, 'gated.js', { workers: 3, maxInFlight: 6 });
  analysis.begin();
  let room: Promise<void> | undefined;
  for (let at = 0; at < 6; at++) {
    source.write();
    room = analysis.take(source);
  }
  await until('three run', () => source.hasBegun(0) && source.hasBegun(1) && source.hasBegun(2));
  source.open(2); // 0 goes on: the results of 2 and 3 wait for it
  await until('the fourth runs', () => source.hasBegun(3));
  source.open(3);
  await until('the fifth runs', () => source.hasBegun(4));
  await analysis.end();
  await room;
  t.strictSame(results, [2, 3]);
  t.equal(analysis.cancelled, 4);
  t.equal(analysis.inFlight, 0);
  t.equal(source.reader.heldCount, 0);

  // The next run, in the same threads, while those of before are still busy.
  analysis.begin();
  source.write();
  void analysis.take(source);
  for (const index of [0, 1, 4]) source.open(index);
  await until('the new one runs', () => source.hasBegun(6));
  source.open(6);
  await until('it is delivered', () => analysis.analysed === 1);
  t.strictSame(results, [2, 3, 6], 'what was abandoned is not heard of again');
  t.notOk(source.hasBegun(5), 'what had not begun never begins');
  t.strictSame(errors, []);
});

test('a thread whose abandoned task never ends is replaced', async (t) => {
  const source = new GatedSource();
  const { analysis, results, errors } = analysisOf(t, 'gated.js', { workers: 1 });
  analysis.begin();
  source.write();
  void analysis.take(source);
  await until('it runs', () => source.hasBegun(0));
  await analysis.end();
  analysis.begin();
  source.write();
  void analysis.take(source);
  source.open(1);
  await until('the next run has its result', () => results.length === 1);
  t.strictSame(results, [1]);
  t.strictSame(errors, []);
});

test('close ends the run and all threads, even at work', async (t) => {
  const threads: Worker[] = [];
  const note = (message: unknown): void => void threads.push((message as { worker: Worker }).worker);
  subscribe('worker_threads', note);
  const source = new GatedSource();
  let closed = 0;
  const { analysis, results } = analysisOf<Frame>(t, 'gated.js', {}, { onClose: () => closed++ });
  analysis.begin();
  for (let at = 0; at < 3; at++) {
    source.write();
    void analysis.take(source);
  }
  await until('two run', () => source.hasBegun(0) && source.hasBegun(1));
  unsubscribe('worker_threads', note);
  t.strictSame(
    threads.map(({ threadId }) => threadId > 0),
    [true, true],
  );
  await Promise.all([analysis.close(), analysis.close()]);
  t.strictSame(
    threads.map(({ threadId }) => threadId),
    [-1, -1],
  );
  t.equal(closed, 1);
  t.strictSame(results, []);
  t.equal(source.reader.heldCount, 0);
});

test('an analysis that is closed while its threads start leaves none behind', async (t) => {
  const threads: Worker[] = [];
  const note = (message: unknown): void => void threads.push((message as { worker: Worker }).worker);
  subscribe('worker_threads', note);
  const { analysis, errors } = analysisOf(t, 'gated.js');
  await analysis.close();
  await analysis.whenLoaded();
  unsubscribe('worker_threads', note);
  t.ok(threads.every(({ threadId }) => threadId === -1));
  t.strictSame(errors, []);
});
