import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import type { EdlCollection, EdlDataset } from 'syntalos-mlink/edl';
import { loadZstd } from '#src/zstd';
import { floatText } from '#src/host/modules/json-recorder/float-text';
import { runModules } from './support/run-modules.js';
import {
  LINE_READINGS,
  SIGNAL_NAMES,
  SIGNAL_ROWS,
  readingOf,
  rowOf,
  timeOf,
  valuesF32,
  valuesI32,
} from './support/known-streams.js';
import { isWhole } from '../../support/whole-run.ts';

const SOURCE = new URL('./fixtures/known-streams.js', import.meta.url).href;

async function textOf(recording: EdlCollection, name: string): Promise<string> {
  const { lib } = await loadZstd('test');
  const dataset = recording.find(name) as EdlDataset;
  return lib.decompress(await readFile(dataset.dataFile!.parts[0]!.path)).toString('utf8');
}

/** Rows as they stand in the file, and what stands before them. */
function partsOf(text: string): { head: string[]; rows: string[] } {
  const lines = text.split('\n');
  const start = lines.indexOf('"data": [') + 1;
  if (lines.at(-2) !== ']}' || lines.at(-1) !== '') throw new Error('it has no end');
  return { head: lines.slice(0, start), rows: lines.slice(start, -2).map((line) => line.replace(/,$/, '')) };
}

test('signals, lines and rows are written as Syntalos does, every value of them', async (t) => {
  const { report, recording } = await runModules({
    folder: t.testdir(),
    modules: [
      { id: 'source', use: SOURCE },
      ...['f32', 'i32', 'lines', 'rows'].map((id) => ({ id, use: 'json-recorder' })),
      {
        id: 'some',
        use: 'json-recorder',
        settings: { signals: ['ramp'], schema: 'pandas-split', name: 'only ramp' },
      },
      { id: 'unused', use: 'json-recorder' },
    ],
    connections: [
      ...['f32', 'i32', 'lines', 'rows'].map((id) => `source:${id} > ${id}:data`),
      'source:i32 > some:data',
    ],
  });
  isWhole(t, report);
  const id = `{"collection_id": "${recording.collectionId}",`;
  const signalHead = [
    id,
    '"time_unit": "microseconds",',
    '"data_unit": "µV",',
    '"sample_rate": 1000,',
    '"columns": ["timestamp_usec","sine","ramp","odd \\"name\\""],',
    '"data": [',
  ];

  const f32 = partsOf(await textOf(recording, 'f32'));
  t.strictSame(f32.head, signalHead);
  t.equal(f32.rows.length, SIGNAL_ROWS);
  for (const [row, text] of f32.rows.entries()) {
    const [time, ...values] = text.slice(1, -1).split(',');
    if (time !== String(timeOf(row))) t.fail(`time of row ${row}: ${time}`);
    const read = values.map((value) => Math.fround(Number(value)));
    if (!read.every((value, i) => Object.is(value, valuesF32(row)[i]))) t.fail(`row ${row}: ${text}`);
  }

  const i32 = partsOf(await textOf(recording, 'i32'));
  t.strictSame(i32.head, signalHead);
  t.strictSame(
    i32.rows,
    Array.from({ length: SIGNAL_ROWS }, (_, row) => `[${[timeOf(row), ...valuesI32(row)].join(',')}]`),
  );

  const lines = partsOf(await textOf(recording, 'lines'));
  t.strictSame(lines.head.slice(1), [
    '"time_unit": "microseconds",',
    '"data_unit": "",',
    '"columns": ["timestamp_usec","line_id","value"],',
    '"data": [',
  ]);
  t.strictSame(
    lines.rows.map((row) => JSON.parse(row) as unknown),
    Array.from({ length: LINE_READINGS }, (_, i) => {
      const { timeUsec, lineId, value } = readingOf(i);
      return [timeUsec, lineId, value];
    }),
  );

  const rows = partsOf(await textOf(recording, 'rows'));
  t.strictSame(rows.head.slice(1), [
    '"time_unit": "",',
    '"data_unit": "",',
    '"columns": ["a","b \\"quoted\\"","c"],',
    '"data": [',
  ]);
  t.strictSame(
    rows.rows.map((row) => JSON.parse(row) as unknown),
    Array.from({ length: LINE_READINGS }, (_, i) => rowOf(i)),
  );

  const some = partsOf(await textOf(recording, 'only ramp'));
  t.strictSame(some.head, ['{"columns": ["timestamp_usec","ramp"],', '"data": [']);
  t.equal(some.rows[1], `[${timeOf(1)},${valuesI32(1)[SIGNAL_NAMES.indexOf('ramp')]}]`);

  const dataset = recording.find('f32') as EdlDataset;
  t.match(dataset.dataFile, {
    fileType: 'json.zst',
    mediaType: 'application/zstd',
    parts: [{ fileName: 'data.json.zst' }],
  });
  t.strictSame(dataset.attributes, {
    json_schema: 'extended-pandas',
    json_data_type: 'SignalBlockF32',
    time_unit: 'microseconds',
    data_unit: 'µV',
    sample_rate: 1000,
    data_scale: 0.195,
    data_offset: -2,
  });
  t.equal(recording.find('unused'), undefined, 'what nothing is connected to records nothing');
});

test('a stream that JSON cannot hold, or a signal that it does not have, is refused by name', async (t) => {
  const folder = t.testdir();
  const counts = await runModules({
    folder,
    modules: [
      { id: 'source', use: SOURCE },
      { id: 'json', use: 'json-recorder' },
    ],
    connections: ['source:u16 > json:data'],
  });
  t.match(
    counts.report.reasons[0],
    /Cannot record what is connected to "json:data": it is SignalBlockU16, this recorder takes SignalBlockF32/,
  );
  const unknown = await runModules({
    folder,
    modules: [
      { id: 'source', use: SOURCE },
      { id: 'json', use: 'json-recorder', settings: { signals: ['ramp', 'cosine'] } },
    ],
    connections: ['source:f32 > json:data'],
  });
  t.match(unknown.report.reasons[0], /Cannot record signal "cosine": the stream has sine, ramp, odd "name"/);
});

test('a float is written by the fewest digits that read back as it', (t) => {
  const cases: [number, string][] = [
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [-0, '-0.0'],
    [16777216, '16777216'],
    [1.401298464324817e-45, '1e-45'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [100000, '100000'],
  ];
  for (const [value, text] of cases) t.equal(floatText(Math.fround(value)), text);
  const bits = new Uint32Array(1);
  const floats = new Float32Array(bits.buffer);
  for (let i = 0; i < 20_000; i++) {
    bits[0] = Math.imul(i, 2654435761);
    const value = floats[0]!;
    if (!Object.is(Math.fround(Number(floatText(value))), value)) t.fail(`${value}: ${floatText(value)}`);
  }
  t.end();
});
