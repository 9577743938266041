/** Signals, readings, commands and rows from Zarr stores, JSON files and tables, as the types they had. */
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { compress, decompress } from 'zstd-napi';
import { EdlCollection } from '#src/edl/index';
import { findStreams } from '#src/formats/find-streams';
import { openStream } from '#src/formats/open-stream';
import { DataType, MetaFloat, type LineReading, type MetaMap, type SignalBlock } from '#src/types/index';

const vectors = fileURLToPath(new URL('../../../../test/vectors/', import.meta.url));

const XZ =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQASVGltZTtUYWcKMTA7YQoyMDtiCgAAylurPeXXk/oAASsTnAlI0h+2830BAAAAAARZWg==';

interface Played {
  readonly dataType: DataType;
  readonly metadata: MetaMap;
  readonly items: unknown[];
  readonly timesUsec: number[];
}

/** Plays all streams of a recording; what could not be opened is among the warnings. */
async function play(folder: string): Promise<{ streams: Record<string, Played>; warnings: string[] }> {
  const warnings: string[] = [];
  const onWarning = (text: string): void => void warnings.push(text);
  const streams: Record<string, Played> = {};
  for (const source of await findStreams(await EdlCollection.open(folder), onWarning)) {
    const stream = await openStream(source, { onWarning });
    const { dataType, metadata } = stream;
    const played: Played = { dataType, metadata, items: [], timesUsec: [] };
    streams[source.portId] = played;
    try {
      for await (const { item, timeUsec } of stream.items()) {
        played.items.push(item);
        played.timesUsec.push(timeUsec);
      }
    } catch (error) {
      warnings.push((error as Error).message);
    }
    await stream.close();
  }
  return { streams, warnings };
}

/** The rows of a signal's blocks: time stamp, then values. */
function rowsOf({ items }: Played): number[][] {
  return (items as SignalBlock<Float32Array>[]).flatMap(({ timestamps, rows, cols, data }) =>
    Array.from({ length: rows }, (_, row) => [
      Number(timestamps[row]),
      ...data.subarray(row * cols, (row + 1) * cols),
    ]),
  );
}

test('JSON of Syntalos is played as what it was: floats, whole numbers, lines, rows', async (t) => {
  const { streams, warnings } = await play(join(vectors, 'json-3.1.2'));
  const text = (name: string): string =>
    decompress(readFileSync(join(vectors, 'json-3.1.2', name, 'data.json.zst'))).toString();

  const floats = streams['floats']!;
  t.equal(floats.dataType, DataType.SignalBlockF32);
  t.strictSame(floats.metadata, {
    signal_names: ['sine', 'ramp', 'odd "name"'],
    time_unit: 'microseconds',
    data_unit: 'uV',
    sample_rate: new MetaFloat(1000),
  });
  const rows = rowsOf(floats);
  t.equal(rows.length, 250);
  t.strictSame(rows[3], [3000, Math.fround(0.29552), 3, Math.fround(0.3)]);
  t.strictSame(
    rows.slice(15, 18).map((row) => row[1]),
    [NaN, Infinity, -Infinity],
  );
  t.strictSame(
    [floats.timesUsec[0], floats.timesUsec.at(-1)],
    [9000, 249_000],
    'blocks of 10 ms at their end',
  );

  const ints = streams['ints']!;
  t.equal(ints.dataType, DataType.SignalBlockI32);
  t.strictSame(ints.metadata['data_offset'], new MetaFloat(-2.5));
  const expected = JSON.parse(text('ints')) as { data: number[][] };
  t.strictSame(rowsOf(ints), expected.data);

  const lines = streams['lines']!;
  t.equal(lines.dataType, DataType.LineReading);
  t.strictSame(lines.items[1], { lineId: 1, value: 1, timeUsec: 1234 });
  t.strictSame([lines.items.length, lines.timesUsec[49]], [50, 60_466]);

  const table = streams['rows']!;
  t.equal(table.dataType, DataType.TableRow);
  t.strictSame(table.metadata, { table_header: ['a', 'b "quoted"', 'c'] });
  t.strictSame(table.items, (JSON.parse(text('rows')) as { data: string[][] }).data);
  t.match(warnings, [/Table "rows" has no column of times/]);
});

test('Zarr stores of Syntalos are played as what they were', async (t) => {
  const { streams, warnings } = await play(join(vectors, 'zarr-3.1'));
  t.strictSame(warnings, []);
  t.strictSame(
    Object.entries(streams).map(([name, { dataType }]) => [name, dataType]),
    [
      ['numbers_i32', DataType.SignalBlockI32],
      ['numbers_u16', DataType.SignalBlockU16],
      ['oe-acq-ttl', DataType.LineReading],
      ['sinesource', DataType.SignalBlockF32],
    ],
  );
  const u16 = rowsOf(streams['numbers_u16']!);
  t.equal(u16.length, 22_476);
  t.strictSame(
    u16[3],
    [1500, 2047, 2759].map((value, i) => (i === 0 ? value : u16[3]![i])),
  );
  t.strictSame(
    u16.map(([time]) => time),
    Array.from({ length: 22_476 }, (_, i) => i * 500),
  );
  t.match(streams['numbers_u16']!.metadata, {
    signal_names: ['U16 Low', 'U16 High'],
    time_unit: 'microseconds',
    sample_rate: new MetaFloat(2000),
  });
  t.strictSame(streams['oe-acq-ttl']!.items.length, 86);
  t.match(streams['oe-acq-ttl']!.items[0], { lineId: 0, value: 0, timeUsec: 1200 });
});

/** A copy of one dataset of the vectors that may be damaged. */
function copyOf(folder: string, recording: string, dataset: string): string {
  const copy = join(folder, `${dataset}-copy`);
  cpSync(join(vectors, recording), copy, { recursive: true, filter: (path) => !path.includes('/.') });
  for (const other of [
    'numbers_i32',
    'numbers_u16',
    'sinesource',
    'oe-acq-ttl',
    'floats',
    'ints',
    'lines',
    'rows',
  ]) {
    if (other !== dataset) rmSync(join(copy, other), { recursive: true, force: true });
  }
  return copy;
}

test('a shard that was cut is an error that names it; a store without zarr.json is left out', async (t) => {
  const folder = t.testdir();
  const copy = copyOf(folder, 'zarr-3.1', 'sinesource');
  const store = join(copy, 'sinesource/sinesource.zarr');
  const shard = join(store, 'data/c/0/0');
  const { length } = readFileSync(shard);
  for (let size = 0; size < length; size += 4096) {
    truncateSync(shard, size);
    const { streams, warnings } = await play(copy);
    t.ok(
      warnings.length === 1 && warnings[0]!.includes('sinesource.zarr'),
      `cut at ${size}: ${warnings.join()}`,
    );
    const rows = rowsOf(streams['sinesource']!);
    t.ok(
      rows.every(([time], i) => time === i * 500),
      'what was played is whole',
    );
    writeFileSync(shard, readFileSync(join(vectors, 'zarr-3.1/sinesource/sinesource.zarr/data/c/0/0')));
  }
  rmSync(join(store, 'zarr.json'));
  t.match((await play(copy)).warnings, [
    /Dataset "sinesource" is not played: Cannot read "zarr\.json" of Zarr store/,
  ]);
});

test('JSON that was cut anywhere is played up to its last whole row', async (t) => {
  const folder = t.testdir();
  const copy = copyOf(folder, 'json-3.1.2', 'ints');
  const path = join(copy, 'ints/data.json.zst');
  const text = decompress(readFileSync(path));
  const { data } = JSON.parse(text.toString()) as { data: number[][] };
  const start = text.indexOf('"data": [') + 9;
  for (let length = start; length < text.length - 2; length += 97) {
    writeFileSync(path, compress(text.subarray(0, length)));
    const { streams, warnings } = await play(copy);
    const whole = text.subarray(start, length).toString().split(']').length - 1;
    t.strictSame(rowsOf(streams['ints']!), data.slice(0, whole), `cut at ${length}`);
    t.match(warnings, [/data\.json\.zst" ends in the middle: its \d+ whole rows are played/]);
  }
  writeFileSync(path, compress(text).subarray(0, -20));
  const { streams, warnings } = await play(copy);
  t.ok(warnings.length > 0, 'the packing was cut');
  t.strictSame(
    rowsOf(streams['ints'] ?? { dataType: 6, metadata: {}, items: [], timesUsec: [] }).length <= 250,
    true,
  );
  writeFileSync(path, compress(text.subarray(0, 30)));
  t.match((await play(copy)).warnings, [/Dataset "ints" is not played: .*it has no "columns" and "data"/]);
});

test('files that were packed later are played as what they are', async (t) => {
  const recording = await EdlCollection.create(join(t.testdir(), 'rec'));
  const text = 'Time;Tag\n10;a\n20;b\n';
  const pack = {
    gz: (bytes: Buffer) => gzipSync(bytes),
    zst: (bytes: Buffer) => compress(bytes),
    // By xz 5.8 of the same text: no library here packs it.
    xz: () => Buffer.from(XZ, 'base64'),
  };
  for (const [ending, packed] of Object.entries(pack)) {
    const dataset = await recording.createDataset(ending);
    const path = dataset.setDataFile('table.csv');
    writeFileSync(`${path}.${ending}`, packed(Buffer.from(text)));
  }
  const json = await recording.createDataset('json');
  const path = json.setDataFile('data.json.zst');
  cpSync(join(vectors, 'json-3.1.2/lines/data.json.zst'), path);
  const plain = await recording.createDataset('plain');
  writeFileSync(plain.setDataFile('data.json'), decompress(readFileSync(path)));
  await recording.save();

  const { streams, warnings } = await play(recording.path);
  t.strictSame(warnings, []);
  for (const ending of Object.keys(pack)) {
    t.strictSame(
      streams[ending]?.items,
      [
        ['10', 'a'],
        ['20', 'b'],
      ],
      ending,
    );
    t.strictSame(streams[ending]?.timesUsec, [10_000, 20_000], ending);
  }
  t.strictSame(streams['plain']?.items, streams['json']?.items);
});

test('tables of readings and commands are items again', async (t) => {
  const recording = await EdlCollection.create(join(t.testdir(), 'rec'));
  const tables = {
    readings: 'time_usec;line_id;value\n1500;3;4294967295\n',
    commands: 'time_usec;kind;line_id;value;duration_usec;flags;extra\n7;WRITE_DIGITAL;2;1;0;0;0aff\n',
    controls: 'time_usec;kind;duration_msec;command\n9;CUSTOM;20;feed\n',
    broken: 'time_usec;line_id;value\n1;2;3\n2;x;3\n',
  };
  for (const [name, text] of Object.entries(tables)) {
    const dataset = await recording.createDataset(name);
    writeFileSync(dataset.setDataFile('table.csv'), text);
  }
  await recording.save();
  const { streams, warnings } = await play(recording.path);
  t.strictSame(
    Object.entries(streams).map(([name, { dataType, timesUsec }]) => [name, dataType, timesUsec]),
    [
      ['broken', DataType.LineReading, [1]],
      ['commands', DataType.LineCommand, [7]],
      ['controls', DataType.ControlCommand, [9]],
      ['readings', DataType.LineReading, [1500]],
    ],
  );
  t.strictSame(streams['readings']?.items, [
    { lineId: 3, value: 4294967295, timeUsec: 1500 },
  ] satisfies LineReading[]);
  t.match(streams['commands']?.items, [
    { lineId: 2, value: 1, durationUsec: 0, extra: new Uint8Array([10, 255]) },
  ]);
  t.match(streams['controls']?.items, [{ durationMsec: 20, command: 'feed' }]);
  t.match(warnings, [/Cannot play row 2 of table "broken" as LineReading: "x" is no whole number/]);
});
