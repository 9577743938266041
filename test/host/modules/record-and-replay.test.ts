import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlDataset, parseCsv, type EdlCollection } from 'syntalos-mlink/edl';
import { TsyncReader, TsyncTimeUnit } from 'syntalos-mlink/timing';
import type { SettingValue } from '#src/settings/index';
import { runModules, type FinishedRun } from './support/run-modules.js';
import { isWhole } from '../../support/whole-run.ts';

const FRAME_LOG = new URL('./fixtures/frame-log.js', import.meta.url).href;

async function tableOf(recording: EdlCollection, name: string): Promise<string[][]> {
  const path = (recording.find(name) as EdlDataset).dataFile!.parts[0]!.path;
  return parseCsv(await readFile(path));
}

test('what the camera films is recorded, and replayed as it was: pixels, numbers, times, rows', async (t) => {
  const folder = t.testdir();
  const filmed = await runModules({
    folder,
    modules: [
      {
        id: 'cam',
        use: 'camera-synthetic',
        settings: { width: 161, height: 90, channels: 3, animal_length: 30, fps: 200, frames: 60 },
      },
      { id: 'log', use: FRAME_LOG },
      { id: 'video', use: 'video-recorder', name: 'Top View', settings: { threads: 1 } },
      { id: 'truth', use: 'table-recorder', name: 'truth' },
      { id: 'frame-log', use: 'table-recorder' },
      { id: 'monitor', use: 'monitor' },
    ],
    connections: [
      'cam:frames > video:frames',
      'cam:frames > log:frames',
      'cam:frames > monitor:in',
      'cam:truth > truth:rows',
      'log:rows > frame-log:rows',
    ],
  });
  t.not(filmed.report.verdict, 'INCOMPLETE', 'late it may be on a busy machine');
  t.equal(filmed.report.stopReason, 'its sources have nothing more to give');

  const { recording } = filmed;
  const logged = await tableOf(recording, 'frame-log');
  t.equal(logged.length, 61);
  t.strictSame(logged[0], ['index', 'time_usec', 'size', 'sha1']);
  t.strictSame(logged[60]!.slice(0, 3), ['59', '295000', '161x90x3 u8']);

  const truth = await tableOf(recording, 'truth');
  t.strictSame(truth[0], ['frame', 'time_usec', 'x_px', 'y_px']);
  t.strictSame(
    truth.slice(1).map((row) => row.slice(0, 2)),
    logged.slice(1).map((row) => row.slice(0, 2)),
  );

  const video = recording.find('videos/Top View') as EdlDataset;
  const { shortTag } = recording;
  t.match(video.dataFile, {
    fileType: 'mkv',
    mediaType: 'video/x-matroska',
    summary: 'Video recording from cam',
    parts: [{ fileName: `${shortTag}-top-view.mkv` }],
  });
  t.match(video.auxFiles, [
    {
      fileType: 'tsync',
      summary: 'Video timestamps',
      parts: [{ fileName: `${shortTag}-top-view_timestamps.tsync` }],
    },
  ]);
  t.strictSame(video.attributes, {
    encoder: { name: 'ffv1', lossless: true, target_quality: 0, thread_count: 1 },
    video: { frame_width: 161, frame_height: 90, framerate: 200, colored: true },
  });
  t.match(
    readFileSync(join(video.path, 'attributes.toml'), 'utf8'),
    /^framerate = 200\.0$/m,
    'a fraction, as Syntalos writes it',
  );
  using tsync = await TsyncReader.open(video.auxFiles[0]!.parts[0]!.path);
  t.match(tsync.header, {
    moduleName: 'Top View',
    collectionId: recording.collectionId,
    userData: {},
    mode: 0,
    time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX },
    time2: { name: 'master-time', unit: TsyncTimeUnit.MICROSECONDS },
  });
  const { time1, time2 } = tsync.readAll();
  t.strictSame(
    [...time1].map((index, i) => [String(index), String(time2[i])]),
    logged.slice(1).map((row) => row.slice(0, 2)),
  );

  const replayed = await runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording: recording.path, speed: 'max' } },
      { id: 'log', use: FRAME_LOG },
      { id: 'frame-log', use: 'table-recorder' },
      { id: 'truth', use: 'table-recorder' },
    ],
    connections: ['source:top-view > log:frames', 'log:rows > frame-log:rows', 'source:truth > truth:rows'],
  });
  isWhole(t, replayed.report);
  t.strictSame(await tableOf(replayed.recording, 'frame-log'), logged);
  t.strictSame(await tableOf(replayed.recording, 'truth'), truth);
});

/** Films with these settings of the camera, then plays the video into a log of its frames. */
async function filmAndPlay(
  folder: string,
  camera: Readonly<Record<string, SettingValue>>,
  speed: SettingValue,
): Promise<{ readonly filmed: FinishedRun; readonly played: FinishedRun }> {
  const filmed = await runModules({
    folder,
    modules: [
      { id: 'cam', use: 'camera-synthetic', settings: camera },
      { id: 'video', use: 'video-recorder' },
    ],
    connections: ['cam:frames > video:frames'],
  });
  const played = await runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording: filmed.recording.path, speed } },
      { id: 'log', use: FRAME_LOG },
    ],
    connections: ['source:video > log:frames'],
  });
  return { filmed, played };
}

test('at a finite speed nothing comes before its time', async (t) => {
  const camera = { width: 32, height: 32, animal_length: 10, fps: 100, frames: 41 };
  const { played } = await filmAndPlay(t.testdir(), camera, 2);
  isWhole(t, played.report);
  // The last frame is due 400 ms after the start of the recording.
  t.ok(played.report.durationMsec >= 200, `${played.report.durationMsec} ms`);
});

test('frames that the camera itself has lost are gaps of its own, recorded and played, and the run is complete', async (t) => {
  const camera = { width: 64, height: 64, fps: 500, frames: 100, loss: 0.2 };
  const { filmed, played } = await filmAndPlay(t.testdir(), camera, 'max');
  for (const { report } of [filmed, played]) {
    isWhole(t, report);
    const [output] = report.ports.filter(
      ({ dataType, direction }) => dataType === 'Frame' && direction === 'output',
    );
    const [input] = report.ports.filter(
      ({ dataType, direction }) => dataType === 'Frame' && direction === 'input',
    );
    t.ok(input!.indexGaps > 0);
    t.equal(output!.indexGaps, input!.indexGaps);
    t.equal(output!.bytes, input!.bytes);
    t.ok(output!.bytes > 50 * 64 * 64);
  }
});
