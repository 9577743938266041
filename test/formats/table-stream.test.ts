import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { TableStream } from '#src/formats/table-stream';

async function rowsOf(stream: TableStream): Promise<[number, string][]> {
  const rows: [number, string][] = [];
  for await (const { timeUsec, item } of stream.items()) rows.push([timeUsec, (item as string[]).join('|')]);
  await stream.close();
  return rows;
}

test('rows come at the times of their time column; the header is metadata', async (t) => {
  const path = join(t.testdir(), 'table.csv');
  writeFileSync(path, 'Time;Tag\n100;"a;b"\n\nsoon;c\n250;d\n');
  const stream = await TableStream.open([path]);
  t.strictSame(stream.metadata, { table_header: ['Time', 'Tag'] });
  t.strictSame(await rowsOf(stream), [
    [100_000, '100|a;b'],
    [100_000, 'soon|c'],
    [250_000, '250|d'],
  ]);
});

/** The rows of a file with these bytes, with what was said. */
async function readBytes(
  folder: string,
  bytes: string | Uint8Array,
): Promise<{ rows: [number, string][]; warnings: string[] }> {
  const path = join(folder, 'table.csv');
  writeFileSync(path, bytes);
  const warnings: string[] = [];
  const stream = await TableStream.open([path], { onWarning: (text) => void warnings.push(text) });
  return { rows: await rowsOf(stream), warnings: warnings.map((text) => text.replaceAll(folder, '')) };
}

test('a table whose writer died is read up to there: a last row that is cut and zero bytes are left out', async (t) => {
  const whole: [number, string][] = [
    [0, '0|a'],
    [1_000_000, '1000|b'],
  ];
  const cut = await readBytes(t.testdir(), 'Time [ms];x\n0;a\n1000;b\n20');
  t.strictSame(cut.rows, whole);
  t.match(cut.warnings, [/table\.csv": its last row is cut \(1 of 2 columns\): left out/]);
  for (const tail of ['\0'.repeat(5000), '20\0\0\0']) {
    const zeros = await readBytes(t.testdir(), `Time [ms];x\n0;a\n1000;b\n${tail}`);
    t.strictSame(zeros.rows, whole);
    t.match(zeros.warnings, [/a line holds zero bytes, as a power loss leaves them: left out/]);
  }
  // Rows may be of different lengths, and a last line without a break may be whole.
  t.strictSame((await readBytes(t.testdir(), 'Time [ms];x\n0\n1000;b\n2')).rows.length, 3);
  t.strictSame(await readBytes(t.testdir(), 'Time [ms];x\n0;a\n1000;b'), { rows: whole, warnings: [] });
});

test('comments above the header, the separator line of spreadsheets and old line ends are understood', async (t) => {
  const rows: [number, string][] = [
    [0, '0|a'],
    [1_000_000, '1000|b'],
  ];
  const table = 'time_ms,x\n0,a\n1000,b\n';
  const commented = await readBytes(t.testdir(), `# made by a logger, v2\n# more\n${table}`);
  t.strictSame(commented.rows, rows);
  t.match(commented.warnings, [/begins with 2 lines of comment \(#\): left out/]);
  const header = await readBytes(t.testdir(), `# made by a logger\n# ${table}`);
  t.strictSame(header.rows, rows, 'the last comment is the header');
  t.strictSame(await readBytes(t.testdir(), `#${table}`), { rows, warnings: [] });
  t.strictSame(await readBytes(t.testdir(), `sep=,\n${table}`), { rows, warnings: [] });
  t.strictSame(await readBytes(t.testdir(), table.replaceAll('\n', '\r')), { rows, warnings: [] });
});

test('a time that cannot be read is said, once; a row without one is as the row before', async (t) => {
  const { rows, warnings } = await readBytes(t.testdir(), 'Time [ms];x\n0;a\n;b\n1#000;c\nsoon;d\n2000;e\n');
  t.strictSame(
    rows.map(([timeUsec]) => timeUsec),
    [0, 0, 0, 0, 2_000_000],
  );
  t.match(warnings, [/row 3 has no time in "Time \[ms\]", but "1#000": it comes with the row before/]);
});

test('a table without header or without times comes at the start', async (t) => {
  const folder = t.testdir({ 'a.csv': '1;x\n2;y\n', 'b.csv': 'Name;Value\nn;1\n', 'c.csv': '' });
  const bare = await TableStream.open([join(folder, 'a.csv')]);
  t.strictSame(bare.metadata, {});
  t.strictSame(await rowsOf(bare), [
    [0, '1|x'],
    [0, '2|y'],
  ]);
  t.strictSame(await rowsOf(await TableStream.open([join(folder, 'b.csv')])), [[0, 'n|1']]);
  t.strictSame(await rowsOf(await TableStream.open([join(folder, 'c.csv')])), []);
});

test('parts follow each other, the header of each but the first is left out; gzip is unpacked', async (t) => {
  const folder = t.testdir({ 'a.csv': 'Time;N\n1;a\n' });
  writeFileSync(join(folder, 'b.csv.gz'), gzipSync('Time;N\n2;b\n'));
  const stream = await TableStream.open([join(folder, 'a.csv'), join(folder, 'b.csv.gz')]);
  t.strictSame(await rowsOf(stream), [
    [1000, '1|a'],
    [2000, '2|b'],
  ]);
});

test('damage in a table is told by path and line, after the rows before it', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'table.csv');
  writeFileSync(path, 'Time;N\n1;a\n"x"y\n');
  const seen: number[] = [];
  await t.rejects(
    async () => {
      for await (const { timeUsec } of (await TableStream.open([path])).items()) seen.push(timeUsec);
    },
    { code: 'ERR_SYNTALOS_DECODE', message: /table\.csv": line 3/ },
  );
  t.strictSame(seen, [1000]);
  await t.rejects(TableStream.open([join(folder, 'none.csv')]), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: /Cannot read table ".*none\.csv": ENOENT/,
  });
  const packed = join(folder, 'cut.csv.gz');
  writeFileSync(packed, gzipSync('Time;N\n'.repeat(1000)).subarray(0, 30));
  await t.rejects(async () => rowsOf(await TableStream.open([packed])), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: /cut\.csv\.gz/,
  });
});

/** Ends of tables as instruments and spreadsheets write them, and the times in s of their rows. */
const FIELD_TABLES: readonly (readonly [what: string, text: string, times: readonly number[]])[] = [
  ['spaces between numbers', 'time_s x\n 0.5  1\n12.25  2\n', [0.5, 12.25]],
  ['spaces between numbers, without a header', '0.5 1\n12.25 2\n', [0, 0]],
  ['thousands by commas', 'Time [ms];x\n"1";a\n999;b\n1,000;c\n1,250;d\n', [0.001, 0.999, 1, 1.25]],
  [
    'thousands by commas that begin after the first rows',
    `Time [ms];x\n${'5;a\n'.repeat(120)}1,000;b\n`,
    [...Array.from({ length: 120 }, () => 0.005), 1],
  ],
  ['thousands by points', 'Time [ms];x\n999;b\n1.000;c\n12.250;d\n', [0.999, 1, 12.25]],
  ['thousands by both', 'Time [ms];x\n"1,234.5";b\n"12,000.25";c\n', [1.2345, 12.00025]],
  ['thousands by points, decimals by a comma', 'Time [ms];x\n999,5;b\n1.234,5;c\n', [0.9995, 1.2345]],
  ['thousands by spaces', 'Time [ms];x\n999;b\n1 000;c\n1\u00a0250,5;d\n', [0.999, 1, 1.2505]],
  ['thousands by apostrophes', "Time [ms];x\n999;b\n1'000'250;c\n", [0.999, 1000.25]],
  ['decimals by commas', 'Time [s];x\n0,250;b\n1,000;c\n1,250;d\n', [0.25, 1, 1.25]],
  ['decimals by points, three of each', 'Time [s];x\n1.033;b\n9.999;c\n10.033;d\n', [1.033, 9.999, 10.033]],
];

for (const [what, text, times] of FIELD_TABLES) {
  test(`a table with ${what} has the times that it was meant to have`, async (t) => {
    const { rows } = await readBytes(t.testdir(), text);
    t.strictSame(
      rows.map(([timeUsec]) => timeUsec),
      times.map((sec) => Math.round(sec * 1e6)),
    );
  });
}

/** Dates of 2 s after midnight UTC of one day and the next, in the ways that are found. */
const DATED_TABLES: readonly string[] = [
  'When Time\t x\n2026-11-27T00:00:02Z\ta\n2026-11-28T00:00:02Z\tb\n',
  'Time;x\n2026/11/27 00:00:02;a\n2026/11/28 00:00:02;b\n',
  'Time;x\n27.11.2026 00:00:02,000;a\n28.11.2026 00:00:02,000;b\n',
  'Time;x\n2026-11-27 01:00:02+01:00;a\n2026-11-28 01:00:02+0100;b\n',
  'Time;x\n2026-11-27 12:00:02 AM;a\n2026-11-28 12:00:02 AM;b\n',
  'Date;Time;x\n2026-11-27;00:00:02;a\n2026-11-28;00:00:02;b\n',
  'Time;Day;x\n00:00:02.0;27.11.2026;a\n12:00:02 AM;28.11.2026;b\n',
];

for (const text of DATED_TABLES) {
  test(`dates are times since 1970: ${text.split('\n')[1]!}`, async (t) => {
    const { rows } = await readBytes(t.testdir(), text);
    t.strictSame(
      rows.map(([timeUsec]) => timeUsec),
      [27, 28].map((day) => Date.UTC(2026, 10, day, 0, 0, 2) * 1000),
    );
  });
}

test('a table without rows, without a header, or without anything gives nothing and says nothing wrong', async (t) => {
  for (const text of ['', '\n', 'Time;x\n', 'Time;x', '\ufeff']) {
    t.strictSame((await readBytes(t.testdir(), text)).rows, [], JSON.stringify(text));
  }
});
