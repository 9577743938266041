/** Data files of several parts, as recorders make them that slice long recordings. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection, parseCsv, type EdlDataset } from 'syntalos-mlink/edl';
import { TsyncTimeType, TsyncTimeUnit, TsyncWriter } from 'syntalos-mlink/timing';
import type { SettingValue } from '#src/settings/index';
import { runModules, type FinishedRun } from './support/run-modules.js';
import { isWhole } from '../../support/whole-run.ts';

const FRAME_LOG = new URL('./fixtures/frame-log.js', import.meta.url).href;
const FRAMES = 30;

/** A video as the recorder makes it; filmed once for all tests. */
let film: Promise<Buffer> | undefined;

async function makeFilm(folder: string): Promise<Buffer> {
  const filmed = await runModules({
    folder,
    modules: [
      {
        id: 'cam',
        use: 'camera-synthetic',
        settings: { width: 64, height: 48, fps: 1000, frames: FRAMES },
      },
      { id: 'video', use: 'video-recorder' },
    ],
    connections: ['cam:frames > video:frames'],
  });
  return readFileSync((filmed.recording.find('videos/video') as EdlDataset).dataFile!.parts[0]!.path);
}

/** A video, a table and a tsync file, each in two parts. */
async function recordInParts(folder: string): Promise<EdlCollection> {
  film ??= makeFilm(folder);
  const filmBytes = await film;
  const recording = await EdlCollection.create(join(folder, 'parts'));
  const video = await recording.createDataset('film');
  writeFileSync(video.setDataFile('film_1.mkv'), filmBytes);
  writeFileSync(video.addDataFilePart('film_2.mkv'), filmBytes);
  await writeTimes(video.addAuxFile('film_1.tsync', { key: 'times' }), 0);
  await writeTimes(video.addAuxFilePart('film_2.tsync', { key: 'times' }), FRAMES);
  const table = await recording.createDataset('events');
  writeFileSync(table.setDataFile('events_1.csv'), 'Time;What\n0;a\n10;b\n');
  writeFileSync(table.addDataFilePart('events_2.csv'), 'Time;What\n20;c\n');
  const clock = await recording.createDataset('clock');
  await writeTimes(clock.setDataFile('clock_1.tsync'), 0);
  await writeTimes(clock.addDataFilePart('clock_2.tsync'), FRAMES);
  await recording.save();
  return recording;
}

async function writeTimes(path: string, first: number, firstIndex = first): Promise<void> {
  using writer = await TsyncWriter.create(path, {
    moduleName: 'cam',
    collectionId: '',
    time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX, type: TsyncTimeType.UINT32 },
  });
  for (let i = first; i < first + FRAMES; i++) writer.write(i - first + firstIndex, 500 + i * 1000);
}

function play(folder: string, recording: EdlCollection): Promise<FinishedRun> {
  return runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording: recording.path, speed: 'max' } },
      { id: 'log', use: FRAME_LOG },
      { id: 'frames', use: 'table-recorder' },
      { id: 'rows', use: 'table-recorder' },
      { id: 'times', use: 'table-recorder' },
    ],
    connections: [
      'source:film > log:frames',
      'log:rows > frames:rows',
      'source:events > rows:rows',
      'source:clock > times:rows',
    ],
  });
}

/** Rows of a table without its header. */
function tableOf({ recording }: FinishedRun, name: string): readonly (readonly string[])[] {
  const { path } = (recording.find(name) as EdlDataset).dataFile!.parts[0]!;
  return parseCsv(readFileSync(path)).slice(1);
}

function stampsOf(count: number): string[][] {
  return Array.from({ length: count }, (_, i) => [String(i), String(500 + i * 1000)]);
}

test('the parts of a video, a table and a tsync file are played one after the other', async (t) => {
  const folder = t.testdir();
  const run = await play(folder, await recordInParts(folder));

  isWhole(t, run.report);
  const frames = tableOf(run, 'frames');
  t.strictSame(
    frames.map((row) => row.slice(0, 2)),
    stampsOf(2 * FRAMES),
  );
  t.strictSame(
    frames.slice(0, FRAMES).map((row) => row[3]),
    frames.slice(FRAMES).map((row) => row[3]),
    'the same film twice',
  );
  t.strictSame(tableOf(run, 'rows'), [
    ['0', 'a'],
    ['10', 'b'],
    ['20', 'c'],
  ]);
  t.strictSame(tableOf(run, 'times'), stampsOf(2 * FRAMES));
});

for (const [file, table, before] of [
  ['film/film_2.mkv', 'frames', FRAMES],
  ['events/events_2.csv', 'rows', 2],
  ['clock/clock_2.tsync', 'times', FRAMES],
] as const) {
  test(`${file} missing: what comes before it is played, then the run ends with its name`, async (t) => {
    const folder = t.testdir();
    const recording = await recordInParts(folder);
    rmSync(join(recording.path, file));
    const run = await play(folder, recording);

    t.equal(run.report.verdict, 'INCOMPLETE');
    t.match(run.report.errors.map(({ error }) => error.message).join(), join(recording.path, file));
    t.equal(tableOf(run, table).length, before);
  });
}

test('a part of the frame times missing: its frames go on by the clock of the video, with a warning', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  rmSync(join(recording.path, 'film/film_2.tsync'));
  const run = await play(folder, recording);

  isWhole(t, run.report);
  t.strictSame(
    tableOf(run, 'frames').map((row) => row[0]),
    stampsOf(2 * FRAMES).map((row) => row[0]),
  );
  t.match(run.report.modules[0]?.warnings[0], { text: /from part 2 of its times on: .*film_2\.tsync/ });
});

test('a first part missing: the others and the other streams are played, with a warning', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  rmSync(join(recording.path, 'events/events_1.csv'));
  const run = await runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording: recording.path, speed: 'max' } },
      { id: 'times', use: 'table-recorder' },
      { id: 'rows', use: 'table-recorder' },
    ],
    connections: ['source:clock > times:rows', 'source:events > rows:rows'],
  });
  isWhole(t, run.report);
  t.equal(tableOf(run, 'times').length, 2 * FRAMES);
  t.strictSame(tableOf(run, 'rows'), [['20', 'c']]);
  t.match(run.report.modules[0]?.warnings[0], {
    text: /Dataset "events" is played without its first part of 2: .*events_1\.csv/,
  });
});

test('a part in the middle missing: those around it are played, with the numbers and times of their own', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  const film = recording.find('film') as EdlDataset;
  copyFileSync(film.dataFile!.parts[0]!.path, film.addDataFilePart('film_3.mkv'));
  await writeTimes(film.addAuxFilePart('film_3.tsync', { key: 'times' }), 2 * FRAMES);
  await film.save();
  rmSync(join(recording.path, 'film/film_2.mkv'));
  const run = await play(folder, recording);

  t.equal(run.report.verdict, 'INCOMPLETE');
  t.match(run.report.errors.map(({ error }) => error.message).join(), /film_2\.mkv/);
  const stamps = stampsOf(3 * FRAMES);
  t.strictSame(
    tableOf(run, 'frames').map((row) => row.slice(0, 2)),
    [...stamps.slice(0, FRAMES), ...stamps.slice(2 * FRAMES)],
  );
  t.strictSame(tableOf(run, 'rows').length, 3, 'other streams are played to their ends');
});

test('frame numbers that start again with a slice go on', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  await writeTimes(join(recording.path, 'film/film_2.tsync'), FRAMES, 0);
  const run = await play(folder, recording);

  isWhole(t, run.report);
  t.strictSame(
    tableOf(run, 'frames').map((row) => row.slice(0, 2)),
    stampsOf(2 * FRAMES),
  );
});

test('a slice with fewer times than frames does not move the times of the next', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  const path = join(recording.path, 'film/film_1.tsync');
  const bytes = readFileSync(path);
  // The last ten entries of 12 bytes, and the end of the block.
  writeFileSync(path, bytes.subarray(0, bytes.length - 16 - 10 * 12));
  const run = await play(folder, recording);

  isWhole(t, run.report);
  t.strictSame(
    tableOf(run, 'frames')
      .slice(FRAMES)
      .map((row) => row.slice(0, 2)),
    stampsOf(2 * FRAMES).slice(FRAMES),
  );
  t.match(
    run.report.modules[0]?.warnings.map(({ text }) => text).join('\n'),
    /Part 1 of video "film" has 30 frames/,
  );
});

test('a stream that cannot be opened is left out with a line, the others are played', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  writeFileSync(join(recording.path, 'film/film_1.mkv'), 'no video');
  writeFileSync(join(recording.path, 'film/film_2.mkv'), '');
  const run = await play(folder, recording);

  isWhole(t, run.report);
  t.equal(tableOf(run, 'frames').length, 0);
  t.equal(tableOf(run, 'rows').length, 3);
  t.match(run.report.modules[0]?.warnings[0], {
    text: /Dataset "film" is not played: Cannot open video ".*film_1/,
  });
});

test('a part of the recording is played, and again and again until the run ends', async (t) => {
  const folder = t.testdir();
  const recording = await recordInParts(folder);
  const between = async (
    settings: Readonly<Record<string, SettingValue>>,
    duration?: string,
  ): Promise<FinishedRun> =>
    runModules({
      folder,
      ...(duration === undefined ? {} : { duration }),
      modules: [
        { id: 'source', use: 'replay', settings: { recording: recording.path, speed: 'max', ...settings } },
        { id: 'log', use: FRAME_LOG },
        { id: 'frames', use: 'table-recorder' },
        { id: 'rows', use: 'table-recorder' },
      ],
      connections: ['source:film > log:frames', 'log:rows > frames:rows', 'source:events > rows:rows'],
    });

  const once = await between({ from: 0.005, to: '20ms' });
  isWhole(t, once.report);
  t.strictSame(
    tableOf(once, 'frames').map((row) => row.slice(0, 2)),
    stampsOf(20).slice(5),
  );
  t.strictSame(tableOf(once, 'rows'), [['10', 'b']], 'up to before its end');

  // 60 ms of film in 6 s: what is left when the run ends is not played at once.
  const slow = await between({ speed: 0.01 }, '1s');
  t.not(slow.report.verdict, 'INCOMPLETE', slow.report.reasons.join());
  t.ok(tableOf(slow, 'frames').length < 40, `${tableOf(slow, 'frames').length} frames`);

  const twice = await between({ from: 0.005, to: 0.02, loop: true, speed: 1 }, '1s');
  t.not(twice.report.verdict, 'INCOMPLETE', twice.report.reasons.join());
  const frames = tableOf(twice, 'frames').map(([index, timeUsec]) => [Number(index), Number(timeUsec)]);
  t.ok(frames.length > 15, `${frames.length} frames: more than one round`);
  t.ok(
    frames.every(([index, timeUsec], i) => index === 5 + i && timeUsec === 5500 + i * 1000),
    'numbers and times go on',
  );
});
