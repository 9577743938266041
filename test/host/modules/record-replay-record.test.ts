import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { parseCsv, type EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import { VideoReader } from '#src/video/index';
import { loadZstd } from '#src/zstd';
import { FRAME_COUNT, FRAME_KINDS, knownFrame } from './support/known-frames.js';
import { readZarrArray } from './support/read-zarr.js';
import { runModules } from './support/run-modules.js';

const FRAME_SOURCE = new URL('./fixtures/known-frames.js', import.meta.url).href;
const SOURCE = new URL('./fixtures/known-streams.js', import.meta.url).href;
const ZARR = ['f32', 'i32', 'u16', 'lines'];
const JSONS = ['f32', 'i32', 'lines', 'rows'];
const TABLES = ['lines', 'rows', 'commands', 'control'];
const FRAMES = Object.keys(FRAME_KINDS);

function pathOf(recording: EdlCollection, name: string): string {
  return (recording.find(name) as EdlDataset).dataFile!.parts[0]!.path;
}

const RECORDERS = [
  ...ZARR.map((id) => ({ id: `${id}-zarr`, use: 'signal-recorder', settings: { name: `${id}-zarr` } })),
  ...JSONS.map((id) => ({ id: `${id}-json`, use: 'json-recorder', settings: { name: `${id}-json` } })),
  ...TABLES.map((id) => ({ id: `${id}-table`, use: 'table-recorder', settings: { name: `${id}-table` } })),
];

test('what was recorded, replayed and recorded again is the same, bit for bit', async (t) => {
  const folder = t.testdir();
  const first = await runModules({
    folder,
    modules: [{ id: 'source', use: SOURCE }, ...RECORDERS],
    connections: [
      ...ZARR.map((id) => `source:${id} > ${id}-zarr:signals`),
      ...JSONS.map((id) => `source:${id} > ${id}-json:data`),
      ...TABLES.map((id) => `source:${id} > ${id}-table:rows`),
    ],
  });
  t.not(first.report.verdict, 'INCOMPLETE');
  const second = await runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording: first.recording.path, speed: 'max' } },
      ...RECORDERS,
    ],
    connections: [
      ...ZARR.map((id) => `source:${id}-zarr > ${id}-zarr:signals`),
      ...JSONS.map((id) => `source:${id}-json > ${id}-json:data`),
      ...TABLES.map((id) => `source:${id}-table > ${id}-table:rows`),
    ],
  });
  t.not(second.report.verdict, 'INCOMPLETE', second.report.reasons.join('\n'));
  for (const id of ZARR) {
    const name = `${id}-zarr`;
    for (const array of ['timestamps', 'data'] as const) {
      const [one, other] = await Promise.all(
        [first, second].map(({ recording }) => readZarrArray(pathOf(recording, name), array)),
      );
      t.equal(other!.rows, one!.rows, `${name} ${array}`);
      t.ok(
        Array.from(one!.data).every((value, i) => Object.is(value, other!.data[i])),
        `${name} ${array}`,
      );
      const ofStream = ({ attributes }: { attributes: object }): [string, unknown][] =>
        Object.entries(attributes).filter(([key]) => key !== 'collection_id');
      t.strictSame(ofStream(other!), ofStream(one!));
    }
  }
  const { lib } = await loadZstd('test');
  for (const id of JSONS) {
    const [one, other] = await Promise.all(
      [first, second].map(async ({ recording }) =>
        lib.decompress(await readFile(pathOf(recording, `${id}-json`))).toString('utf8'),
      ),
    );
    const withoutId = (text: string): string => text.replace(/"collection_id": "[^"]*"/, '');
    t.ok(withoutId(one!) === withoutId(other!), `${id}-json`);
  }
  for (const id of TABLES) {
    const [one, other] = await Promise.all(
      [first, second].map(async ({ recording }) =>
        parseCsv(await readFile(pathOf(recording, `${id}-table`))),
      ),
    );
    // Commands have no time of their own: theirs is when they came.
    const from = id === 'commands' || id === 'control' ? 1 : 0;
    t.strictSame(
      other!.map((row) => row.slice(from)),
      one!.map((row) => row.slice(from)),
      `${id}-table`,
    );
    t.ok(one!.length > 300, `${id}-table`);
  }
});

test('frames of every kind that a video holds are the same after it, bit for bit, and after a replay', async (t) => {
  const folder = t.testdir();
  const recorders = FRAMES.map((id) => ({ id, use: 'video-recorder', settings: { name: id } }));
  const connections = FRAMES.map((id) => `source:${id} > ${id}:frames`);
  const first = await runModules({
    folder,
    modules: [{ id: 'source', use: FRAME_SOURCE }, ...recorders],
    connections,
  });
  t.not(first.report.verdict, 'INCOMPLETE', first.report.reasons.join('\n'));
  const settings = { recording: first.recording.path, speed: 'max' };
  const second = await runModules({
    folder,
    modules: [{ id: 'source', use: 'replay', settings }, ...recorders],
    connections,
  });
  t.not(second.report.verdict, 'INCOMPLETE', second.report.reasons.join('\n'));
  for (const { recording } of [first, second]) {
    for (const id of FRAMES) {
      const dataset = recording.find(`videos/${id}`) as EdlDataset;
      await using video = await VideoReader.open(dataset.dataFile!.parts[0]!.path);
      using times = await TsyncReader.open(dataset.auxFiles[0]!.parts[0]!.path);
      const { time1, time2 } = times.readAll();
      for (let at = 0; at < FRAME_COUNT; at++) {
        const frame = await video.next();
        const { data, depth, channels, index, timeUsec } = knownFrame(id, at);
        t.match(frame, { depth, channels });
        t.ok(Buffer.compare(bytesOf(frame!.data), bytesOf(data)) === 0, `${id} ${at}`);
        t.strictSame([time1[at], time2[at]].map(Number), [index, timeUsec], id);
      }
      t.equal(await video.next(), undefined);
    }
  }
});

function bytesOf(data: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
