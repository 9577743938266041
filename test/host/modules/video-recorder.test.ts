import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { parseCsv, type EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import { VideoReader } from '#src/video/index';
import { runModules } from './support/run-modules.js';

const FRAME_LOG = new URL('./fixtures/frame-log.js', import.meta.url).href;
const ODD_FRAMES = new URL('./fixtures/odd-frames.js', import.meta.url).href;
const RATELESS = new URL('./fixtures/rateless-frames.js', import.meta.url).href;
const CAMERA = { width: 96, height: 64, animal_length: 20, fps: 100, frames: 70 };

async function tableOf(recording: EdlCollection, name: string): Promise<string[][]> {
  return parseCsv(await readFile((recording.find(name) as EdlDataset).dataFile!.parts[0]!.path));
}

test('a video is cut into slices of time, each with its times, and replayed as what it was', async (t) => {
  const folder = t.testdir();
  const { report, recording } = await runModules({
    folder,
    modules: [
      { id: 'cam', use: 'camera-synthetic', settings: CAMERA },
      { id: 'video', use: 'video-recorder', settings: { slice: '300ms' } },
      { id: 'log', use: FRAME_LOG },
      { id: 'frame-log', use: 'table-recorder' },
    ],
    connections: ['cam:frames > video:frames', 'cam:frames > log:frames', 'log:rows > frame-log:rows'],
  });
  t.not(report.verdict, 'INCOMPLETE');
  const dataset = recording.find('videos/video') as EdlDataset;
  const { shortTag } = recording;
  t.strictSame(
    dataset.dataFile!.parts.map(({ fileName, index }) => [fileName, index]),
    [1, 2, 3].map((n) => [`${shortTag}-video_${n}.mkv`, n - 1]),
  );
  t.equal(dataset.auxFiles.length, 1);
  t.strictSame(
    dataset.auxFiles[0]!.parts.map(({ fileName, index }) => [fileName, index]),
    [1, 2, 3].map((n) => [`${shortTag}-video_${n}_timestamps.tsync`, n - 1]),
  );
  const counts: number[] = [];
  for (const [at, { path }] of dataset.dataFile!.parts.entries()) {
    await using video = await VideoReader.open(path);
    const first = await video.next();
    t.equal(first?.timeUsec, 0, 'each file starts at 0');
    let frames = 1;
    while ((await video.next()) !== undefined) frames++;
    counts.push(frames);
    using times = await TsyncReader.open(dataset.auxFiles[0]!.parts[at]!.path);
    t.equal(times.readAll().time1.length, frames);
    t.equal(times.readAll().time1[0], at * 30);
  }
  t.strictSame(counts, [30, 30, 10]);

  const replayed = await runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording: recording.path, speed: 'max' } },
      { id: 'log', use: FRAME_LOG },
      { id: 'frame-log', use: 'table-recorder' },
    ],
    connections: ['source:video > log:frames', 'log:rows > frame-log:rows'],
  });
  t.strictSame(await tableOf(replayed.recording, 'frame-log'), await tableOf(recording, 'frame-log'));
});

for (const codec of ['h264', 'av1']) {
  test(`${codec} takes less room, all frames and times, and nearly their pixels`, async (t) => {
    const { report, recording } = await runModules({
      folder: t.testdir(),
      modules: [
        { id: 'cam', use: 'camera-synthetic', settings: { ...CAMERA, channels: 3, noise: 0 } },
        { id: 'lossy', use: 'video-recorder', settings: { codec } },
        { id: 'lossless', use: 'video-recorder' },
      ],
      connections: ['cam:frames > lossy:frames', 'cam:frames > lossless:frames'],
    });
    t.not(report.verdict, 'INCOMPLETE');
    const [lossy, lossless] = ['lossy', 'lossless'].map(
      (name) => recording.find(`videos/${name}`) as EdlDataset,
    );
    t.match(lossy!.attributes['encoder'], { name: codec, lossless: false });
    await using video = await VideoReader.open(lossy!.dataFile!.parts[0]!.path);
    await using exact = await VideoReader.open(lossless!.dataFile!.parts[0]!.path);
    t.equal(video.info.codec, codec);
    let frames = 0;
    let worst = 0;
    for (let frame = await video.next(); frame !== undefined; frame = await video.next()) {
      const { data, timeUsec } = (await exact.next())!;
      t.equal(frame.timeUsec, timeUsec);
      let difference = 0;
      for (let i = 0; i < data.length; i++) difference += Math.abs(data[i]! - frame.data[i]!);
      worst = Math.max(worst, difference / data.length);
      frames++;
    }
    t.equal(frames, CAMERA.frames);
    t.ok(worst < 6, `${worst} grey levels off`);
    t.ok(lossy!.auxFiles.length === 1);
  });
}

test('lossy codecs take frames of any rate, known or not', async (t) => {
  const { report, recording } = await runModules({
    folder: t.testdir(),
    modules: [
      { id: 'fast', use: 'camera-synthetic', settings: { ...CAMERA, fps: 500, frames: 20 } },
      { id: 'unknown', use: RATELESS },
      ...['fast', 'unknown'].flatMap((id) =>
        ['h264', 'av1'].map((codec) => ({
          id: `${id}-${codec}`,
          use: 'video-recorder',
          settings: { codec },
        })),
      ),
    ],
    connections: ['fast', 'unknown'].flatMap((id) =>
      ['h264', 'av1'].map((codec) => `${id}:frames > ${id}-${codec}:frames`),
    ),
  });
  t.not(report.verdict, 'INCOMPLETE', report.reasons.join('\n'));
  for (const name of ['fast-h264', 'fast-av1', 'unknown-h264', 'unknown-av1']) {
    const dataset = recording.find(`videos/${name}`) as EdlDataset;
    await using video = await VideoReader.open(dataset.dataFile!.parts[0]!.path);
    let frames = 0;
    while ((await video.next()) !== undefined) frames++;
    t.equal(frames, 20, name);
    if (name.startsWith('fast')) t.equal(video.info.framerateHz, 500);
  }
});

test('frames that a codec does not hold are refused, with what to do', async (t) => {
  const refused = async (settings: Record<string, string>, port: string): Promise<string> => {
    const { report } = await runModules({
      folder: t.testdir(),
      modules: [
        { id: 'source', use: ODD_FRAMES },
        { id: 'video', use: 'video-recorder', settings },
      ],
      connections: [`source:${port} > video:frames`],
    });
    return report.reasons[0] ?? '';
  };
  t.match(
    await refused({}, 'float'),
    /frames are 16 × 16 × 1 f32, expected u8 or u16 with 1, 3 \(BGR\) or 4/,
  );
  t.match(
    await refused({ codec: 'h264' }, 'deep'),
    /codec h264 holds u8 with 1 or 3 channels, frames are 16 × 16 × 1 u16; use codec "ffv1"/,
  );
  t.match(
    await refused({ slice: 'ten' }, 'deep'),
    /"slice" of module "video": it is "ten", allowed is a time/,
  );
});
