import { copyFileSync, cpSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import h5wasm, { type Dataset, type Group } from 'h5wasm/node';
import { EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { exportMp4, exportNwb, openRecording, type Recording } from 'syntalos-mlink/recording';
import { Frame, type FrameShape } from '#src/types/index';
import { VideoReader, VideoWriter } from '#src/video/index';

const vectors = fileURLToPath(new URL('../../../test/vectors/', import.meta.url));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

interface Film {
  readonly name: string;
  readonly shape: FrameShape;
  /** The value of all pixels of a frame. */
  readonly value: (index: number) => number;
}

const FRAMES = 12;
/** Not steady, and finer than Matroska keeps times. */
const timeOf = (index: number): number => index * 10_000 + (index % 3) * 1117;

/** A recording of videos, each with a table of its frames' times, and of a table with all kinds of cells. */
async function makeRecording(folder: string, films: readonly Film[]): Promise<Recording> {
  const made = await EdlCollection.create(join(folder, 'rec'), { authors: [{ name: 'Doe, Jane' }] });
  for (const { name, shape, value } of films) {
    const dataset = await made.createDataset(name);
    const path = dataset.setDataFile(`${name}.mkv`);
    const frames = Array.from({ length: FRAMES }, (_, index) => {
      const frame = Frame.create({ ...shape, index, timeUsec: timeOf(index) });
      frame.data.fill(value(index));
      return frame;
    });
    await using writer = await VideoWriter.create(path, frames[0]!, { framerateHz: 100 });
    for (const frame of frames) await writer.write(frame);
    await writer.close();
    const times = frames.map(({ index, timeUsec }) => `${index};${timeUsec}`).join('\n');
    writeFileSync(dataset.addAuxFile(`${name}_timestamps.csv`), `frame;timestamp_usec\n${times}\n`);
  }
  const table = await made.createDataset('events');
  writeFileSync(
    table.setDataFile('table.csv'),
    'time_usec;id;a/b;large;share;code\n5;tom;1;9007199254740993;0.5;007\n90;"ü;\n";2;-1;;x\n',
  );
  made.setAttribute('subject_id', 'M-1');
  made.setAttribute('subject_species', 'Mus musculus');
  made.setAttribute('success', true);
  await made.save();
  return openRecording(made.path);
}

const GRAY: Film = {
  name: 'gray',
  shape: { width: 32, height: 16, channels: 1, depth: 'u8' },
  value: (i) => i * 20,
};
const ODD: Film = {
  name: 'odd',
  shape: { width: 33, height: 17, channels: 3, depth: 'u8' },
  value: (i) => i * 10,
};
const DEEP: Film = {
  name: 'deep',
  shape: { width: 32, height: 16, channels: 1, depth: 'u16' },
  value: (i) => i * 340,
};

test('an NWB file has signals with their values, times and units', async (t) => {
  const folder = t.testdir();
  const recording = await openRecording(join(vectors, 'zarr-3.1'));
  const path = join(folder, 'new/out.nwb');
  const { files, leftOut, failed } = await exportNwb(recording, path);
  t.strictSame(failed, []);
  t.strictSame(leftOut, []);
  t.equal(files.length, recording.streams.length);
  t.notOk(existsSync(`${path}.part`));

  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  t.equal(file.get_attribute('neurodata_type', true), 'NWBFile');
  t.equal((file.get('acquisition/numbers_u16') as Group).get_attribute('neurodata_type', true), 'TimeSeries');
  const data = file.get('acquisition/numbers_u16/data') as Dataset;
  const times = file.get('acquisition/numbers_u16/timestamps') as Dataset;
  const blocks = await collect(recording.signals('numbers_u16'));
  t.strictSame(data.value, Uint16Array.from(blocks.flatMap((block) => [...block.data])));
  t.strictSame(data.shape, [22_476, 2]);
  t.strictSame(
    times.value,
    Float64Array.from(
      blocks.flatMap(({ timestamps }) => [...timestamps].map((stamp) => Number(stamp) / 1e6)),
    ),
  );
  const lines = file.get('acquisition/oe-acq-ttl/line_id') as Dataset;
  t.equal(lines.shape?.[0], 86);
  file.close();
});

test('an NWB file has tables with columns of what they hold, the session and its subject', async (t) => {
  const folder = t.testdir();
  const recording = await makeRecording(folder, []);
  const path = join(folder, 'out.nwb');
  await exportNwb(recording, path, { subject: { sex: 'F' } });
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  const valueOf = (name: string): unknown => (file.get(name) as Dataset).to_array();
  t.strictSame((file.get('acquisition/events') as Group).get_attribute('colnames', true), [
    'timestamp',
    'time_usec',
    'id_2',
    'a_b',
    'large',
    'share',
    'code',
  ]);
  t.strictSame(valueOf('acquisition/events/timestamp'), [5e-6, 90e-6]);
  t.strictSame(valueOf('acquisition/events/id_2'), ['tom', 'ü;\n']);
  t.strictSame(
    (file.get('acquisition/events/large') as Dataset).value,
    BigInt64Array.of(9007199254740993n, -1n),
  );
  t.strictSame(valueOf('acquisition/events/share'), [0.5, NaN]);
  t.strictSame(valueOf('acquisition/events/code'), ['007', 'x'], 'what has zeros in front is a name');
  t.equal(valueOf('general/subject/species'), 'Mus musculus');
  t.equal(valueOf('general/subject/sex'), 'F');
  t.equal(valueOf('general/subject/age'), 'P0D/', 'what is not known is said to be so');
  t.strictSame(valueOf('general/experimenter'), ['Doe, Jane']);
  t.equal(valueOf('identifier'), recording.collection.collectionId);
  file.close();
});

test('videos of an NWB file are linked by their path from it, or stored with a range', async (t) => {
  const folder = t.testdir();
  const recording = await makeRecording(folder, [ODD, DEEP]);
  await h5wasm.ready;
  const linkedPath = join(folder, 'linked.nwb');
  await exportNwb(recording, linkedPath, { streams: ['odd'] });
  const linked = new h5wasm.File(linkedPath, 'r');
  const times = Array.from({ length: FRAMES }, (_, i) => timeOf(i) / 1e6);
  t.strictSame((linked.get('acquisition/odd/external_file') as Dataset).to_array(), ['./rec/odd/odd.mkv']);
  t.strictSame((linked.get('acquisition/odd/timestamps') as Dataset).to_array(), times);
  t.strictSame((linked.get('acquisition/odd/dimension') as Dataset).to_array(), [33, 17]);
  linked.close();

  const storedPath = join(folder, 'stored.nwb');
  const range = { fromUsec: timeOf(2), toUsec: timeOf(5) };
  const { leftOut } = await exportNwb(recording, storedPath, { range });
  t.strictSame(leftOut, [{ stream: 'events', why: 'there is nothing of it in this range' }]);
  const stored = new h5wasm.File(storedPath, 'r');
  t.strictSame((stored.get('acquisition/deep/timestamps') as Dataset).to_array(), times.slice(2, 5));
  const deep = stored.get('acquisition/deep/data') as Dataset;
  t.strictSame(deep.shape, [3, 16, 32]);
  t.strictSame([...new Set(deep.value as Uint16Array)], [680, 1020, 1360]);
  t.strictSame((stored.get('acquisition/odd/data') as Dataset).shape, [3, 17, 33, 3]);
  stored.close();
});

test('an NWB file that cannot be written is refused by its name, and leaves nothing', async (t) => {
  const folder = t.testdir({ 'taken.nwb.part': {} });
  const recording = await makeRecording(folder, []);
  await t.rejects(exportNwb(recording, join(folder, 'taken.nwb')), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: /Cannot write ".*taken\.nwb": EISDIR/,
  });
  const path = join(folder, 'none.nwb');
  await t.rejects(exportNwb(recording, path, { streams: ['nothing'] }), { code: 'ERR_SYNTALOS_EDL' });
  t.notOk(existsSync(path));
  t.notOk(existsSync(`${path}.part`));
});

test('MP4 videos have even sides, 8 bit, the index first, and the exact time of each frame', async (t) => {
  const folder = t.testdir();
  const recording = await makeRecording(folder, [GRAY, ODD, DEEP]);
  const { files, leftOut } = await exportMp4(recording, join(folder, 'films'));
  t.strictSame(
    files.map(({ stream, items, note }) => [stream, items, note]),
    [
      ['deep', FRAMES, 'values 0 to 3,740 are shown as 0 to 255'],
      ['gray', FRAMES, undefined],
      ['odd', FRAMES, '33 × 17 became 34 × 18'],
    ],
  );
  t.match(leftOut, [{ stream: 'events' }]);
  for (const { stream, path } of files) {
    const bytes = readFileSync(path);
    t.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), `${stream}: the index is at the front`);
    await using reader = await VideoReader.open(path);
    t.equal(reader.info.codec, 'h264');
    t.equal(reader.info.width % 2, 0);
    t.equal(reader.info.height % 2, 0);
    const frames = await collect(reader);
    t.strictSame(
      frames.map(({ timeUsec }) => timeUsec),
      Array.from({ length: FRAMES }, (_, i) => timeOf(i)),
    );
    const expected = (i: number): number =>
      stream === 'deep' ? Math.round((i * 340 * 255) / 3740) : i * (stream === 'gray' ? 20 : 10);
    const errors = frames.map(({ data }, i) =>
      Math.max(...data.map((value) => Math.abs(value - expected(i)))),
    );
    t.ok(Math.max(...errors) <= 4, `${stream}: values differ by ${String(errors)}`);
  }
  const some = await exportMp4(recording, join(folder, 'some'), {
    streams: ['gray'],
    range: { fromUsec: timeOf(4), toUsec: timeOf(7) },
  });
  t.match(some.files, [{ items: 3 }]);
});

test('of a video that is cut off, what can be read is exported, and the rest is named', async (t) => {
  const folder = t.testdir();
  const made = await makeRecording(folder, [DEEP, GRAY]);
  const path = join(made.collection.path, 'deep/deep.mkv');
  truncateSync(path, Math.floor(readFileSync(path).length * 0.6));
  const { files, failed } = await exportMp4(made, join(folder, 'films'), { streams: ['deep', 'gray'] });
  t.match(
    files.map(({ stream }) => stream),
    ['gray'],
    'the others go on',
  );
  t.match(failed, [
    { stream: 'deep', why: /Cannot read frame \d+ of video ".*deep\.mkv".*; the \d+ items before/ },
  ]);
  await using reader = await VideoReader.open(join(folder, 'films/deep.mp4'));
  const count = Number(/the (\d+) items before/.exec(failed[0]!.why)?.[1]);
  t.ok(count > 0);
  t.equal((await collect(reader)).length, count, 'and play');
});

test('of a video whose size changes, and of a signal that is damaged, what came before is in the NWB file', async (t) => {
  const folder = t.testdir();
  const { path } = (await makeRecording(folder, [GRAY, ODD])).collection;
  const made = await EdlCollection.open(path);
  const film = made.find('gray') as EdlDataset;
  copyFileSync(join(path, 'odd/odd.mkv'), film.addDataFilePart('larger.mkv'));
  const signal = await made.createDataset('signal');
  const store = signal.setDataFile('data.zarr');
  cpSync(join(vectors, 'zarr-3.1/numbers_u16/numbers_u16.zarr'), store, { recursive: true });
  pointOutside(join(store, 'data/c/0/0'), { chunk: 6, chunks: 12 });
  await made.save();

  const target = join(folder, 'out.nwb');
  const { files, failed } = await exportNwb(await openRecording(path), target, {
    streams: ['gray', 'signal', 'events'],
    videos: 'stored',
  });
  t.strictSame(
    files.map(({ stream, items }) => [stream, items]),
    [['events', 2]],
  );
  t.match(failed, [
    {
      stream: 'gray',
      why: /Cannot store frame \d+ of video "gray": it is 33 × 17 × 3 u8, those before 32 × 16 × 1 u8; .*; the 12 items before are in ".*out\.nwb"/,
    },
    { stream: 'signal', why: /its index is damaged; the 12,000 items before are in ".*out\.nwb"/ },
  ]);
  const file = new h5wasm.File(target, 'r');
  t.teardown(() => file.close());
  t.strictSame((file.get('acquisition/gray/data') as Dataset).shape, [FRAMES, 16, 32]);
  t.strictSame((file.get('acquisition/gray/timestamps') as Dataset).shape, [FRAMES]);
  t.strictSame((file.get('acquisition/signal/data') as Dataset).shape, [12_000, 2]);
  t.strictSame((file.get('acquisition/signal/timestamps') as Dataset).shape, [12_000]);
});

/** Makes the index of a shard say that a chunk lies behind the end of the file. */
function pointOutside(
  path: string,
  { chunk, chunks }: { readonly chunk: number; readonly chunks: number },
): void {
  const shard = readFileSync(path);
  const index = shard.length - 16 * chunks;
  shard.writeBigUInt64LE(BigInt(10 * shard.length), index + 16 * chunk);
  writeFileSync(path, shard);
}
