/** What a program needs of its own goes with it to another machine. */
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { packProgram, unpackProgram } from '#src/host/machines/program-parcel';
import { temporaryFolder } from '../engine/support.ts';

const MAIN = `
  import { turned } from './lib/turned.ts';
  import table from './table.json' with { type: 'json' };
  const worker = new URL('./analyze.ts', import.meta.url);
  const model = new URL('../model.bin', import.meta.url);
  const missing = new URL('./not-there.bin', import.meta.url);
  const folder = new URL('./lib', import.meta.url);
  const share = 'file://nas/data';
  console.log(turned, table, worker, model, missing, folder, share);
`;

function writeProgram(folder: string): { entry: string; model: Buffer } {
  const model = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7) & 0xff));
  mkdirSync(join(folder, 'src/lib'), { recursive: true });
  writeFileSync(join(folder, 'src/main.ts'), MAIN);
  writeFileSync(join(folder, 'src/lib/turned.ts'), 'export const turned = 1;\n');
  writeFileSync(join(folder, 'src/analyze.ts'), "import './lib/turned.ts';\n");
  writeFileSync(join(folder, 'src/table.json'), '["ä"]');
  writeFileSync(join(folder, 'src/unused.json'), '[]');
  writeFileSync(join(folder, 'model.bin'), model);
  return { entry: join(folder, 'src/main.ts'), model };
}

void test('imports, workers, JSON and named files travel, byte for byte; nothing else does', async (t) => {
  const folder = temporaryFolder(t);
  const { entry, model } = writeProgram(folder);
  const parcel = await packProgram(entry);
  t.equal(parcel.root, folder);
  t.same(parcel.files.map(({ path }) => path).sort(), [
    'model.bin',
    'src/analyze.ts',
    'src/lib/turned.ts',
    'src/main.ts',
    'src/table.json',
  ]);
  const there = temporaryFolder(t);
  t.equal(await unpackProgram(parcel, there, 'rig2'), join(there, 'src/main.ts'));
  t.same(readFileSync(join(there, 'model.bin')), model);
  t.equal(readFileSync(join(there, 'src/table.json'), 'utf8'), '["ä"]');
});

void test('a file that came damaged is refused by name', async (t) => {
  const folder = temporaryFolder(t);
  const parcel = await packProgram(writeProgram(folder).entry);
  const files = parcel.files.map((file) =>
    file.path === 'model.bin' ? { ...file, content: `AAAA${file.content.slice(4)}` } : file,
  );
  await t.rejects(unpackProgram({ ...parcel, files }, temporaryFolder(t), 'rig2'), {
    code: 'ERR_SYNTALOS_MACHINE',
    message: /"model.bin" is not what was sent/,
  });
});

void test('a file that leads out of the program is refused by name', async (t) => {
  const folder = temporaryFolder(t);
  const parcel = await packProgram(writeProgram(folder).entry);
  for (const path of ['../out.ts', '/out.ts', 'src/../../out.ts', 'a\n/../../out.ts', '..', '']) {
    const files = [...parcel.files, { ...parcel.files[0]!, path }];
    await t.rejects(
      unpackProgram({ ...parcel, files }, join(folder, 'there'), 'rig2'),
      { code: 'ERR_SYNTALOS_MACHINE', message: /leads out of it/ },
      JSON.stringify(path),
    );
  }
  t.notOk(existsSync(join(folder, 'out.ts')));
});

void test('files too large to travel are an error that says what to do', async (t) => {
  const folder = temporaryFolder(t);
  const { entry } = writeProgram(folder);
  truncateSync(join(folder, 'model.bin'), 300 * 1024 * 1024);
  await t.rejects(packProgram(entry), {
    code: 'ERR_SYNTALOS_MODULE_LOAD',
    message: /main\.ts" to another machine: .*model\.bin.*put large ones there yourself/,
  });
});
