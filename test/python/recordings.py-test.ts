import { fork } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'tap';
import { compareNatural, type EdlDataset } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
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
/** Moments at which a process is killed; of one that encodes four videos a run takes longer. */
const KILLS = { data: 10, videos: 6 };
const VIDEOS = ['ffv1', 'h264', 'av1', 'sliced'];

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
  { skip: missing, timeout: 400_000 },
  async (t) => {
    for (let kill = 0; kill < KILLS.data; kill++) {
      const { folder, least } = await recordUntilKilled(t.testdir(), 'data');
      const message = `kill ${kill}: ${JSON.stringify(least)}`;
      t.match(await compareKilled({ folder, least }), /table: same\n$/, message);
    }
  },
);

test(
  'videos of such a process are read by them, too, whatever their codec, with the times of their frames',
  { skip: missing, timeout: 400_000 },
  async (t) => {
    for (let kill = 0; kill < KILLS.videos; kill++) {
      const { folder, least } = await recordUntilKilled(t.testdir(), 'videos');
      const videos = Object.fromEntries(
        VIDEOS.map((name) => [name, filesOf(join(folder, 'videos', name), '.mkv')]),
      );
      const message = `kill ${kill}: ${JSON.stringify(least)}`;
      t.match(await compareKilled({ folder, least, videos }), /sliced: same\n$/, message);
      for (const name of VIDEOS) {
        let times = 0;
        for (const path of filesOf(join(folder, 'videos', name), '.tsync')) {
          using reader = await TsyncReader.open(path);
          const { time1, tail } = reader.recover();
          times += time1.length + tail.time1.length;
        }
        t.ok(times >= least[name]!, `${name}: ${times} times, expected ${least[name]}`);
      }
    }
  },
);

/** What a killed process left. */
interface Killed {
  /** Its recording. */
  readonly folder: string;
  /** Items that each recorder had for a second. */
  readonly least: Readonly<Record<string, number>>;
}

/** Kills a process of `record-steadily` some time after each of its recorders has had items for more than a second. */
async function recordUntilKilled(parent: string, what: 'data' | 'videos'): Promise<Killed> {
  const out = join(parent, 'out');
  const child = fork(new URL('./fixtures/record-steadily.js', import.meta.url), [out, what]);
  const told: { readonly atMsec: number; readonly counts: Readonly<Record<string, number>> }[] = [];
  child.on('message', (counts: Record<string, number>) => told.push({ atMsec: performance.now(), counts }));
  const toldUntil = (msec: number): (typeof told)[number] | undefined =>
    told.findLast(({ atMsec }) => atMsec < msec);
  const hadForASecond = (): Readonly<Record<string, number>> =>
    toldUntil(performance.now() - 1000)?.counts ?? {};
  const isLongEnough = (): boolean => {
    const counts = Object.values(hadForASecond());
    return counts.length === 4 && counts.every((count) => count > 0);
  };
  while (!isLongEnough()) {
    if (child.exitCode !== null) throw new Error(`The recording process has ended: ${child.exitCode}`);
    await delay(20);
  }
  await delay(Math.random() * 1500);
  const least = hadForASecond();
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  return { folder: join(out, readdirSync(out)[0]!), least };
}

async function compareKilled(killed: Killed & { readonly videos?: unknown }): Promise<string> {
  const file = join(killed.folder, '..', 'expected.json');
  writeFileSync(file, JSON.stringify(killed));
  return compareByPython('killed', file);
}

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort(compareNatural)
    .map((name) => join(folder, name));
}
