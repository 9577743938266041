import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import type { EdlCollection, EdlDataset } from 'syntalos-mlink/edl';
import { loadZstd } from '#src/zstd';
import { readZarrArray } from './support/read-zarr.js';
import { runModules } from './support/run-modules.js';

const SOURCE = new URL('./fixtures/known-streams.js', import.meta.url).href;
const ZARR = ['f32', 'i32', 'u16', 'lines'];
const JSONS = ['f32', 'i32', 'lines', 'rows'];

function pathOf(recording: EdlCollection, name: string): string {
  return (recording.find(name) as EdlDataset).dataFile!.parts[0]!.path;
}

const RECORDERS = [
  ...ZARR.map((id) => ({ id: `${id}-zarr`, use: 'signal-recorder', settings: { name: `${id}-zarr` } })),
  ...JSONS.map((id) => ({ id: `${id}-json`, use: 'json-recorder', settings: { name: `${id}-json` } })),
];

test('what was recorded, replayed and recorded again is the same, bit for bit', async (t) => {
  const folder = t.testdir();
  const first = await runModules({
    folder,
    modules: [{ id: 'source', use: SOURCE }, ...RECORDERS],
    connections: [
      ...ZARR.map((id) => `source:${id} > ${id}-zarr:signals`),
      ...JSONS.map((id) => `source:${id} > ${id}-json:data`),
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
});
