import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'tap';
import { parseCsv, type EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { VideoWriter } from '#src/video/index';
import { Frame } from '#src/types/index';
import type { SettingValue } from '#src/settings/index';
import { freeUdpPort, sendMpegTs, writeMpegTs } from './support/mpegts.js';
import { listen } from './support/listen.js';
import { startRtspCamera } from './support/rtsp.js';
import { runModules, type FinishedRun } from './support/run-modules.js';

const FRAME_LOG = new URL('./fixtures/frame-log.js', import.meta.url).href;

function film(
  folder: string,
  settings: Readonly<Record<string, SettingValue>>,
  onLog?: (text: string) => void,
): Promise<FinishedRun> {
  return runModules({
    folder,
    ...(onLog === undefined ? {} : { onLog }),
    modules: [
      { id: 'cam', use: 'camera', settings },
      { id: 'log', use: FRAME_LOG },
      { id: 'frame-log', use: 'table-recorder' },
    ],
    connections: ['cam:frames > log:frames', 'log:rows > frame-log:rows'],
  });
}

async function framesOf(recording: EdlCollection): Promise<string[][]> {
  const path = (recording.find('frame-log') as EdlDataset).dataFile!.parts[0]!.path;
  return parseCsv(await readFile(path)).slice(1);
}

test('a test picture comes in its size, at its times, and ends the run when it ends', async (t) => {
  const { report, recording } = await film(t.testdir(), {
    input: 'lavfi:testsrc2=size=64x48:rate=50:duration=0.6',
  });
  t.not(report.verdict, 'INCOMPLETE');
  const frames = await framesOf(recording);
  t.equal(frames.length, 30);
  t.strictSame(
    frames.map((row) => row.slice(0, 3)),
    Array.from({ length: 30 }, (_, i) => [String(i), String(i * 20_000), '64x48x3 u8']),
  );
  t.ok(report.durationMsec >= 580, 'nothing comes before its time');
});

test('a file is a camera, too, in grey when asked', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'a b.mkv');
  {
    await using writer = await VideoWriter.create(
      path,
      Frame.create({ width: 32, height: 16, channels: 3 }),
      {
        framerateHz: 100,
      },
    );
    for (let index = 0; index < 12; index++) {
      await writer.write(Frame.create({ width: 32, height: 16, channels: 3, timeUsec: index * 10_000 }));
    }
  }
  const { report, recording } = await film(folder, { input: path, color: 'grey' });
  t.not(report.verdict, 'INCOMPLETE');
  t.strictSame(
    (await framesOf(recording)).map((row) => row[2]),
    Array.from({ length: 12 }, () => '32x16x1 u8'),
  );
});

test('what cannot be opened, and an unknown format, are named', async (t) => {
  const missing = await film(t.testdir(), { input: '/none/cam.mkv' });
  t.match(missing.report.reasons[0], /Cannot open video "\/none\/cam.mkv": No such file or directory/);
  const format = await film(t.testdir(), { input: 'x', format: 'nonesuch' });
  t.match(format.report.reasons[0], /Cannot open video "x": this FFmpeg has no input format "nonesuch"/);
});

/** A Matroska file of some frames. */
async function fileOf(frameCount: number, folder: string): Promise<Buffer> {
  const path = join(folder, 'stream.mkv');
  {
    await using writer = await VideoWriter.create(path, Frame.create({ width: 32, height: 16 }), {
      framerateHz: 100,
    });
    for (let index = 0; index < frameCount; index++) {
      await writer.write(Frame.create({ width: 32, height: 16, timeUsec: index * 10_000 }));
    }
  }
  return readFile(path);
}

/** A stream over HTTP of some frames, which then is silent, or ends. */
async function streamOf(frameCount: number, folder: string, ends: boolean): Promise<Server> {
  const bytes = await fileOf(frameCount, folder);
  const server = createServer((_, response) => {
    response.write(bytes);
    if (ends) response.end();
  });
  await listen(server);
  return server;
}

for (const [ends, problem] of [
  [true, 'it has ended'],
  [false, 'it gave no frame for 0.5 s|Cannot read frame \\d+ of video'],
] as const) {
  test(`a stream that ${ends ? 'ends' : 'falls silent'} ends the run by the camera's name`, async (t) => {
    const folder = t.testdir();
    const server = await streamOf(200, folder, ends);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { report, recording } = await film(folder, { input: url, stall_sec: 0.5 });
    server.closeAllConnections();
    server.close();
    t.equal(report.verdict, 'INCOMPLETE');
    t.match(report.reasons[0], new RegExp(problem));
    t.match(report.reasons[0], url);
    const frames = await framesOf(recording);
    t.ok(frames.length > 100, `${frames.length} frames`);
    const times = frames.map(([, time]) => Number(time));
    t.ok(
      times.every((time, i) => time >= (times[i - 1] ?? 0)),
      'each at its arrival',
    );
  });
}

test('a camera that falls silent is waited for when asked; its stalls are counted', async (t) => {
  const folder = t.testdir();
  const bytes = await fileOf(200, folder);
  let goOn: () => void = () => undefined;
  const server = createServer((_, response) => {
    response.write(bytes.subarray(0, bytes.length / 2));
    goOn = () => response.end(bytes.subarray(bytes.length / 2));
  });
  const input = `http://127.0.0.1:${await listen(server)}/`;
  const { report, recording } = await film(folder, { input, stall_sec: 0.5, on_stall: 'wait' }, (text) => {
    if (text.includes('gives no frames')) goOn();
  });
  server.close();
  t.match(report.reasons[0], /it has ended/);
  t.match(report.modules[0]?.figures, { stalls: { value: 1 } });
  t.match(report.modules[0]?.warnings, [
    { text: `Camera "${input}" gives no frames for 0.5 s; waiting for it` },
  ]);
  t.equal((await framesOf(recording)).length, 200, 'none is lost');
});

test('a stream of UDP packets is a camera; when they cease, the run ends by its name', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'stream.ts');
  // It is looked at for some seconds before the run begins.
  await writeMpegTs(path, 250);
  const port = await freeUdpPort();
  const input = `udp://127.0.0.1:${port}`;
  const ended = new AbortController();
  const sending = sendMpegTs(path, { port, seconds: 10, signal: ended.signal });
  const { report, recording } = await film(folder, { input, stall_sec: 1 }, (text) => {
    if (text.includes('is running')) ended.abort();
  });
  ended.abort();
  await sending;
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.reasons[0], `"${input}"`);
  const frames = await framesOf(recording);
  t.ok(frames.length > 0, `${frames.length} frames`);
  t.strictSame(new Set(frames.map(([, , shape]) => shape)), new Set(['64x48x3 u8']));
});

test('a camera of RTSP is asked for its stream, and filmed until it goes', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'stream.ts');
  await writeMpegTs(path, 250);
  // It is looked at for some seconds of film before the run begins.
  const camera = await startRtspCamera({ bytes: await readFile(path), seconds: 10, secondsAtOnce: 8 });
  const { report, recording } = await film(folder, { input: camera.url, stall_sec: 2 });
  camera.close();
  t.strictSame(camera.requests.slice(0, 4), ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY']);
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.reasons[0], `"${camera.url}"`);
  const frames = await framesOf(recording);
  t.ok(frames.length > 200, `${frames.length} frames`);
  t.strictSame(new Set(frames.map(([, , shape]) => shape)), new Set(['64x48x3 u8']));
});

/** Films a camera whose frames arrive in bursts: steps of the last times, and the report of its synchronizers. */
async function filmBursts(
  folder: string,
  bytes: Buffer,
  sync: boolean,
): Promise<{ readonly even: number; readonly calibrated: readonly boolean[]; readonly what: string }> {
  const server = createServer((_, response) => void sendInBursts(bytes, response));
  const input = `http://127.0.0.1:${await listen(server)}/`;
  const { report, recording } = await film(folder, { input, sync, calibration_points: 46 });
  server.close();
  const times = (await framesOf(recording)).map(([, time]) => Number(time)).slice(-200);
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  const synchronizers = report.modules.find(({ id }) => id === 'cam')?.synchronizers ?? [];
  return {
    even: steps.filter((step) => Math.abs(step - 10_000) <= 2_000).length,
    calibrated: synchronizers.map(({ calibrated }) => calibrated),
    what: `${times.length} times, ${report.reasons.join('; ')}`,
  };
}

test("frames that arrive in bursts have the times of the camera's clock once it is calibrated, else of their arrival", async (t) => {
  const folder = t.testdir();
  const bytes = await fileOf(400, folder);
  const [aligned, arrived] = await Promise.all([
    filmBursts(join(folder, 'aligned'), bytes, true),
    filmBursts(join(folder, 'arrived'), bytes, false),
  ]);
  t.strictSame(aligned.calibrated, [true], aligned.what);
  t.ok(aligned.even > 150, `${aligned.even} of 199 steps are those of the camera`);
  t.strictSame(arrived.calibrated, [], 'without a synchronizer');
  t.ok(arrived.even < 50, `${arrived.even} of 199 steps are those of the camera`);
});

/** Sends a film of 100 frames a second as a network does that is held up again and again. */
async function sendInBursts(bytes: Buffer, response: ServerResponse): Promise<void> {
  const burst = Math.ceil(bytes.length / 50);
  for (let at = 0; at < bytes.length; at += burst) {
    response.write(bytes.subarray(at, at + burst));
    await delay(80);
  }
  response.end();
}
