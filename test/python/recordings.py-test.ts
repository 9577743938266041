import { fork } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'tap';
import type { EdlDataset } from 'syntalos-mlink/edl';
import { runModules } from '../host/modules/support/run-modules.js';
import {
  LINE_READINGS,
  SIGNAL_NAMES,
  SIGNAL_ROWS,
  readingOf,
  rowOf,
  timeOf,
  valuesF32,
  valuesI32,
  valuesU16,
} from '../host/modules/support/known-streams.js';
import { compareByPython, missingPython } from './python.js';

const SOURCE = new URL('../host/modules/fixtures/known-streams.js', import.meta.url).href;
const KILLS = 10;

const missing = await missingPython();
if (missing !== false) process.stderr.write(`Python cannot read recordings here: ${missing}\n`);

const rows = Array.from({ length: SIGNAL_ROWS }, (_, row) => row);

test('zarr-python, pandas and edlio read every value of what was recorded', { skip: missing }, async (t) => {
  const folder = t.testdir();
  const { report, recording } = await runModules({
    folder,
    modules: [
      { id: 'source', use: SOURCE },
      ...['f32', 'i32', 'u16', 'lines'].map((id) => ({
        id: `${id}-zarr`,
        use: 'signal-recorder',
        settings: { name: `${id}-zarr` },
      })),
      ...['f32', 'i32'].map((id) => ({ id: `${id}-json`, use: 'json-recorder' })),
      { id: 'table', use: 'table-recorder' },
    ],
    connections: [
      ...['f32', 'i32', 'u16', 'lines'].map((id) => `source:${id} > ${id}-zarr:signals`),
      ...['f32', 'i32'].map((id) => `source:${id} > ${id}-json:data`),
      'source:rows > table:rows',
    ],
  });
  t.strictSame(report.reasons, []);
  const pathOf = (name: string): string => (recording.find(name) as EdlDataset).dataFile!.parts[0]!.path;
  const write = (name: string, values: NodeJS.ArrayBufferView): string => {
    const path = join(folder, name);
    writeFileSync(path, values);
    return path;
  };
  const times = write('times.bin', BigUint64Array.from(rows, timeOf));
  const signals = {
    f32: { dtype: '<f4', data: write('f32.bin', Float32Array.from(rows.flatMap(valuesF32))) },
    i32: { dtype: '<i4', data: write('i32.bin', Int32Array.from(rows.flatMap(valuesI32))) },
    u16: { dtype: '<u2', data: write('u16.bin', Uint16Array.from(rows.flatMap(valuesU16))) },
  };
  const readings = Array.from({ length: LINE_READINGS }, (_, i) => readingOf(i));
  const expected = {
    recording: recording.path,
    stores: [
      ...Object.entries(signals).map(([id, signal]) => ({
        ...signal,
        path: pathOf(`${id}-zarr`),
        times,
        names: SIGNAL_NAMES,
      })),
      {
        path: pathOf('lines-zarr'),
        dtype: '<u4',
        times: write(
          'line-times.bin',
          BigUint64Array.from(readings, ({ timeUsec }) => BigInt(timeUsec)),
        ),
        data: write('lines.bin', Uint32Array.from(readings.flatMap(({ lineId, value }) => [lineId, value]))),
        names: ['line_id', 'value'],
      },
    ],
    json: (['f32', 'i32'] as const).map((id) => ({
      ...signals[id],
      dataset: `${id}-json`,
      path: pathOf(`${id}-json`),
      columns: ['timestamp_usec', ...SIGNAL_NAMES],
      times,
    })),
    table: pathOf('table'),
    rows: readings.map((_, i) => rowOf(i)),
  };
  const file = join(folder, 'expected.json');
  writeFileSync(file, JSON.stringify(expected));
  const compared = await compareByPython('whole', file);
  t.ok(compared.split('\n').length > 20, compared);
});

test(
  'what a process left that was killed at any moment is read by them: all that it had for a second',
  { skip: missing, timeout: 180_000 },
  async (t) => {
    for (let kill = 0; kill < KILLS; kill++) {
      const folder = t.testdir();
      const out = join(folder, 'out');
      const child = fork(new URL('./fixtures/record-steadily.js', import.meta.url), [out]);
      const told: { readonly atMsec: number; readonly counts: Record<string, number> }[] = [];
      child.on('message', (counts: Record<string, number>) =>
        told.push({ atMsec: performance.now(), counts }),
      );
      const isLongEnough = (): boolean =>
        (told.at(-1)?.atMsec ?? 0) -
          (told.find(({ counts }) => (counts['counts'] ?? 0) > 0)?.atMsec ?? Infinity) >
        1300;
      while (!isLongEnough()) await delay(20);
      await delay(Math.random() * 1500);
      const killedAtMsec = performance.now();
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      const least = told.findLast(({ atMsec }) => atMsec < killedAtMsec - 1000)!.counts;
      const recording = join(out, readdirSync(out)[0]!);
      const videos = join(recording, 'videos', 'frames');
      const expected = {
        folder: recording,
        least,
        video: join(
          videos,
          readdirSync(videos).find((name) => name.endsWith('.mkv'))!,
        ),
      };
      const file = join(folder, 'expected.json');
      writeFileSync(file, JSON.stringify(expected));
      t.match(
        await compareByPython('killed', file),
        /frames: same/,
        `kill ${kill}: ${JSON.stringify(least)}`,
      );
    }
  },
);
