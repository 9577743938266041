/** What was recorded is replayed and recorded again: the same values, bit for bit. */
import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { parseCsv, type EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { loadZstd } from '#src/zstd';
import { readZarrArray } from './support/read-zarr.js';
import { runModules, type FinishedRun, type RunModulesOptions } from './support/run-modules.js';

const SOURCE = new URL('./fixtures/known-streams.js', import.meta.url).href;

type Modules = RunModulesOptions['modules'];

/** Records the known streams, then a replay of that recording, by the same recorders. */
async function recordTwice(
  folder: string,
  recorders: Modules,
  inputs: readonly string[],
): Promise<FinishedRun[]> {
  const run = (source: Modules[number]): Promise<FinishedRun> =>
    runModules({
      folder,
      modules: [source, ...recorders],
      connections: inputs.map((input) => `source:${input.split(':')[0]!} > ${input}`),
    });
  const first = await run({ id: 'source', use: SOURCE });
  const settings = { recording: first.recording.path, speed: 'max' };
  return [first, await run({ id: 'source', use: 'replay', settings })];
}

function pathOf(recording: EdlCollection, name: string): string {
  return (recording.find(name) as EdlDataset).dataFile!.parts[0]!.path;
}

test('Zarr stores of signals and lines', async (t) => {
  const names = ['f32', 'i32', 'u16', 'lines'];
  const runs = await recordTwice(
    t.testdir(),
    names.map((id) => ({ id, use: 'signal-recorder', settings: { name: id } })),
    names.map((id) => `${id}:signals`),
  );
  for (const { report } of runs) t.not(report.verdict, 'INCOMPLETE', report.reasons.join());
  for (const name of names) {
    const [first, second] = await Promise.all(
      runs.map(async ({ recording }) => {
        const store = pathOf(recording, name);
        const [timestamps, data] = [
          await readZarrArray(store, 'timestamps'),
          await readZarrArray(store, 'data'),
        ];
        const bytes = (values: unknown): Buffer => Buffer.from((values as Uint8Array).buffer);
        const attributes = { ...data.attributes, collection_id: 'of its own' };
        return { times: bytes(timestamps.data), values: bytes(data.data), rows: data.rows, attributes };
      }),
    );
    t.ok(first!.rows > 0);
    t.ok(first!.times.equals(second!.times), `${name}: times`);
    t.ok(first!.values.equals(second!.values), `${name}: values`);
    t.strictSame(second!.attributes, first!.attributes, name);
  }
});

test('JSON files of signals, lines and rows', async (t) => {
  const { lib } = await loadZstd('test');
  const names = ['f32', 'i32', 'lines', 'rows'];
  const runs = await recordTwice(
    t.testdir(),
    names.map((id) => ({ id, use: 'json-recorder', settings: { name: id } })),
    names.map((id) => `${id}:data`),
  );
  for (const { report } of runs) t.not(report.verdict, 'INCOMPLETE', report.reasons.join());
  for (const name of names) {
    const [first, second] = runs.map(({ recording }) =>
      lib
        .decompress(readFileSync(pathOf(recording, name)))
        .toString('utf8')
        .replace(recording.collectionId, 'ID'),
    );
    t.ok(first!.length > 1000);
    t.equal(second, first, name);
  }
});

test('tables of rows, readings and commands', async (t) => {
  const names = ['rows', 'lines', 'commands', 'control'];
  const runs = await recordTwice(
    t.testdir(),
    names.map((id) => ({ id, use: 'table-recorder', settings: {}, name: id })),
    names.map((id) => `${id}:rows`),
  );
  for (const { report } of runs) t.not(report.verdict, 'INCOMPLETE', report.reasons.join());
  for (const name of names) {
    const [first, second] = runs.map(({ recording }) => parseCsv(readFileSync(pathOf(recording, name))));
    // Commands have no time of their own: that of their arrival differs.
    const withoutTime = (rows: string[][]): string[][] =>
      name === 'commands' || name === 'control' ? rows.map((row) => row.slice(1)) : rows;
    t.ok(first!.length > 100);
    t.strictSame(withoutTime(second!), withoutTime(first!), name);
  }
});
