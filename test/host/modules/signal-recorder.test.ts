import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import type { EdlDataset } from 'syntalos-mlink/edl';
import { readZarrArray } from './support/read-zarr.js';
import { runModules } from './support/run-modules.js';
import {
  LINE_READINGS,
  SIGNAL_NAMES,
  SIGNAL_ROWS,
  readingOf,
  timeOf,
  valuesF32,
  valuesI32,
  valuesU16,
} from './support/known-streams.js';
import { isWhole } from '../../support/whole-run.ts';

const SOURCE = new URL('./fixtures/known-streams.js', import.meta.url).href;

/** `zarr.json` of a store that Syntalos wrote (two channels, U16), but for what differs with the stream. */
function expectedMetadata(valueType: string, chunks: number, shape: readonly number[]): object {
  const [, ...columns] = shape;
  return {
    zarr_format: 3,
    node_type: 'array',
    data_type: valueType,
    fill_value: 0,
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    shape,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [1000 * chunks, ...columns] } },
    codecs: [
      {
        name: 'sharding_indexed',
        configuration: {
          chunk_shape: [1000, ...columns],
          codecs: [
            { name: 'bytes', configuration: { endian: 'little' } },
            { name: 'zstd', configuration: { level: 3, checksum: true } },
          ],
          index_codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
          index_location: 'end',
        },
      },
    ],
  };
}

test('signals of all types and lines are written as Syntalos does, every value of them', async (t) => {
  const { report, recording } = await runModules({
    folder: t.testdir(),
    modules: [
      { id: 'source', use: SOURCE },
      ...['f32', 'i32', 'u16', 'lines'].map((id) => ({ id, use: 'signal-recorder' })),
      { id: 'unused', use: 'signal-recorder' },
    ],
    connections: ['f32', 'i32', 'u16', 'lines'].map((id) => `source:${id} > ${id}:signals`),
  });
  isWhole(t, report);
  const streams = [
    { dataset: 'f32', file: 'f32.zarr', valueType: 'float32', valuesOf: valuesF32 },
    { dataset: 'i32', file: 'i32.zarr', valueType: 'int32', valuesOf: valuesI32 },
    // Named by the stream's own proposal.
    { dataset: 'amplifier', file: 'counts.zarr', valueType: 'uint16', valuesOf: valuesU16 },
  ];
  for (const { dataset: name, file, valueType, valuesOf } of streams) {
    const dataset = recording.find(name) as EdlDataset;
    t.match(dataset.dataFile, { fileType: 'zarr', mediaType: undefined, parts: [{ fileName: file }] });
    t.strictSame(dataset.attributes, {
      data_offset: -2,
      data_scale: 0.195,
      data_unit: 'µV',
      sample_rate: 1000,
      signal_names: SIGNAL_NAMES,
      src_mod_type: 'known-streams',
      time_unit: 'microseconds',
    });
    const store = join(dataset.path, file);
    t.strictSame(await readdir(join(store, 'data', 'c', '0')), ['0']);
    const json = async (...path: string[]): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(join(store, ...path), 'utf8')) as Record<string, unknown>;
    t.strictSame(await json('zarr.json'), { zarr_format: 3, node_type: 'group', attributes: {} });
    t.strictSame(await json('data', 'zarr.json'), {
      ...expectedMetadata(valueType, 3, [SIGNAL_ROWS, SIGNAL_NAMES.length]),
      dimension_names: ['time', 'channel'],
      attributes: {
        collection_id: recording.collectionId,
        data_offset: -2,
        data_scale: 0.195,
        data_unit: 'µV',
        sample_rate: 1000,
        signal_names: SIGNAL_NAMES,
      },
    });
    t.strictSame(await json('timestamps', 'zarr.json'), {
      ...expectedMetadata('uint64', 3, [SIGNAL_ROWS]),
      dimension_names: ['time'],
      attributes: { time_unit: 'microseconds' },
    });
    const { data } = await readZarrArray(store, 'data');
    const times = await readZarrArray(store, 'timestamps');
    for (let row = 0; row < SIGNAL_ROWS; row++) {
      const values = Array.from({ length: SIGNAL_NAMES.length }, (_, i) => data[3 * row + i]);
      if (!values.every((value, i) => Object.is(value, valuesOf(row)[i])))
        t.fail(`${name} ${row}: ${String(values)}`);
      if (times.data[row] !== timeOf(row)) t.fail(`time of row ${row}: ${times.data[row]}`);
    }
  }

  const lines = recording.find('lines') as EdlDataset;
  t.strictSame(lines.attributes, { time_unit: 'microseconds' });
  const store = join(lines.path, 'lines.zarr');
  const data = await readZarrArray(store, 'data');
  const times = await readZarrArray(store, 'timestamps');
  t.strictSame([data.rows, data.columns], [LINE_READINGS, 2]);
  t.strictSame(data.attributes, {
    collection_id: recording.collectionId,
    signal_names: ['line_id', 'value'],
  });
  t.strictSame(times.attributes, { time_unit: 'microseconds' });
  for (let i = 0; i < LINE_READINGS; i++) {
    const { lineId, value, timeUsec } = readingOf(i);
    t.strictSame([data.data[2 * i], data.data[2 * i + 1], times.data[i]], [lineId, value, BigInt(timeUsec)]);
  }
  t.equal(recording.find('unused'), undefined, 'what nothing is connected to records nothing');
});

test('what a store cannot hold is refused by name', async (t) => {
  const { report } = await runModules({
    folder: t.testdir(),
    modules: [
      { id: 'source', use: SOURCE },
      { id: 'rec', use: 'signal-recorder' },
    ],
    connections: ['source:rows > rec:signals'],
  });
  t.match(
    report.reasons[0],
    /Cannot record what is connected to "rec:signals": it is TableRow, this recorder takes SignalBlockF32, .*LineReading/,
  );
});

test('of two recorders of one stream the first of the project gets its name, in each run', async (t) => {
  for (let run = 0; run < 3; run++) {
    const { report, recording } = await runModules({
      folder: t.testdir(),
      modules: [
        { id: 'source', use: SOURCE },
        { id: 'second', use: 'signal-recorder' },
        { id: 'first', use: 'signal-recorder' },
      ],
      connections: ['source:u16 > first:signals', 'source:u16 > second:signals'],
    });
    isWhole(t, report);
    t.match((recording.find('amplifier') as EdlDataset).dataFile!.parts[0]!.fileName, 'counts.zarr');
    t.ok(recording.find('first'), 'the one that comes later in the project is named after itself');
    t.equal(recording.find('second'), undefined);
  }
});
