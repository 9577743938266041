import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { TsyncMode, TsyncTimeType, TsyncTimeUnit, TsyncWriter } from 'syntalos-mlink/timing';
import { FrameTimes } from '#src/formats/frame-times';

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

test('a file whose last block has no end gives the entries of that, too, and the clock goes on', async (t) => {
  const entries = Array.from({ length: 300 }, (_, i) => [i, i * 10] as const);
  const path = await writeFile(join(t.testdir(), 'v.tsync'), { entries });
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 100));
  const warnings: string[] = [];
  const times = await FrameTimes.read([path], (text) => warnings.push(text));
  t.equal(times.count, 256 + 37, 'two whole blocks, and what is there of the third');
  t.strictSame(times.of(255, 0), { index: 255, timeUsec: 2550 });
  t.strictSame(times.of(292, 10), { index: 292, timeUsec: 2920 });
  t.strictSame(times.of(293, 20), { index: 293, timeUsec: 2930 });
  t.match(warnings, [/v\.tsync.*block 2.*256 entries.*37 of the entries behind them are used/]);
});

test('points at which two clocks were compared are no times of frames', async (t) => {
  const path = join(t.testdir(), 'v.tsync');
  const writer = await TsyncWriter.create(path, {
    moduleName: 'camera',
    collectionId: '0198c0de-1234-7abc-8def-0123456789ab',
    mode: TsyncMode.SYNC_POINTS,
  });
  writer.write(0, -500_000);
  writer.write(500_000, 1000);
  writer.close();
  await t.rejects(FrameTimes.read([path], unexpected), {
    code: 'ERR_SYNTALOS_TSYNC',
    message: /v\.tsync": it holds points at which two clocks were compared/,
  });
});

const TABLES: readonly (readonly [string, string, readonly (readonly [number, number])[], RegExp?])[] = [
  [
    'as Syntalos wrote it',
    'frame;timestamp\n0;777000\n1;828000\n',
    [
      [0, 777_000],
      [1, 828_000],
    ],
    /taken for µs/,
  ],
  [
    'with commas and a unit',
    'Frame,Timestamp (ms)\n5,20\n6,71\n',
    [
      [5, 20_000],
      [6, 71_000],
    ],
  ],
  [
    'in ms without a unit',
    'frame\ttimestamp\n0\t20\n1\t71\n2\t122\n',
    [
      [0, 20_000],
      [1, 71_000],
      [2, 122_000],
    ],
    /taken for ms/,
  ],
  [
    'in seconds, quoted',
    '"frame";"time"\n"0";"0.02"\n"1";"0.071"\n',
    [
      [0, 20_000],
      [1, 71_000],
    ],
    /taken for s/,
  ],
  [
    'without a header',
    '0;777000\n1;828000\n2;879000\n',
    [
      [0, 777_000],
      [1, 828_000],
      [2, 879_000],
    ],
    /taken for µs/,
  ],
  [
    'of times alone',
    '777000\n828000\n880000\n',
    [
      [0, 777_000],
      [1, 828_000],
      [2, 880_000],
    ],
    /taken for µs/,
  ],
  [
    'of dates',
    'frame;time\n0;1970-01-01T00:00:01.5Z\n1;1970-01-01T00:00:02Z\n',
    [
      [0, 1_500_000],
      [1, 2_000_000],
    ],
  ],
];

for (const [what, text, stamps, warning] of TABLES) {
  test(`a table of times is read: ${what}`, async (t) => {
    const path = join(t.testdir({ 'times.csv': text }), 'times.csv');
    const warnings: string[] = [];
    const times = await FrameTimes.read([path], (each) => warnings.push(each), { periodUsec: 50_000 });
    t.equal(times.count, stamps.length);
    t.strictSame(
      stamps.map((_, i) => times.of(i, 0)),
      stamps.map(([index, timeUsec]) => ({ index, timeUsec })),
    );
    if (warning === undefined) t.strictSame(warnings, []);
    else t.match(warnings, [warning]);
  });
}

test('a table without times is refused by name', async (t) => {
  const path = join(t.testdir({ 'times.csv': 'frame;name\n0;a\n1;b\n' }), 'times.csv');
  await t.rejects(FrameTimes.read([path], unexpected), {
    code: 'ERR_SYNTALOS_DECODE',
    message: /times\.csv": it has no column of times/,
  });
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
