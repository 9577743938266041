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
