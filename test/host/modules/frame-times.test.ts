import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { TsyncTimeType, TsyncTimeUnit, TsyncWriter } from 'syntalos-mlink/timing';
import { FrameTimes } from '#src/host/modules/replay/frame-times';

interface FileOptions {
  readonly entries: readonly (readonly [number, number])[];
  readonly unit?: TsyncTimeUnit;
  readonly time1Unit?: TsyncTimeUnit;
}

async function writeFile(path: string, options: FileOptions): Promise<string> {
  const writer = await TsyncWriter.create(path, {
    moduleName: 'camera',
    collectionId: '0198c0de-1234-7abc-8def-0123456789ab',
    blockSize: 128,
    time1: {
      name: 'frame-no',
      unit: options.time1Unit ?? TsyncTimeUnit.INDEX,
      type: TsyncTimeType.UINT32,
    },
    time2: {
      name: 'master-time',
      unit: options.unit ?? TsyncTimeUnit.MICROSECONDS,
      type: TsyncTimeType.UINT64,
    },
  });
  for (const [index, time] of options.entries) writer.write(index, time);
  writer.close();
  return writer.name;
}

const unexpected = (text: string): void => {
  throw new Error(text);
};

test('frames have the numbers and times of their entries, gaps and all', async (t) => {
  const path = await writeFile(join(t.testdir(), 'v.tsync'), {
    entries: [
      [3, 100],
      [4, 116],
      [7, 166],
    ],
    unit: TsyncTimeUnit.MILLISECONDS,
  });
  const times = await FrameTimes.read([path], unexpected);
  t.equal(times.count, 3);
  t.strictSame(
    [0, 1, 2].map((position) => times.of(position, 0)),
    [
      { index: 3, timeUsec: 100_000 },
      { index: 4, timeUsec: 116_000 },
      { index: 7, timeUsec: 166_000 },
    ],
  );
});

test('units are nanoseconds to seconds', async (t) => {
  const cases = [
    [TsyncTimeUnit.NANOSECONDS, 1_500_000],
    [TsyncTimeUnit.MICROSECONDS, 1500],
    [TsyncTimeUnit.MILLISECONDS, 2],
    [TsyncTimeUnit.SECONDS, 3],
  ] as const;
  const expected = [1500, 1500, 2000, 3_000_000];
  const folder = t.testdir();
  for (const [i, [unit, time]] of cases.entries()) {
    const path = await writeFile(join(folder, `${i}.tsync`), { entries: [[0, time]], unit });
    t.equal((await FrameTimes.read([path], unexpected)).of(0, 0).timeUsec, expected[i]);
  }
});

test('frames beyond the entries go on as the video itself does', async (t) => {
  const path = await writeFile(join(t.testdir(), 'v.tsync'), {
    entries: [
      [10, 50_000],
      [11, 70_500],
    ],
  });
  const times = await FrameTimes.read([path], unexpected);
  times.of(0, 0);
  times.of(1, 20_000);
  t.strictSame(times.of(2, 40_000), { index: 12, timeUsec: 90_500 });
  t.strictSame(times.of(3, 60_000), { index: 13, timeUsec: 110_500 });
});

test('a video without tsync file has its own numbers and times', (t) => {
  const times = FrameTimes.none();
  t.strictSame(times.of(0, 0), { index: 0, timeUsec: 0 });
  t.strictSame(times.of(5, 99), { index: 5, timeUsec: 99 });
  t.end();
});

test('files of several parts follow each other', async (t) => {
  const folder = t.testdir();
  const first = await writeFile(join(folder, 'a.tsync'), { entries: [[0, 1]] });
  const second = await writeFile(join(folder, 'b.tsync'), { entries: [[1, 2]] });
  const times = await FrameTimes.read([first, second], unexpected);
  t.strictSame(times.of(1, 0), { index: 1, timeUsec: 2 });
});

test('a device time in place of an index leaves the numbers to the order', async (t) => {
  const path = await writeFile(join(t.testdir(), 'v.tsync'), {
    entries: [
      [900, 5],
      [917, 22],
    ],
    time1Unit: TsyncTimeUnit.MICROSECONDS,
  });
  const times = await FrameTimes.read([path], unexpected);
  t.strictSame(times.of(1, 0), { index: 1, timeUsec: 22 });
});

test('a file of indices only is refused by name', async (t) => {
  const path = await writeFile(join(t.testdir(), 'v.tsync'), {
    entries: [[0, 0]],
    unit: TsyncTimeUnit.INDEX,
  });
  await t.rejects(FrameTimes.read([path], unexpected), {
    code: 'ERR_SYNTALOS_TSYNC',
    message: /v\.tsync": it holds indices only/,
  });
});

test('a file cut in its middle gives its times up to there, then fails by name', async (t) => {
  const entries = Array.from({ length: 300 }, (_, i) => [i, i * 10] as const);
  const path = await writeFile(join(t.testdir(), 'v.tsync'), { entries });
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 100));
  const times = await FrameTimes.read([path], unexpected);
  t.equal(times.count, 256, 'two whole blocks');
  t.strictSame(times.of(255, 0), { index: 255, timeUsec: 2550 });
  t.throws(() => times.of(256, 0), { code: 'ERR_SYNTALOS_TSYNC', message: /v\.tsync.*block 2.*256 entries/ });
});

test('a block whose checksum is wrong is told, and used', async (t) => {
  const path = await writeFile(join(t.testdir(), 'v.tsync'), { entries: [[0, 77]] });
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 0xff;
  writeFileSync(path, bytes);
  const warnings: string[] = [];
  const times = await FrameTimes.read([path], (text) => warnings.push(text));
  t.equal(times.of(0, 0).timeUsec, 77);
  t.equal(warnings.length, 1);
  t.match(warnings[0], /checksum of block 0/);
});
