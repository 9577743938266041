import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { openRecording, recordingInfo } from 'syntalos-mlink/recording';
import { TsyncTimeType, TsyncTimeUnit, TsyncWriter } from 'syntalos-mlink/timing';
import { VideoWriter } from '#src/video/index';
import { Frame } from '#src/types/index';

const vectors = fileURLToPath(new URL('../../../test/vectors/', import.meta.url));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A recording with a video of 20 frames, of which number 10 is missing, and a table. */
async function makeRecording(folder: string): Promise<EdlCollection> {
  const recording = await EdlCollection.create(join(folder, 'rec'));
  const film = await recording.createDataset('Top View');
  const frames = Array.from({ length: 20 }, (_, index) =>
    Frame.create({ width: 16, height: 8, index, timeUsec: index * 10_000 }),
  );
  const path = film.setDataFile('film.mkv');
  await using writer = await VideoWriter.create(path, frames[0]!, { framerateHz: 100 });
  for (const frame of frames) await writer.write(frame);
  await writer.close();
  const times = await TsyncWriter.create(film.addAuxFile('film_timestamps.tsync'), {
    moduleName: 'cam',
    collectionId: recording.collectionId,
    time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX, type: TsyncTimeType.UINT32 },
  });
  for (let i = 0; i < 20; i++) times.write(i < 10 ? i : i + 1, 500 + i * 10_000);
  times.close();
  const table = await recording.createDataset('events');
  writeFileSync(table.setDataFile('table.csv'), 'Time;What\n10;a\n20;b\n150;c\n');
  recording.setAttribute('success', true);
  await recording.save();
  return recording;
}

test('frames and rows are read by time, with numbers and times', async (t) => {
  const made = await makeRecording(t.testdir());
  const recording = await openRecording(made.path);
  t.strictSame(recording.streams, [
    { id: 'top-view', name: 'Top View', dataType: 'Frame' },
    { id: 'events', name: 'events', dataType: 'TableRow' },
  ]);
  t.equal(recording.attributes['success'], true);
  t.match(await recording.metadata('events'), { table_header: ['Time', 'What'] });

  const all = await collect(recording.frames('top-view'));
  t.equal(all.length, 20);
  const some = await collect(recording.frames('top-view', { fromUsec: 90_500, toUsec: 110_500 }));
  t.strictSame(
    some.map(({ index, timeUsec }) => [index, timeUsec]),
    [
      [9, 90_500],
      [11, 100_500],
    ],
  );
  t.strictSame(await collect(recording.rows('events', { fromUsec: 15_000 })), [
    { timeUsec: 20_000, row: ['20', 'b'] },
    { timeUsec: 150_000, row: ['150', 'c'] },
  ]);
  for await (const frame of recording.frames('top-view')) {
    t.equal(frame.index, 0, 'an iteration that is left closes its files');
    break;
  }
});

test('signals are cut to a range row by row, lines are readings', async (t) => {
  const zarr = await openRecording(join(vectors, 'zarr-3.1'));
  const blocks = await collect(zarr.signals('numbers_u16', { fromUsec: 1_000_250, toUsec: 1_003_000 }));
  t.strictSame(
    blocks.flatMap(({ timestamps }) => [...timestamps].map(Number)),
    [1_000_500, 1_001_000, 1_001_500, 1_002_000, 1_002_500],
  );
  t.ok(blocks.every(({ rows, cols, data }) => data.length === rows * cols && cols === 2));
  const whole = await collect(zarr.signals('numbers_u16'));
  t.equal(
    whole.reduce((sum, { rows }) => sum + rows, 0),
    22_476,
  );

  const json = await openRecording(join(vectors, 'json-3.1.2'));
  const lines = await collect(json.lines('lines', { toUsec: 3000 }));
  t.strictSame(lines, [
    { lineId: 0, value: 0, timeUsec: 0 },
    { lineId: 1, value: 1, timeUsec: 1234 },
    { lineId: 2, value: 0, timeUsec: 2468 },
  ]);
});

test('what is not there, or of another type, is refused with what there is', async (t) => {
  const recording = await openRecording(join(vectors, 'json-3.1.2'));
  t.throws(() => recording.lines('nothing'), {
    code: 'ERR_SYNTALOS_EDL',
    message:
      /Cannot read stream "nothing": the recording has none of this name; there are "floats" \(SignalBlockF32\)/,
  });
  t.throws(() => recording.frames('lines'), { message: /"lines": it holds LineReading, not Frame/ });
  await t.rejects(openRecording(join(vectors, 'nowhere')), { code: 'ERR_SYNTALOS_EDL' });
});

test('info names datasets, sizes, items, times, rates, gaps, and what is wrong', async (t) => {
  const made = await makeRecording(t.testdir());
  const info = await recordingInfo(made.path);
  t.match(info, {
    collectionId: made.collectionId,
    success: true,
    problems: [],
    streams: [
      {
        name: 'Top View',
        id: 'top-view',
        dataType: 'Frame',
        items: 20,
        firstUsec: 500,
        lastUsec: 190_500,
        rateHz: 100,
        gaps: 1,
      },
      { name: 'events', dataType: 'TableRow', items: 3, firstUsec: 10_000, lastUsec: 150_000 },
    ],
  });
  t.match(info.streams[0]?.files, [{ name: 'film.mkv', bytes: Number }, { name: 'film_timestamps.tsync' }]);
  t.equal(info.bytes, info.streams[0]!.bytes + info.streams[1]!.bytes);

  rmSync(join(made.path, 'events/table.csv'));
  const damaged = await recordingInfo(made.path);
  t.match(damaged.streams[1], { name: 'events', files: [{ name: 'table.csv', bytes: undefined }], bytes: 0 });
  t.match(damaged.problems.join('\n'), /events\/table\.csv/);

  const syntalos = await recordingInfo(join(vectors, 'zarr-3.1'));
  t.match(
    syntalos.streams.map(({ name, items, firstUsec, lastUsec }) => [name, items, firstUsec, lastUsec]),
    [
      ['numbers_i32', 22_476, 0, 11_237_500],
      ['numbers_u16', 22_476, 0, 11_237_500],
      ['oe-acq-ttl', 86, 1200, 11_201_200],
      ['sinesource', 22_476, 0, 11_237_500],
    ],
  );
});

test('of a table that is too large to be counted, info says the times of its ends', async (t) => {
  const made = await EdlCollection.create(join(t.testdir(), 'rec'));
  const table = await made.createDataset('events');
  const filler = 'x'.repeat(100);
  const lines = Array.from({ length: 50_000 }, (_, i) => `${1000 + i * 20};${filler}`);
  writeFileSync(table.setDataFile('table.csv'), `time_usec;text\n${lines.join('\n')}\n`);
  await made.save();
  const { streams } = await recordingInfo(made.path);
  t.match(streams, [{ name: 'events', firstUsec: 1000, lastUsec: 1000 + 49_999 * 20 }]);
  t.equal(streams[0]!.items, undefined);
});

test('a dataset whose manifest is damaged is left out by name, and the others are there', async (t) => {
  for (const damage of ['', 'format_version = "1"\ntype = ', '\0\0\0\0']) {
    const made = await makeRecording(t.testdir());
    writeFileSync(join(made.path, 'events/manifest.toml'), damage);
    const warnings: string[] = [];
    const recording = await openRecording(made.path, { onWarning: (text) => warnings.push(text) });
    t.strictSame(
      recording.streams.map(({ id }) => id),
      ['top-view'],
    );
    t.match(warnings, [/^"events" is left out: Cannot read ".*events\/manifest\.toml"/]);
    const info = await recordingInfo(made.path);
    t.match(info.problems.join('\n'), /"events" is left out/);
    await t.rejects(
      EdlCollection.open(made.path),
      { code: 'ERR_SYNTALOS_EDL', message: /events\/manifest\.toml/ },
      'where nobody hears of it, it is an error',
    );
    rmSync(made.path, { recursive: true });
  }
});
