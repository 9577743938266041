import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { exportCsv, exportMp4, exportNwb, openRecording } from 'syntalos-mlink/recording';
import { runModules } from '../host/modules/support/run-modules.js';
import {
  LINE_READINGS,
  SIGNAL_ROWS,
  readingOf,
  rowOf,
  timeOf,
  valuesF32,
  valuesI32,
  valuesU16,
} from '../host/modules/support/known-streams.js';
import { missingPython, readExports, runPython } from './python.js';

const SOURCE = new URL('../host/modules/fixtures/known-streams.js', import.meta.url).href;

const missing = await missingPython();
if (missing !== false) process.stderr.write(`Python cannot read exports here: ${missing}\n`);

/** Frames that are stored in the NWB file of a range: from the third on. */
const STORED_FROM = 2;
/** More than a side has pixels: else nwbinspector takes a side for time. */
const STORED = 40;

test(
  'pynwb, nwbinspector, pandas, OpenCV and ffprobe take what is exported, every value',
  { skip: missing },
  async (t) => {
    const folder = t.testdir();
    const signals = ['f32', 'i32', 'u16'];
    const { report, recording: made } = await runModules({
      folder,
      modules: [
        { id: 'source', use: SOURCE },
        // Odd sides, and few frames.
        {
          id: 'cam',
          use: 'camera-synthetic',
          settings: { width: 37, height: 33, frames: 60, animal_length: 10 },
        },
        { id: 'video', use: 'video-recorder', settings: { name: 'film' } },
        ...[...signals, 'lines'].map((id) => ({
          id: `${id}-rec`,
          use: 'signal-recorder',
          settings: { name: id },
        })),
        ...['rows', 'commands', 'control'].map((id) => ({
          id: `${id}-rec`,
          use: 'table-recorder',
          settings: { name: id },
        })),
      ],
      connections: [
        'cam:frames > video:frames',
        ...[...signals, 'lines'].map((id) => `source:${id} > ${id}-rec:signals`),
        ...['rows', 'commands', 'control'].map((id) => `source:${id} > ${id}-rec:rows`),
      ],
    });
    t.strictSame(report.errors, []);
    const recording = await openRecording(made.path);
    const video = recording.streams.find(({ dataType }) => dataType === 'Frame')!.id;
    const frameTimesUsec: number[] = [];
    for await (const { timeUsec } of recording.frameStamps(video)) frameTimesUsec.push(timeUsec);

    const nwb = join(folder, 'all.nwb');
    const stored = join(folder, 'stored.nwb');
    const all = await exportNwb(recording, nwb, { subject: { id: 'M-01', species: 'Mus musculus' } });
    t.strictSame([all.leftOut, all.failed], [[], []]);
    const range = { fromUsec: frameTimesUsec[STORED_FROM]!, toUsec: frameTimesUsec[STORED_FROM + STORED]! };
    await exportNwb(recording, stored, { streams: [video], range });
    const tables = await exportCsv(recording, join(folder, 'csv'));
    t.strictSame([tables.leftOut, tables.failed], [[], []]);
    const films = await exportMp4(recording, join(folder, 'mp4'), { streams: [video] });

    const rows = Array.from({ length: SIGNAL_ROWS }, (_, row) => row);
    const write = (name: string, values: NodeJS.ArrayBufferView): string => {
      writeFileSync(join(folder, name), values);
      return join(folder, name);
    };
    const times = write('times.bin', BigUint64Array.from(rows, timeOf));
    const readings = Array.from({ length: LINE_READINGS }, (_, i) => i);
    const expected = join(folder, 'expected.json');
    writeFileSync(
      expected,
      JSON.stringify({
        ...{ nwb, stored, csv: join(folder, 'csv'), mp4: films.files[0]?.path, video, frameTimesUsec },
        signals: {
          f32: { dtype: '<f4', times, data: write('f32.bin', Float32Array.from(rows.flatMap(valuesF32))) },
          i32: { dtype: '<i4', times, data: write('i32.bin', Int32Array.from(rows.flatMap(valuesI32))) },
          u16: { dtype: '<u2', times, data: write('u16.bin', Uint16Array.from(rows.flatMap(valuesU16))) },
        },
        tables: {
          rows: readings.map(rowOf),
          lines: readings.map(readingOf).map(({ lineId, value }) => [String(lineId), String(value)]),
        },
        ...{ storedFrom: STORED_FROM, storedShape: [STORED, 33, 37], film: recording.videoFiles(video)[0] },
      }),
    );
    const compared = await readExports(expected);
    t.ok(compared.split('\n').length > 25, compared);
  },
);

test('the lines of the guide load each kind of file', { skip: missing }, async (t) => {
  const folder = t.testdir({ recordings: {} });
  const { report, recording: made } = await runModules({
    folder,
    duration: '2s',
    modules: [
      { id: 'cam', use: 'camera-synthetic', settings: { width: 64, height: 48, animal_length: 10 } },
      { id: 'video', use: 'video-recorder', settings: { name: 'top-view' } },
      { id: 'table', use: 'table-recorder', settings: { name: 'positions' } },
      { id: 'source', use: 'signal-synthetic', settings: { channels: 2, sample_rate: 1000 } },
      { id: 'probe-rec', use: 'signal-recorder', settings: { name: 'probe' } },
      { id: 'levels-rec', use: 'json-recorder', settings: { name: 'levels' } },
    ],
    connections: [
      'cam:frames > video:frames',
      'cam:truth > table:rows',
      'source:signals > probe-rec:signals',
      'source:signals > levels-rec:data',
    ],
  });
  t.strictSame(report.errors, []);
  renameSync(made.path, join(folder, 'recordings/today'));
  const recording = await openRecording(join(folder, 'recordings/today'));
  await exportNwb(recording, join(folder, 'today.nwb'));
  await exportCsv(recording, join(folder, 'today-csv'));
  await exportMp4(recording, join(folder, 'today-mp4'));

  const guide = readFileSync(
    fileURLToPath(new URL('../../../docs/read-and-export.md', import.meta.url)),
    'utf8',
  );
  const blocks = [...guide.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code = '']) => code);
  t.ok(blocks.length >= 7);
  await runPython(['-c', blocks.join('\n')], folder);
});
