import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { test } from 'tap';
import { EdlCollection, EdlDataset, EdlGroup, videoNames } from 'syntalos-mlink/edl';
import { offsetDateTime } from '#src/edl/toml-file';
import { newFolder, recordedBySyntalos3 } from './fixtures/folders.ts';

const COLLECTION_ID = '01a20641-9bd2-7a05-b35f-0ee80c689db9';

test('a recording written here has the manifests of the one by Syntalos 3.1.2, key by key', async (t) => {
  const folder = join(newFolder(t), '2026-11-23');
  const clock = { now: () => new Date('2026-11-23T02:35:01.678Z') };
  const recording = await EdlCollection.create(folder, {
    collectionId: COLLECTION_ID,
    generator: 'Syntalos 3.1.2',
    name: '2026-11-23',
    ...clock,
  });

  const module = await recording.createDataset('OOP Mod Example');
  module.setDataFile('rows*.tsv', { summary: 'Received table rows', scan: true });
  writeFileSync(module.setDataFile('rows.tsv', { summary: 'Example data' }), '1\t2\n');
  module.setAttribute('module_generator', 'example-mlink');
  module.setAttribute('row_count', 2);
  for (const name of ['oop-dev-tab', 'oop-example-tab']) {
    (await recording.createDataset(name)).setDataFile('table.csv');
  }
  const videos = await recording.createGroup('videos');
  const video = await videos.createDataset('python-script');
  const names = videoNames(recording.shortTag, 'Python Script');
  video.setDataFile(names.videoFile, { summary: names.videoSummary });
  video.addAuxFile(names.timestampsFile, { summary: names.timestampsSummary });
  video.setAttribute('encoder', { name: 'ffv1', lossless: true, target_quality: 0, thread_count: 2 });
  video.setAttribute('video', { frame_width: 960, frame_height: 600, framerate: 200, colored: true });
  for (const [key, value] of Object.entries((await EdlCollection.open(recordedBySyntalos3)).attributes)) {
    recording.setAttribute(key, value);
  }
  await recording.save();

  const units = ['.', 'OOP Mod Example', 'oop-dev-tab', 'oop-example-tab', 'videos', 'videos/python-script'];
  for (const unit of units) {
    for (const file of ['manifest.toml', 'attributes.toml']) {
      const theirs = join(recordedBySyntalos3, unit, file);
      const ours = join(folder, unit, file);
      t.equal(existsSync(ours), existsSync(theirs), `${unit}/${file} exists or not`);
      if (existsSync(theirs)) t.same(withoutTime(ours), withoutTime(theirs), `${unit}/${file}`);
    }
  }
  t.match(
    readFileSync(join(folder, 'manifest.toml'), 'utf8'),
    /time_created = 2026-11-23T\d\d:\d\d:01(Z|[+-]\d\d:\d\d)\n/,
    'seconds resolution, with offset',
  );
  t.notOk(readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.tmp')));
});

/** The file's content; creation times differ by when a unit was made. */
function withoutTime(path: string): unknown {
  return { ...parse(readFileSync(path, 'utf8')), time_created: undefined };
}

test('time_created has seconds resolution and the local offset', (t) => {
  const instant = new Date('2021-02-08T17:18:41.976Z');

  t.equal(offsetDateTime(instant, 60).toISOString(), '2021-02-08T18:18:41+01:00');
  t.equal(offsetDateTime(instant, -210).toISOString(), '2021-02-08T13:48:41-03:30');
  t.equal(offsetDateTime(instant, 0).toISOString(), '2021-02-08T17:18:41Z');
  t.equal(offsetDateTime(instant, 60).getTime(), Date.parse('2021-02-08T17:18:41Z'));
  t.end();
});

test('a new collection has a UUIDv7, authors and all it was given, and is not made twice', async (t) => {
  const folder = join(newFolder(t), 'a/b/rec');
  const recording = await EdlCollection.create(folder, {
    name: 'First',
    moniker: 'brave-otter',
    generator: 'syntalos-mlink 0.1.0',
    authors: [{ name: 'Ada', email: 'ada@example.org', orcid: '0000' }],
    attributes: { success: true },
  });
  await recording.save();

  const opened = await EdlCollection.open(folder);
  t.match(opened.collectionId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.equal(opened.shortTag, opened.collectionId.slice(-8));
  t.same(opened.authors, [{ name: 'Ada', email: 'ada@example.org', orcid: '0000' }]);
  t.same(opened.attributes, { collection_name: 'First', success: true });
  t.equal(opened.moniker, 'brave-otter');
  await t.rejects(EdlCollection.create(folder), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  await t.rejects(EdlCollection.create(join(folder, 'x'), { collectionId: 'no' }), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
  });
});

test('a dataset says on disk what its files are before it is saved', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const dataset = await recording.createDataset('d');
  dataset.setDataFile('a.bin', { summary: 'Raw' });

  const cutShort = await EdlCollection.open(recording.path);

  t.match(cutShort.datasets[0]?.dataFile, { summary: 'Raw', parts: [{ fileName: 'a.bin' }] });
});

test('EdlDataset reduces file names to their last component and refuses empty ones', async (t) => {
  const dataset = await (await EdlCollection.create(join(newFolder(t), 'rec'))).createDataset('d');

  t.ok(dataset.isEmpty);
  t.equal(dataset.setDataFile('../../etc/a:b.csv'), join(dataset.path, 'ab.csv'));
  t.notOk(dataset.isEmpty);
  t.equal(dataset.setDataFile('C:\\data\\b.csv'), join(dataset.path, 'b.csv'));
  t.equal(dataset.setDataFile('manifest.toml'), join(dataset.path, '_manifest.toml'));
  t.equal(dataset.pathForBasename('x/y.raw'), join(dataset.path, 'y.raw'));
  t.equal(dataset.pathForBasename('..'), join(dataset.path, '_..'));
  t.equal(dataset.pathForBasename(''), join(dataset.path, 'data'));
  t.throws(() => dataset.setDataFile('x/'), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.throws(() => dataset.addAuxFile('', { scan: true }), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
});

test('EdlDataset writes an index only where there is more than one part', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const dataset = await recording.createDataset('d');
  dataset.setDataFile('v.csv.zst', { summary: 'Rows', className: 'table' });
  dataset.addAuxFile('t.tsync', { key: 'times' });
  const manifest = (): unknown => withoutTime(join(dataset.path, 'manifest.toml'));

  t.match(manifest(), {
    data: {
      file_type: 'csv.zst',
      media_type: 'application/zstd',
      class: 'table',
      parts: [{ fname: 'v.csv.zst' }],
    },
    data_aux: [{ file_type: 'tsync', parts: [{ fname: 't.tsync' }] }],
  });

  t.equal(dataset.addDataFilePart('v2.csv.zst'), join(dataset.path, 'v2.csv.zst'));
  dataset.addAuxFilePart('t2.tsync', { key: 'times' });

  t.match(manifest(), {
    data: {
      parts: [
        { fname: 'v.csv.zst', index: 0 },
        { fname: 'v2.csv.zst', index: 1 },
      ],
    },
    data_aux: [
      {
        parts: [
          { fname: 't.tsync', index: 0 },
          { fname: 't2.tsync', index: 1 },
        ],
      },
    ],
  });
  t.throws(() => dataset.addAuxFile('v2.csv.zst'), {
    code: 'ERR_SYNTALOS_EDL',
    message: /registered already/,
  });
  t.throws(() => dataset.addDataFilePart('T.tsync'), { code: 'ERR_SYNTALOS_EDL' }, 'whatever its case');
  t.throws(() => dataset.addDataFilePart('v3.csv', { index: NaN }), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
  });
  t.equal(dataset.addAuxFile('t.tsync', { key: 'times' }), join(dataset.path, 't.tsync'), 'in its own place');
});

test('scan patterns are resolved at save: natural order, auxiliary files are not primary', async (t) => {
  const warnings: string[] = [];
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'), {
    onWarning: (message) => warnings.push(message),
  });
  const dataset = await recording.createDataset('d');
  t.equal(dataset.setDataFile('x/f*', { summary: 'Frames', scan: true }), join(dataset.path, 'f*'));
  dataset.addAuxFile('*.tsync', { summary: 'Times', scan: true });
  dataset.addAuxFile('*.none', { scan: true });
  t.notOk(dataset.isEmpty);
  for (const name of ['f10.raw', 'f2.raw', 'f1.raw', 'f1.tsync', 'g.raw']) {
    writeFileSync(dataset.pathForBasename(name), '');
  }
  mkdirSync(join(dataset.path, 'f3.raw'));
  await recording.save();

  const saved = (await EdlCollection.open(recording.path)).datasets[0]!;
  const names = (file: { parts: readonly { fileName: string }[] } | undefined): unknown =>
    file?.parts.map((part) => part.fileName);
  t.same(names(saved.dataFile), ['f1.raw', 'f2.raw', 'f10.raw']);
  t.equal(saved.dataFile?.summary, 'Frames');
  t.same(saved.auxFiles.map(names), [['f1.tsync']]);
  t.match(warnings, [/Dataset "d" expected files that match "\*\.none"/]);

  writeFileSync(dataset.pathForBasename('f11.raw'), '');
  await recording.save();
  t.same(
    names((await EdlCollection.open(recording.path)).datasets[0]?.dataFile),
    ['f1.raw', 'f2.raw', 'f10.raw', 'f11.raw'],
    'a later save finds what came later',
  );
});

test('a folder that cannot be made is an error, also where the file system denies that it could be', async (t) => {
  const folder = newFolder(t);
  writeFileSync(join(folder, 'file'), '');
  for (const path of ['/proc/none/rec', join(folder, 'file', 'rec')]) {
    await t.rejects(EdlCollection.create(path), {
      code: 'ERR_SYNTALOS_STORAGE',
      message: new RegExp(`^Cannot create folder "${path}"`),
    });
  }
  const deep = await EdlCollection.create(join(folder, 'a/b/c'));
  t.ok(existsSync(join(deep.path, 'manifest.toml')));
});

test('an auxiliary scan leaves out the data file that was named', async (t) => {
  const dataset = await (await EdlCollection.create(join(newFolder(t), 'rec'))).createDataset('d');
  writeFileSync(dataset.setDataFile('a.csv'), '');
  dataset.addAuxFile('*.csv', { key: 'others', scan: true });
  writeFileSync(dataset.pathForBasename('b.csv'), '');
  await dataset.save();

  t.match(dataset.dataFile?.parts, [{ fileName: 'a.csv' }]);
  t.match(dataset.auxFiles, [{ parts: [{ fileName: 'b.csv' }] }]);
  t.equal(dataset.auxFiles[0]?.parts.length, 1);
});

test('a scan of everything leaves out the format own files', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const dataset = await recording.createDataset('d');
  dataset.setAttribute('a', 1);
  dataset.setDataFile('*', { scan: true });
  writeFileSync(dataset.pathForBasename('a.bin'), '');
  await dataset.save();
  await dataset.save();

  t.same(
    dataset.dataFile?.parts.map((part) => part.fileName),
    ['a.bin'],
  );
});

test('names are cleaned, and two units of a group never share one', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));

  t.equal((await recording.createDataset(' a/b\\c:d ')).name, 'a_b_cd');
  t.equal((await recording.createDataset('AUX')).name, '_AUX');
  t.match((await recording.createDataset(' : ')).name, /^[A-Za-z0-9]{4}$/);
  t.equal((await recording.createDataset('..')).path, join(recording.path, '_..'));
  await t.rejects(recording.createDataset('A_B_CD'), {
    code: 'ERR_SYNTALOS_EDL_EXISTS',
    message: /Cannot create dataset "A_B_CD": a dataset of the name "a_b_cd" exists already/,
  });
  await t.rejects(recording.createGroup('_aux'), { code: 'ERR_SYNTALOS_EDL_EXISTS' });

  const group = await recording.createGroup('Videos');
  t.equal(await recording.createGroup('videos'), group, 'a group that exists is opened');
  t.equal(group.name, 'Videos');
  const [first, second] = await Promise.allSettled([group.createDataset('x'), group.createDataset('X')]);
  t.same([first.status, second.status], ['fulfilled', 'rejected'], 'also when both are under way');
});

test('saving an opened collection writes only what was changed, and keeps what it does not know', async (t) => {
  const folder = join(newFolder(t), 'rec');
  mkdirSync(join(folder, 'd'), { recursive: true });
  const head = `collection_id = '${COLLECTION_ID}'\nformat_version = '1'\ntime_created = 2021-02-08T18:18:41+01:00\n`;
  const datasetText = `${head}type = 'dataset'\nfuture_key = 'kept'\n# a comment\n[data]\nparts = [{ fname = 'a.bin' }]\n`;
  writeFileSync(join(folder, 'manifest.toml'), `${head}type = 'collection'\n`);
  writeFileSync(join(folder, 'd/manifest.toml'), datasetText);
  writeFileSync(join(folder, 'd/attributes.toml'), 'a = 1.0\n');

  const untouched = await EdlCollection.open(folder);
  await untouched.save();
  t.equal(readFileSync(join(folder, 'd/manifest.toml'), 'utf8'), datasetText);
  t.equal(readFileSync(join(folder, 'd/attributes.toml'), 'utf8'), 'a = 1.0\n');

  const changed = (await EdlCollection.open(folder)).datasets[0]!;
  changed.addAuxFile('notes.txt');
  changed.setAttribute('b', 2);
  await changed.save();
  const written = readFileSync(join(folder, 'd/manifest.toml'), 'utf8');
  t.match(written, /future_key = "kept"/);
  t.match(written, /time_created = 2021-02-08T18:18:41(\.000)?\+01:00/);
  t.same(parse(readFileSync(join(folder, 'd/attributes.toml'), 'utf8')), { a: 1, b: 2 });
});

test('a folder that cannot be written is an error that names it', async (t) => {
  const folder = newFolder(t);
  writeFileSync(join(folder, 'file'), '');

  await t.rejects(EdlCollection.create(join(folder, 'file/rec')), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: `Cannot create folder "${join(folder, 'file/rec')}": not a directory (ENOTDIR)`,
    details: { path: join(folder, 'file/rec') },
  });

  const recording = await EdlCollection.create(join(folder, 'rec'));
  writeFileSync(join(recording.path, 'taken'), 'a file where the group wants its folder');
  await t.rejects(recording.createGroup('taken'), { code: 'ERR_SYNTALOS_STORAGE', message: /taken/ });
});

test('a unit that cannot be saved does not keep the others from it', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const bad = await recording.createDataset('bad');
  const good = await recording.createDataset('good');
  bad.setAttribute('a', 1);
  good.setAttribute('a', 1);
  mkdirSync(join(bad.path, 'attributes.toml'));

  recording.setAttribute('a', 1);
  mkdirSync(join(recording.path, 'attributes.toml'));

  await t.rejects(recording.save(), {
    code: 'ERR_SYNTALOS_STORAGE',
    details: { path: join(recording.path, 'attributes.toml') },
  });

  t.ok(existsSync(join(good.path, 'attributes.toml')));
});

test('an attached group asks its master for names and saves only what was made through it', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const asked: string[] = [];
  const attach = (): EdlGroup =>
    EdlGroup.attach({
      path: recording.path,
      collectionId: recording.collectionId.toUpperCase(),
      reserve: async (kind, parentRelPath, name) => {
        asked.push(`${kind} "${parentRelPath}" ${name}`);
        return Promise.resolve(recording.names.reserve(kind, parentRelPath, name));
      },
    });
  const one = attach();
  const two = attach();

  const dataset = await (await one.createGroup('videos')).createDataset('cam');
  dataset.setDataFile('v.mkv');
  const shared = await two.createGroup('Videos');
  await t.rejects(shared.createDataset('CAM'), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  t.same(asked, ['group "" videos', 'dataset "videos" cam', 'group "" Videos', 'dataset "videos" CAM']);
  t.equal(dataset.collectionId, recording.collectionId);
  t.equal(dataset.shortTag, recording.shortTag);

  (await one.createGroup('videos')).setAttribute('from_one', 1);
  shared.setAttribute('from_two', 2);
  one.setAttribute('root_from_one', 1);
  await one.save();
  await two.save();
  recording.setAttribute('success', true);
  await recording.save();
  t.same((await attach().createGroup('videos')).attributes, { from_one: 1, from_two: 2 });

  const opened = await EdlCollection.open(recording.path);
  t.same(opened.groups[0]?.attributes, { from_one: 1, from_two: 2 }, 'a shared group has what both set');
  t.same(opened.attributes, { root_from_one: 1, success: true });
  t.equal(opened.kind, 'collection', "the root's manifest is still its owner's");
  t.ok(opened.find('videos/cam') instanceof EdlDataset);
});

test('a folder that holds a unit already is not taken for a new one, whoever reserved it', async (t) => {
  const folder = join(newFolder(t), 'copy');
  cpSync(recordedBySyntalos3, folder, { recursive: true });
  const group = EdlGroup.attach({
    path: folder,
    collectionId: COLLECTION_ID,
    reserve: (_kind, _parent, name) => join(folder, name),
  });

  await t.rejects(group.createDataset('oop-dev-tab'), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  await t.rejects(group.createGroup('oop-dev-tab'), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  t.equal((await group.createGroup('videos')).timeCreated.toISOString(), '2026-11-23T02:35:01.000Z');
});

test('a master that answers no absolute path, and an id that is no UUID, are refused', async (t) => {
  const options = { path: newFolder(t), collectionId: COLLECTION_ID };
  const group = EdlGroup.attach({ ...options, reserve: () => 'videos' });

  await t.rejects(group.createGroup('videos'), {
    code: 'ERR_SYNTALOS_EDL',
    message: /expected an absolute path/,
  });
  t.throws(() => EdlGroup.attach({ ...options, collectionId: '7', reserve: () => '' }), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
  });
});

test('groups that were only named on the way to a dataset get a manifest when the owner saves', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const path = recording.names.reserve('dataset', 'a/b', 'd');
  recording.names.reserve('group', '', 'never made');
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'manifest.toml'),
    readFileSync(join(recordedBySyntalos3, 'oop-dev-tab/manifest.toml')),
  );

  await recording.save();

  t.same(
    [...(await EdlCollection.open(recording.path)).descendants()].map((unit) => unit.relPath),
    ['a', 'a/b', 'a/b/d'],
  );
});
