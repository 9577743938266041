import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection, type EdlGroup } from '#src/edl/index';
import { findStreams } from '#src/formats/find-streams';
import { DataType } from '#src/types/index';
import { selectStreams } from '#src/host/modules/replay/replay-settings';

/** A dataset whose named files exist, empty, unless they are listed as missing. */
async function addDataset(
  group: EdlGroup,
  name: string,
  files: { readonly data: string; readonly tsync?: string; readonly missing?: boolean },
): Promise<string> {
  const dataset = await group.createDataset(name);
  const path = dataset.setDataFile(files.data);
  if (files.missing !== true) writeFileSync(path, '');
  if (files.tsync !== undefined) writeFileSync(dataset.addAuxFile(files.tsync), '');
  return dataset.path;
}

test('videos, tables and tsync files are found, with their files and what their attributes say', async (t) => {
  const recording = await EdlCollection.create(join(t.testdir(), 'rec'));
  const videos = await recording.createGroup('videos');
  await addDataset(recording, 'events', { data: 'table.csv' });
  await addDataset(recording, 'pulses', { data: 'pulses.tsync' });
  await addDataset(recording, 'ephys', { data: 'data.rhd', tsync: 'data.tsync' });
  await addDataset(await recording.createGroup('syntalos_internal'), 'cam', { data: 'offsets.tsync' });
  const top = await addDataset(videos, 'Top', { data: 'top.mkv', tsync: 'top.tsync' });
  const dataset = (await EdlCollection.open(recording.path)).find('videos/Top')!;
  dataset.setAttribute('video', { frame_width: 320, frame_height: 240, framerate: 50, colored: false });
  await dataset.save();

  const warnings: string[] = [];
  const streams = await findStreams(await EdlCollection.open(recording.path), (text) => warnings.push(text));
  t.strictSame(
    streams.map(({ portId, kind }) => [portId, kind]),
    [
      ['events', 'table'],
      ['pulses', 'tsync'],
      ['top', 'video'],
    ],
  );
  t.strictSame(warnings, [
    'Dataset "ephys" is not played: replay does not know files such as "data.rhd" (type "rhd")',
  ]);
  t.match(streams[2], {
    name: 'videos/Top',
    files: {
      videoPaths: [join(top, 'top.mkv')],
      tsyncPaths: [join(top, 'top.tsync')],
      isColored: false,
      framerateHz: 50,
      framePixels: 320 * 240,
    },
  });
});

test('of a missing video the only other one of its folder is played; without it, the dataset is left out', async (t) => {
  const recording = await EdlCollection.create(join(t.testdir(), 'rec'));
  const cut = await addDataset(recording, 'cut', { data: 'long.mkv', missing: true });
  writeFileSync(join(cut, 'short.mkv'), '');
  const unclear = await addDataset(recording, 'unclear', { data: 'long.mkv', missing: true });
  writeFileSync(join(unclear, 'a.mkv'), '');
  writeFileSync(join(unclear, 'b.mkv'), '');
  const packed = await addDataset(recording, 'packed', { data: 'film.mkv', missing: true });
  writeFileSync(join(packed, 'film.mkv.xz'), '');
  const table = await addDataset(recording, 'table', { data: 'table.csv', missing: true });
  writeFileSync(join(table, 'table.csv.xz'), '');

  const warnings: string[] = [];
  const streams = await findStreams(await EdlCollection.open(recording.path), (text) => warnings.push(text));
  t.strictSame(
    streams.map(({ portId }) => portId),
    ['cut', 'table'],
  );
  t.match(streams[0], { files: { videoPaths: [join(cut, 'short.mkv')], tsyncPaths: [] } });
  t.match(warnings.sort(), [
    /^Dataset "packed" is not played: ".*film\.mkv\.xz" is packed/,
    /^Dataset "unclear" is not played: Cannot read ".*long\.mkv"/,
    /^Video "cut" is played from "short\.mkv".*"long\.mkv" is missing/,
  ]);
});

test('streams are chosen by the ids of their ports; an unknown one is refused by name', async (t) => {
  const recording = await EdlCollection.create(join(t.testdir(), 'rec'));
  await addDataset(recording, 'a', { data: 'table.csv' });
  await addDataset(recording, 'b', { data: 'table.csv' });
  const streams = await findStreams(await EdlCollection.open(recording.path), () => undefined);
  t.equal(selectStreams(streams, []).length, 2);
  t.strictSame(
    selectStreams(streams, ['b']).map(({ portId }) => portId),
    ['b'],
  );
  t.throws(() => selectStreams(streams, ['b', 'c']), {
    code: 'ERR_SYNTALOS_SETTING',
    message: /Cannot play stream "c".*it has "a", "b"/,
  });
});

test('a signal in JSON whose numbers are all whole has the type that its dataset says', async (t) => {
  const recording = await EdlCollection.create(join(t.testdir(), 'rec'));
  const rows = '{"columns": ["timestamp_msec", "a"], "data": [[0,1],[1,2],[2,3.5]]}';
  for (const [name, text, type] of [
    ['named', rows.replace('3.5', '3'), 'SignalBlockF32'],
    ['unnamed', rows.replace('3.5', '3'), undefined],
    ['late', rows, undefined],
  ] as const) {
    const dataset = await recording.createDataset(name);
    writeFileSync(dataset.setDataFile('data.json'), text);
    if (type !== undefined) dataset.setAttribute('json_data_type', type);
    await dataset.save();
  }
  const typesOf = async (options?: { readonly mostRows: number }): Promise<unknown> => {
    const streams = await findStreams(recording, (text) => t.fail(text), options);
    return Object.fromEntries(streams.map(({ name, dataType }) => [name, dataType]));
  };
  const { SignalBlockF32, SignalBlockI32 } = DataType;
  t.strictSame(await typesOf(), { named: SignalBlockF32, unnamed: SignalBlockI32, late: SignalBlockF32 });
  t.strictSame(
    await typesOf({ mostRows: 2 }),
    { named: SignalBlockF32, unnamed: SignalBlockI32, late: SignalBlockI32 },
    'no more rows are read than asked for',
  );
});
