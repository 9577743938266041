import { test } from 'tap';
import { DataType, Frame, type TableRow } from 'syntalos-mlink/types';
import { Analysis } from '#src/analysis/index';
import { analysisOf, fixture } from './support/collect.ts';
import { GatedSource, RingSource, sourceOf } from './support/ring-source.ts';
import { until } from './support/until.ts';

test('results come in item order whatever the order in which the tasks end', async (t) => {
  const seed = (Math.random() * 2 ** 31) | 0;
  t.comment(`seed ${seed}`);
  const random = generator(seed);
  const source = new GatedSource();
  const { analysis, results, errors } = analysisOf<Frame>(t, 'gated.js', {
    workers: 3,
    maxInFlight: 7,
  });
  analysis.begin();
  const total = 60;
  const delivering = (async () => {
    for (let at = 0; at < total; at++) {
      source.write();
      await analysis.take(source);
    }
  })();
  const open = new Set<number>();
  while (open.size < total) {
    const begun = source.gates
      .map((_, index) => index)
      .filter((index) => !open.has(index) && source.hasBegun(index));
    // One of those at work is let go at random: first come, first served would prove little.
    if (begun.length > 0) {
      const index = begun[Math.floor(random() * begun.length)]!;
      source.open(index);
      open.add(index);
    }
    await until(
      'a task began',
      () =>
        source.gates.some((_, index) => !open.has(index) && source.hasBegun(index)) || open.size === total,
    );
  }
  await delivering;
  await until('all is delivered', () => analysis.analysed === total);
  await analysis.end();
  t.strictSame(results, [...Array(total).keys()]);
  t.equal(source.mostHeld, 7);
  t.equal(source.reader.heldCount, 0);
  t.equal(analysis.cancelled, 0);
  t.strictSame(errors, []);
});

test('unordered results come as their tasks end', async (t) => {
  const source = new GatedSource();
  const { analysis, results } = analysisOf(t, 'gated.js', { ordered: false });
  analysis.begin();
  source.write();
  void analysis.take(source);
  source.write();
  void analysis.take(source);
  await until('both run', () => source.hasBegun(0) && source.hasBegun(1));
  source.open(1);
  await until('the second is delivered', () => results.length === 1);
  source.open(0);
  await until('both are delivered', () => results.length === 2);
  t.strictSame(results, [1, 0]);
});

test('take holds the port back at maxInFlight, until one result is delivered', async (t) => {
  const source = new GatedSource();
  const { analysis } = analysisOf(t, 'gated.js', { maxInFlight: 3 });
  analysis.begin();
  source.write();
  t.equal(analysis.take(source), undefined);
  source.write();
  t.equal(analysis.take(source), undefined);
  source.write();
  const room = analysis.take(source);
  t.not(room, undefined);
  t.equal(analysis.inFlight, 3);
  source.open(0);
  await room;
  t.equal(analysis.inFlight, 2);
  t.equal(source.reader.heldCount, 2);
});

test('a record is held until the promise that onResult returned has settled', async (t) => {
  const source = sourceOf(DataType.Frame, [Frame.create({ width: 2, height: 2, index: 5 })]);
  const { analysis } = analysisOf<Frame>(t, 'echo.js');
  let done: () => void = () => undefined;
  let given: unknown;
  analysis.onResult = (result) => {
    given = result;
    return new Promise<void>((resolve) => {
      done = resolve;
    });
  };
  analysis.begin();
  source.next();
  void analysis.take(source);
  await until('the result is there', () => given !== undefined);
  t.equal(source.reader.heldCount, 1);
  t.equal(analysis.analysed, 0);
  done();
  await until('it is delivered', () => analysis.analysed === 1);
  t.equal(source.reader.heldCount, 0);
});

test('a loop over the results holds a record until it asks for the next, and ends with the run', async (t) => {
  const frames = [0, 1, 2].map((index) => Frame.create({ width: 1, height: 1, index }));
  const source = sourceOf(DataType.Frame, frames);
  const { analysis } = analysisOf<Frame, number>(t, 'echo.js', {
    transform: (result) => (result as { index: number }).index,
  });
  analysis.begin();
  const held: number[] = [];
  const seen: number[] = [];
  const loop = (async () => {
    for await (const index of analysis) {
      seen.push(index);
      held.push(source.reader.heldCount);
    }
  })();
  while (source.next()) void analysis.take(source);
  await until('all are delivered', () => analysis.analysed === 3);
  await analysis.end();
  await loop;
  t.strictSame(seen, [0, 1, 2]);
  t.strictSame(held, [3, 2, 1]);
  t.equal(source.reader.heldCount, 0);
});

test('a result waits for a consumer; a loop that is left hands over to the next', async (t) => {
  const frames = [0, 1, 2].map((index) => Frame.create({ width: 1, height: 1, index }));
  const source = sourceOf(DataType.Frame, frames);
  const { analysis, results } = analysisOf<Frame, number>(t, 'echo.js', {
    transform: (result) => (result as { index: number }).index,
  });
  const onResult = analysis.onResult;
  analysis.onResult = null;
  analysis.begin();
  while (source.next()) void analysis.take(source);
  for await (const index of analysis) {
    t.equal(index, 0);
    break;
  }
  t.equal(analysis.analysed + analysis.inFlight, 3);
  analysis.onResult = onResult;
  await until('the rest is delivered', () => analysis.analysed === 3);
  t.strictSame(results, [1, 2]);
});

test('two loops at a time, and two requests of a loop, are refused', async (t) => {
  const { analysis } = analysisOf(t, 'echo.js');
  const loop = analysis[Symbol.asyncIterator]();
  t.throws(() => analysis[Symbol.asyncIterator](), { code: 'ERR_SYNTALOS_INVALID_STATE' });
  const pending = loop.next();
  await t.rejects(loop.next(), { code: 'ERR_SYNTALOS_INVALID_STATE' });
  await analysis.close();
  t.strictSame(await pending, { done: true, value: undefined });
  t.strictSame(await analysis[Symbol.asyncIterator]().next(), { done: true, value: undefined });
});

test('transform sees results in order, with their items in place; what it makes undefined needs no consumer', async (t) => {
  const source = new GatedSource();
  const seen: unknown[] = [];
  const { analysis } = analysisOf<Frame, undefined>(t, 'gated.js', {
    transform: (result, frame) => {
      seen.push([result, frame.index, frame.data.buffer === source.gates[0]!.buffer, frame.data[0]]);
      return undefined;
    },
  });
  analysis.onResult = null;
  analysis.begin();
  for (let at = 0; at < 2; at++) {
    source.write();
    void analysis.take(source);
  }
  await until('both run', () => source.hasBegun(0) && source.hasBegun(1));
  source.open(1);
  source.open(0);
  await until('both are delivered', () => analysis.analysed === 2);
  t.strictSame(seen, [
    [0, 0, true, 1],
    [1, 1, true, 1],
  ]);
});

test('user code runs through invoke', async (t) => {
  const source = sourceOf(DataType.Frame, [Frame.create({ width: 1, height: 1 })]);
  let calls = 0;
  const { analysis } = analysisOf<Frame>(
    t,
    'echo.js',
    { transform: (result) => result },
    {
      invoke: (userCode) => {
        calls++;
        return userCode();
      },
    },
  );
  analysis.begin();
  source.next();
  void analysis.take(source);
  await until('it is delivered', () => analysis.analysed === 1);
  t.equal(calls, 2);
});

test('items that are no frames are decoded in the threads', async (t) => {
  const rows: TableRow[] = [['a', '1'], [], ['grüß', '2', '']];
  const source = sourceOf(DataType.TableRow, rows);
  const { analysis, results } = analysisOf(t, 'echo.js', {}, { dataType: DataType.TableRow });
  analysis.begin();
  while (source.next()) void analysis.take(source);
  await until('all are delivered', () => analysis.analysed === 3);
  t.strictSame(results, rows);
});

test('items of a source of another type are converted', async (t) => {
  const source = new RingSource<typeof DataType.SignalBlockU16, unknown>(
    DataType.SignalBlockU16,
    DataType.SignalBlockF32,
  );
  const timestamps = new BigUint64Array([1n, 2n]);
  source.tryWrite({ timestamps, rows: 2, cols: 1, data: new Uint16Array([7, 8]) });
  const { analysis, results } = analysisOf(t, 'echo.js', {}, { dataType: DataType.SignalBlockF32 });
  analysis.begin();
  source.next();
  void analysis.take(source);
  await until('it is delivered', () => analysis.analysed === 1);
  t.strictSame(results, [{ timestamps, rows: 2, cols: 1, data: new Float32Array([7, 8]) }]);
});

test('an item that cannot be held is copied before the next is looked at', async (t) => {
  const frames = [1, 2, 3].map((value) =>
    Frame.create({ width: 2, height: 1, index: value, data: new Uint8Array([value, value]) }),
  );
  const ring = sourceOf(DataType.Frame, frames);
  // As an observer's: one piece of private memory, overwritten by each item.
  const memory = new Uint8Array(ring.writer.capacityBytes);
  const items: unknown[] = [];
  const { analysis, results, errors } = analysisOf<Frame>(t, 'echo.js', {
    transform: (result, frame) => {
      items.push([frame.index, [...frame.data]]);
      return [...(result as Frame).data];
    },
  });
  analysis.begin();
  while (ring.next()) {
    const bytes = memory.subarray(0, ring.borrowBytes().byteLength);
    bytes.set(ring.borrowBytes());
    void analysis.take({
      sourceType: DataType.Frame,
      hold: () => undefined,
      unhold: () => t.fail('nothing is held'),
      borrowBytes: () => bytes,
      borrowItem: () => ring.borrowItem(),
    });
    memory.fill(0xff);
  }
  await until('all are delivered', () => analysis.analysed === 3);
  t.strictSame(errors, []);
  t.strictSame(results, [
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  t.strictSame(items, [
    [1, [1, 1]],
    [2, [2, 2]],
    [3, [3, 3]],
  ]);
});

test('a TypeScript file runs as it is, and its errors have its lines', async (t) => {
  const source = sourceOf(DataType.Frame, [
    Frame.create({ width: 2, height: 1, index: 3, data: new Uint8Array([4, 5]) }),
    Frame.create({ width: 2, height: 1 }),
  ]);
  const file = new URL('../../../test/analysis/fixtures/typed.ts', import.meta.url);
  const { analysis, results, errors } = analysisOf(t, file);
  await analysis.whenLoaded();
  analysis.begin();
  while (source.next()) void analysis.take(source);
  await until('the second fails', () => errors.length > 0 && results.length > 0);
  t.strictSame(results, [{ index: 3, sum: 9 }]);
  t.match((errors[0]!.cause as Error).stack, /typed\.ts:12:/);
});

test('options out of range and relative files are refused', (t) => {
  const make = (options: object, moduleUrl: string | URL = fixture('echo.js')) =>
    new Analysis({
      label: 'analysis of port "frames"',
      dataType: DataType.Frame,
      moduleUrl,
      options,
      onClose: () => undefined,
      onError: () => undefined,
    });
  for (const options of [
    { workers: 0 },
    { workers: 1.5 },
    { workers: 65 },
    { maxInFlight: 0 },
    { maxInFlight: Infinity },
    { ordered: 'yes' },
    { transform: 1 },
  ]) {
    t.throws(() => make(options), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' }, JSON.stringify(options));
  }
  t.throws(() => make({}, './heavy.js'), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
    message:
      'Cannot make analysis of port "frames": file is "./heavy.js", expected a URL such as new URL(\'./heavy.ts\', import.meta.url)',
  });
  t.throws(() => make({}, new URL('data:text/javascript,')), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.throws(() => make({}, fixture('nowhere.js')), {
    code: 'ERR_SYNTALOS_MODULE_LOAD',
    message: /^Cannot load analysis file ".*nowhere\.js": there is no such file$/,
  });
  t.end();
});

/** Numbers from 0 to 1 that a seed gives again (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
