import { test } from 'tap';
import type { EdlDataset } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import { VideoReader } from '#src/video/index';
import { runModules } from './support/run-modules.js';
import { isWhole } from '../../support/whole-run.ts';

const CHANGING_SIZE = new URL('./fixtures/changing-size.js', import.meta.url).href;

test('frames that change their size end the run by name; those before are saved', async (t) => {
  const { report, recording } = await runModules({
    folder: t.testdir(),
    modules: [
      { id: 'source', use: CHANGING_SIZE },
      { id: 'video', use: 'video-recorder' },
    ],
    connections: ['source:frames > video:frames'],
  });
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.reasons[0], /Cannot record frame 5 .*48 × 48 × 1 u8.*expected 32 × 32 × 1 u8/);

  const dataset = recording.find('videos/video') as EdlDataset;
  await using video = await VideoReader.open(dataset.dataFile!.parts[0]!.path);
  let frames = 0;
  while ((await video.next()) !== undefined) frames++;
  t.equal(frames, 5);
  using tsync = await TsyncReader.open(dataset.auxFiles[0]!.parts[0]!.path);
  t.strictSame([...tsync.readAll().time1], [0, 1, 2, 3, 4]);
});

test('two recorders of streams of one source both get a dataset', async (t) => {
  const { report, recording } = await runModules({
    folder: t.testdir(),
    modules: [
      {
        id: 'cam',
        use: 'camera-synthetic',
        settings: { width: 32, height: 32, animal_length: 8, fps: 500, frames: 5 },
      },
      { id: 'first', use: 'video-recorder' },
      { id: 'second', use: 'video-recorder', settings: { name: 'by name' } },
    ],
    connections: ['cam:frames > first:frames', 'cam:frames > second:frames'],
  });
  isWhole(t, report);
  t.equal([...recording.descendants()].filter(({ kind }) => kind === 'dataset').length, 2);
  t.ok(recording.find('videos/by name'));
});
