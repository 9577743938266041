import { cpSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import type { SettingValue } from '#src/settings/index';
import { runModules, type FinishedRun } from './support/run-modules.js';
import { isWhole } from '../../support/whole-run.ts';

const FRAME_LOG = new URL('./fixtures/frame-log.js', import.meta.url).href;
const FRAMES = 300;
/** A tsync file of the recorder holds blocks of 128 entries: 12 bytes each, and a tail of 16. */
const BLOCK_BYTES = 128 * 12 + 16;

async function record(folder: string): Promise<string> {
  const { report, recording } = await runModules({
    folder,
    modules: [
      {
        id: 'cam',
        use: 'camera-synthetic',
        settings: { width: 64, height: 64, animal_length: 16, fps: 1000, frames: FRAMES },
      },
      { id: 'video', use: 'video-recorder' },
    ],
    connections: ['cam:frames > video:frames'],
  });
  if (report.verdict === 'INCOMPLETE') throw new Error(report.reasons.join());
  return recording.path;
}

function play(
  folder: string,
  recording: string,
  settings: Readonly<Record<string, SettingValue>> = {},
): Promise<FinishedRun> {
  return runModules({
    folder,
    modules: [
      { id: 'source', use: 'replay', settings: { recording, speed: 'max', ...settings } },
      { id: 'log', use: FRAME_LOG },
    ],
    connections: ['source:video > log:frames'],
  });
}

function errorsOf({ report }: FinishedRun): string {
  return report.errors.map(({ error }) => error.message).join('\n');
}

function framesRead({ report }: FinishedRun): number {
  const port = report.ports.find(({ module, direction }) => module === 'log' && direction === 'input');
  return port?.direction === 'input' ? port.read : 0;
}

test('what is damaged or missing of a recording is told by name, after what was before it', async (t) => {
  const folder = t.testdir();
  const intact = await record(folder);
  /** A copy whose files may be damaged. */
  const copy = (name: string): { path: string; video: string; tsync: string } => {
    const path = join(folder, name);
    cpSync(intact, path, { recursive: true });
    const dataset = join(path, 'videos', 'video');
    const file = (end: string): string => {
      const found = readdirSync(dataset).find((each) => each.endsWith(end));
      return join(dataset, found ?? '');
    };
    return { path, video: file('.mkv'), tsync: file('.tsync') };
  };

  await t.test('a recording that is not there', async (t) => {
    const run = await play(folder, join(folder, 'nowhere'));
    t.equal(run.report.verdict, 'INCOMPLETE');
    t.match(errorsOf(run), /nowhere/);
    t.equal(run.report.errors[0]?.error.code, 'ERR_SYNTALOS_EDL', 'what it cannot read is no crash');
  });

  await t.test('a stream that it does not have', async (t) => {
    const run = await play(folder, intact, { streams: ['vidoe'] });
    t.match(errorsOf(run), /Cannot play stream "vidoe".*it has "video"/);
  });

  await t.test('a video that was cut off', async (t) => {
    const { path, video } = copy('cut-video');
    truncateSync(video, Math.round(statSync(video).size * 0.6));
    const run = await play(folder, path);
    t.equal(run.report.verdict, 'INCOMPLETE');
    t.match(errorsOf(run), /Cannot read frame \d+ of video ".*\.mkv"/);
    t.ok(framesRead(run) > 0 && framesRead(run) < FRAMES, `${framesRead(run)} frames`);
  });

  await t.test('a video that is no video', async (t) => {
    const { path, video } = copy('no-video');
    writeFileSync(video, 'this is no video');
    const run = await play(folder, path);
    t.match(errorsOf(run), /Cannot open video ".*\.mkv"/);
    t.equal(framesRead(run), 0);
  });

  await t.test('a tsync file that was cut off', async (t) => {
    const { path, tsync } = copy('cut-tsync');
    truncateSync(tsync, statSync(tsync).size - 8);
    const run = await play(folder, path);
    isWhole(t, run.report);
    t.equal(framesRead(run), FRAMES);
    t.match(run.report.modules[0]?.warnings, [
      {
        text: /Cannot read tsync file ".*_timestamps\.tsync": the terminator of block 2.*44 of the entries behind/,
      },
    ]);
  });

  await t.test('a tsync file with a damaged header', async (t) => {
    const { path, tsync } = copy('bad-header');
    const bytes = readFileSync(tsync);
    bytes[20]! ^= 0xff;
    writeFileSync(tsync, bytes);
    const run = await play(folder, path);
    isWhole(t, run.report);
    t.equal(framesRead(run), FRAMES);
    t.match(run.report.modules[0]?.warnings, [
      { text: /by its own clock: Cannot read tsync file ".*_timestamps\.tsync"/ },
    ]);
  });

  await t.test('a tsync file that has fewer times than there are frames: no frame is lost', async (t) => {
    const { path, tsync } = copy('short-tsync');
    const header = statSync(tsync).size - 2 * BLOCK_BYTES - (FRAMES - 256) * 12 - 16;
    truncateSync(tsync, header + 2 * BLOCK_BYTES);
    const run = await play(folder, path);
    isWhole(t, run.report);
    t.equal(framesRead(run), FRAMES);
    t.match(
      run.log.join('\n'),
      /warning: Video "videos\/video" has 300 frames, but its tsync file has 256 times/,
    );
    t.match(run.report.modules[0]?.warnings, [{ text: /its tsync file has 256 times/ }]);
  });

  await t.test('a tsync file that is gone: the video plays by its own clock', async (t) => {
    const { path, tsync } = copy('no-tsync');
    rmSync(tsync);
    const run = await play(folder, path);
    isWhole(t, run.report);
    t.equal(framesRead(run), FRAMES);
    t.match(
      run.log.join('\n'),
      /warning: Video "videos\/video" is played by its own clock.*_timestamps\.tsync/,
    );
    t.match(run.report.modules[0]?.warnings, [{ text: /is played by its own clock/ }]);
  });
});
