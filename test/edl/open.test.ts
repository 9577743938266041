import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import type { Test } from 'tap';
import { EdlCollection, EdlDataset, parseCsv } from 'syntalos-mlink/edl';
import { isSyntalosError } from '#src/errors';
import { newFolder, recordedBySyntalos1, recordedBySyntalos3 } from './fixtures/folders.ts';

test('EdlCollection.open reads a recording by Syntalos 3.1.2 whole', async (t) => {
  const recording = await EdlCollection.open(recordedBySyntalos3);

  t.equal(recording.collectionId, '01a20641-9bd2-7a05-b35f-0ee80c689db9');
  t.equal(recording.shortTag, '0c689db9');
  t.equal(recording.generator, 'Syntalos 3.1.2');
  t.equal(recording.timeCreated.toISOString(), '2026-11-23T02:35:01.000Z');
  t.match(recording.attributes, {
    collection_name: '2026-11-23',
    machine_node: 'vm [debian unknown]',
    recording_length_msec: 4546,
    success: true,
  });
  t.same(
    [...recording.descendants()].map((unit) => `${unit.kind} ${unit.relPath}`),
    [
      'dataset OOP Mod Example',
      'dataset oop-dev-tab',
      'dataset oop-example-tab',
      'group videos',
      'dataset videos/python-script',
    ],
  );

  const video = datasetAt(recording, 'videos/python-script');
  t.match(video.dataFile, {
    fileType: 'mkv',
    mediaType: 'video/x-matroska',
    summary: 'Video recording from Python Script',
    parts: [{ fileName: '0c689db9-python-script.mkv', index: 0 }],
  });
  t.match(video.auxFiles, [{ fileType: 'tsync', mediaType: undefined, summary: 'Video timestamps' }]);
  t.match(video.attributes, { video: { frame_width: 960, framerate: 200 }, encoder: { name: 'ffv1' } });

  const [part] = datasetAt(recording, 'oop-example-tab').dataFile?.parts ?? [];
  const { path, compression } = await part!.locate();
  t.equal(compression, 'none');
  t.same(parseCsv(readFileSync(path)), [
    ['Time', 'Tag', 'Value'],
    ['2019', 'beta', 'uYxF0PvQfgJYVD'],
    ['4024', 'alpha', 'TWuOeNoW11ut70'],
  ]);
});

test('EdlCollection.open reads every unit of a recording by Syntalos 1.0.0', async (t) => {
  if (recordedBySyntalos1 === undefined) {
    t.comment('the recording "blink1" is not on this machine: its layout is covered by the next test only');
    t.end();
    return;
  }
  const recording = await EdlCollection.open(recordedBySyntalos1);

  t.equal(recording.collectionId, 'a87011dd-80a7-429c-af2f-e8d7608bc0ea');
  t.equal(recording.timeCreated.toISOString(), '2021-02-08T17:18:41.000Z', 'its fraction is below 1 ms');
  t.equal((recording.attributes['modules'] as unknown[]).length, 16);
  const found: string[] = [];
  for (const unit of recording.descendants()) {
    if (!(unit instanceof EdlDataset)) {
      found.push(`${unit.relPath}/`);
      continue;
    }
    for (const file of [unit.dataFile!, ...unit.auxFiles]) {
      for (const part of file.parts) {
        const where = await part.locate().then(
          ({ compression }) => compression,
          (error: unknown) => (isSyntalosError(error, 'ERR_SYNTALOS_STORAGE') ? 'missing' : 'another error'),
        );
        found.push(`${unit.relPath}/${part.fileName} ${file.fileType} ${file.mediaType ?? '-'} ${where}`);
      }
    }
  }
  t.same(found, [
    'events/table.csv csv text/csv none',
    'intan-signals/a870_data_210208_181726.rhd rhd - xz',
    'intan-signals/a870_data.tsync tsync - none',
    'miniscope/ctlvalue-changes.csv csv text/csv none',
    'sync-clock/time-pulses.tsync tsync - none',
    'syntalos_internal/',
    'syntalos_internal/camera-generic-PxMI/offsets.tsync tsync - none',
    'syntalos_internal/camera-tis-4bif/offsets.tsync tsync - none',
    'syntalos_internal/intan_rhd2000-RXnB/offsets.tsync tsync - none',
    'syntalos_internal/miniscope-MPEL/offsets.tsync tsync - none',
    'videos/',
    'videos/generic-camera/video.mkv mkv video/x-matroska none',
    'videos/generic-camera/video_timestamps.tsync tsync - none',
    'videos/miniscope/msslice.mkv mkv video/x-matroska missing',
    'videos/miniscope/msslice_timestamps.tsync tsync - none',
    'videos/tis-camera/video.mkv mkv video/x-matroska none',
    'videos/tis-camera/video_timestamps.tsync tsync - none',
  ]);

  const rowsOf = (name: string): string[][] =>
    parseCsv(readFileSync(datasetAt(recording, name).dataFile!.parts[0]!.path), { source: name });
  const events = rowsOf('events');
  t.equal(events.length, 131);
  t.same(events.slice(0, 2), [
    ['RecTime', 'State', 'ProcTime'],
    ['315', '1', '316'],
  ]);
  t.same(rowsOf('miniscope')[2], ['0', 'frameRate', '20', '5000', '']);
});

const HEAD = "collection_id = 'a87011dd-80a7-429c-af2f-e8d7608bc0ea'\nformat_version = '1'\n";

/** A collection with one dataset `d`, whose manifest ends in `sections`. */
function writtenByOthers(t: Test, sections: string, files: readonly string[] = []): string {
  const folder = newFolder(t);
  writeFileSync(
    join(folder, 'manifest.toml'),
    `${HEAD}time_created = 2021-02-08T18:18:41.000976+01:00\ntype = 'collection'\n`,
  );
  mkdirSync(join(folder, 'd'));
  writeFileSync(
    join(folder, 'd/manifest.toml'),
    `${HEAD}time_created = 2021-02-08T18:18:41+01:00\ntype = 'dataset'\n${sections}`,
  );
  for (const file of files) writeFileSync(join(folder, 'd', file), 'data');
  return folder;
}

test('EdlCollection.open takes an auxiliary file that is one table, and parts by index', async (t) => {
  const folder = writtenByOthers(
    t,
    `
    [data]
    media_type = 'video/x-matroska'
      [[data.parts]]
      fname = 'v2.mkv'
      index = 1
      [[data.parts]]
      fname = 'v1.mkv'
      index = 0
    [data_aux]
    file_type = 'tsync'
      [[data_aux.parts]]
      fname = 'v.tsync'
      index = 0`,
  );
  const dataset = datasetAt(await EdlCollection.open(folder), 'd');

  t.same(
    dataset.dataFile?.parts.map((part) => part.fileName),
    ['v1.mkv', 'v2.mkv'],
  );
  t.equal(dataset.dataFile?.fileType, 'mkv');
  t.match(dataset.auxFiles, [{ fileType: 'tsync', parts: [{ fileName: 'v.tsync' }] }]);
});

test('EdlDataPart.locate finds a compressed stand-in, and names a part that is missing', async (t) => {
  const folder = writtenByOthers(
    t,
    `[data]
    file_type = 'rhd'
    parts = [{ fname = 'a.rhd', index = 0 }, { fname = 'b.rhd', index = 1 }, { fname = 'c.rhd', index = 2 }]`,
    ['a.rhd', 'b.rhd.xz'],
  );
  const [a, b, c] = datasetAt(await EdlCollection.open(folder), 'd').dataFile!.parts;

  t.same(await a!.locate(), { path: join(folder, 'd/a.rhd'), compression: 'none' });
  t.same(await b!.locate(), { path: join(folder, 'd/b.rhd.xz'), compression: 'xz' });
  await t.rejects(c!.locate(), { code: 'ERR_SYNTALOS_STORAGE', message: join(folder, 'd/c.rhd') });
});

test('EdlCollection.open keeps every part inside its dataset, whatever the manifest says', async (t) => {
  const folder = writtenByOthers(t, `[data]\nparts = [{ fname = '../../../etc/passwd' }]`);
  const dataset = datasetAt(await EdlCollection.open(folder), 'd');

  t.equal(dataset.dataFile?.parts[0]?.path, join(folder, 'd/passwd'));
});

test('EdlCollection.open names file and key of a manifest that is not valid', async (t) => {
  const cases: readonly (readonly [sections: string, message: string])[] = [
    ['data = 1', '"data" is 1, expected a table'],
    ["data = { parts = [{ fname = '..' }, { }] }", '"data.parts[1].fname" is undefined'],
    ["data = { parts = [{ fname = 'a', index = 'x' }] }", '"data.parts[0].index" is "x"'],
    ["data_aux = [{ parts = [{ fname = 'a' }], summary = 4 }]", '"data_aux.summary" is 4, expected text'],
    ['authors = 3', '"authors" is not an array of tables'],
    ['x = [1', 'line '],
  ];
  for (const [sections, message] of cases) {
    const folder = writtenByOthers(t, sections);
    const path = join(folder, 'd/manifest.toml');
    await t.rejects(
      EdlCollection.open(folder),
      { code: 'ERR_SYNTALOS_EDL', message, details: { path } },
      sections,
    );
  }
});

test('EdlCollection.open refuses a head that does not follow the format', async (t) => {
  const good = `${HEAD}time_created = 2021-02-08T18:18:41Z\ntype = 'collection'\n`;
  const cases: readonly (readonly [from: string, to: string, message: RegExp])[] = [
    ["'1'", "'2'", /"format_version" is "2", expected "1"/],
    ["'collection'", "'group'", /"type" is "group", expected "collection"/],
    ["'collection'", "'pile'", /"type" is "pile", expected "collection", "group" or "dataset"/],
    ['2021-02-08T18:18:41Z', '18:18:41', /"time_created" is .*, expected a date-time/],
    ['a87011dd', 'zzz', /"collection_id" is .*, expected a UUID/],
  ];
  for (const [from, to, message] of cases) {
    const folder = newFolder(t);
    writeFileSync(join(folder, 'manifest.toml'), good.replace(from, to));
    await t.rejects(EdlCollection.open(folder), { code: 'ERR_SYNTALOS_EDL', message }, to);
  }
  await t.rejects(EdlCollection.open(newFolder(t)), { code: 'ERR_SYNTALOS_EDL', message: /there is no/ });
});

test('EdlCollection.open answers any damage to a manifest with a SyntalosError', async (t) => {
  const folder = join(newFolder(t), 'copy');
  cpSync(recordedBySyntalos3, folder, { recursive: true });
  const damaged = join(folder, 'videos/python-script/manifest.toml');
  const bytes = readFileSync(damaged);
  let refused = 0;
  const tryOpen = async (content: Uint8Array): Promise<void> => {
    writeFileSync(damaged, content);
    try {
      await EdlCollection.open(folder);
    } catch (error) {
      if (!isSyntalosError(error, 'ERR_SYNTALOS_EDL')) throw error;
      refused++;
    }
  };

  for (let i = 0; i < bytes.length; i++) {
    await tryOpen(bytes.subarray(0, i));
    const flipped = Uint8Array.from(bytes);
    flipped[i]! ^= 1 << (i % 8);
    await tryOpen(flipped);
  }

  t.ok(refused > bytes.length / 2, `${refused} of ${2 * bytes.length} damaged manifests were refused`);
});

test('EdlCollection.open follows links out of the collection, and goes round no loop', async (t) => {
  const folder = join(newFolder(t), 'copy');
  const elsewhere = newFolder(t);
  cpSync(recordedBySyntalos3, folder, { recursive: true });
  symlinkSync(folder, join(folder, 'videos/back'));
  symlinkSync(join(folder, 'videos'), join(folder, 'alias'));
  cpSync(join(recordedBySyntalos3, 'videos'), join(elsewhere, 'big'), { recursive: true });
  symlinkSync(join(elsewhere, 'big'), join(folder, 'big'));
  symlinkSync(join(elsewhere, 'big'), join(elsewhere, 'big/round'));
  symlinkSync('nowhere', join(folder, 'dangling'));

  const recording = await EdlCollection.open(folder);

  t.same(
    [...recording.descendants()].map((unit) => unit.relPath),
    [
      'OOP Mod Example',
      'big',
      'big/python-script',
      'oop-dev-tab',
      'oop-example-tab',
      'videos',
      'videos/python-script',
    ],
  );
});

function datasetAt(collection: EdlCollection, relPath: string): EdlDataset {
  const unit = collection.find(relPath);
  if (!(unit instanceof EdlDataset)) throw new Error(`no dataset at ${relPath}`);
  return unit;
}

test('a Zarr store is a part that exists: its folder', async (t) => {
  const folder = newFolder(t);
  const recording = await EdlCollection.create(folder);
  const dataset = await recording.createDataset('signals');
  const store = dataset.setDataFile('signals.zarr');
  await t.rejects(dataset.dataFile!.parts[0]!.locate(), { code: 'ERR_SYNTALOS_STORAGE' });
  mkdirSync(store);
  t.strictSame(await dataset.dataFile!.parts[0]!.locate(), { path: store, compression: 'none' });
});
