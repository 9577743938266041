import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createSyncPointFile,
  TsyncMode,
  TsyncReader,
  TsyncTimeType,
  TsyncTimeUnit,
  TsyncWriter,
  timesToNumbers,
} from 'syntalos-mlink/timing';
import type { TsyncWriterOptions } from 'syntalos-mlink/timing';
import { test } from 'tap';
import { MemorySink } from './support/memory-sink.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const collectionId = '0198c0de-1234-7abc-8def-0123456789ab';

interface Vector {
  readonly file: string;
  readonly options: Omit<TsyncWriterOptions, 'createdSec'>;
  readonly entries: readonly (readonly [number, number])[];
}

const vectors: readonly Vector[] = [
  {
    file: 'syncpoints-i64',
    options: {
      moduleName: 'cam one',
      collectionId,
      userData: { tolerance_us: 1000 },
      mode: TsyncMode.SYNC_POINTS,
    },
    entries: Array.from({ length: 300 }, (_, i) => [1000 * i - 5000, 1000 * i + (i % 7)]),
  },
  {
    file: 'continuous-u32-u64',
    options: {
      moduleName: 'vid',
      collectionId,
      userData: { k: 'v' },
      mode: TsyncMode.CONTINUOUS,
      blockSize: 128,
      time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX, type: TsyncTimeType.UINT32 },
      time2: { name: 'master-time', unit: TsyncTimeUnit.MICROSECONDS, type: TsyncTimeType.UINT64 },
    },
    entries: Array.from({ length: 300 }, (_, i) => [i, 33333 * i + 100]),
  },
  {
    file: 'empty',
    options: {
      moduleName: 'none',
      collectionId,
      userData: { tolerance_us: 10 },
      mode: TsyncMode.SYNC_POINTS,
    },
    entries: [],
  },
];

for (const { file, options, entries } of vectors) {
  test(`${file}: the C++ library's file is read, and written again byte for byte`, async (t) => {
    const expected = readFileSync(join(root, `test/vectors/tsync/${file}.tsync`));
    const reader = await TsyncReader.fromBytes(expected, file);
    const { time1, time2, warnings } = reader.readAll();
    t.strictSame(
      Array.from(timesToNumbers(time1)),
      entries.map(([first]) => first),
    );
    t.strictSame(
      Array.from(timesToNumbers(time2)),
      entries.map(([, second]) => second),
    );
    t.strictSame(warnings, []);

    const folder = await mkdtemp(join(tmpdir(), 'tsync-'));
    t.teardown(() => rm(folder, { recursive: true }));
    for (const batch of [false, true]) {
      const writer = await TsyncWriter.create(join(folder, file), {
        ...options,
        createdSec: reader.header.createdSec,
      });
      t.equal(writer.name, join(folder, `${file}.tsync`), 'the extension is appended');
      t.strictSame(writer.header, reader.header);
      if (batch) writer.writeBatch(time1, time2);
      else for (const [first, second] of entries) writer.write(first, second);
      t.equal(writer.entryCount, entries.length);
      writer.close();
      t.ok((await readFile(writer.name)).equals(expected), batch ? 'in a batch' : 'one by one');
    }
  });
}

test("a synchronizer's file is as the C++ library's synchronizers make it", async (t) => {
  const expected = readFileSync(join(root, 'test/vectors/tsync/syncpoints-i64.tsync'));
  const sink = new MemorySink();
  const writer = await createSyncPointFile(sink, {
    moduleName: 'cam one',
    collectionId,
    toleranceUsec: 1000,
    createdSec: (await TsyncReader.fromBytes(expected, 'expected')).header.createdSec,
  });
  for (let i = 0; i < 300; i++) writer.write(1000 * i - 5000, 1000 * i + (i % 7));
  writer.close();
  t.ok(sink.bytes.equals(expected));
});

test('the time stamps of a recording by Syntalos 3.1.2 are read', async (t) => {
  const path = 'test/vectors/edl-3.1.2/videos/python-script/0c689db9-python-script_timestamps.tsync';
  using reader = await TsyncReader.open(join(root, path));
  const { time1, time2, warnings } = reader.readAll();

  t.equal(reader.header.time1.name, 'frame-no');
  t.ok(time1.length > 0);
  t.equal(time2.length, time1.length);
  t.strictSame(warnings, []);
});

const oldFiles = join(root, '../shared/data/blink1');
const skip = !existsSync(oldFiles) && `the recording blink1 is not at ${oldFiles}`;

test('files of Syntalos before version 3 are read', { skip }, async (t) => {
  const folder = oldFiles;
  const counts: Record<string, number> = {};
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.tsync')) continue;
    using reader = await TsyncReader.open(join(folder, file));
    const { time1, warnings } = reader.readAll();
    t.strictSame(warnings, [], file);
    counts[file] = time1.length;
  }
  t.match(counts, {
    'videos/tis-camera/video_timestamps.tsync': 3897,
    'videos/generic-camera/video_timestamps.tsync': 971,
  });
  t.equal(Object.keys(counts).length, 9);
  t.comment(JSON.stringify(counts));
});
