import { fork } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { isSyntalosError } from '#src/errors';
import { VideoReader, VideoWriter } from '#src/video/index';
import { Frame, type FrameDepth, type FrameFields } from '#src/types/index';

const root = new URL('../../../', import.meta.url);

/** Frames whose every value tells of its place and its frame. */
function* pattern(
  count: number,
  shape: { width: number; height: number; channels?: number; depth?: FrameDepth },
): Generator<Frame> {
  for (let index = 0; index < count; index++) {
    const frame = Frame.create({ ...shape, index, timeUsec: index * 33_333 });
    const values = frame.data;
    for (let i = 0; i < values.length; i++) values[i] = (i * 7 + index * 1009 + (i >> 5) * 3) & 0xffff;
    yield frame;
  }
}

async function record(path: string, frames: Iterable<FrameFields>): Promise<FrameFields[]> {
  const written = [...frames];
  await using writer = await VideoWriter.create(path, written[0]!, { framerateHz: 30 });
  for (const frame of written) await writer.write(frame);
  t.equal((await writer.close()).frames, written.length);
  return written;
}

/** Reads until the end or the first error. */
async function readAll(path: string): Promise<{ frames: Frame[]; error?: Error }> {
  const frames: Frame[] = [];
  await using reader = await VideoReader.open(path);
  try {
    for await (const frame of reader) frames.push(frame);
    return { frames };
  } catch (error) {
    return { frames, error: error as Error };
  }
}

const bytes = (frame: FrameFields): Buffer =>
  Buffer.from(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength);

void t.test('gray of 16 bits stays gray of 16 bits, whatever its byte order', async (t) => {
  // 16 rows of x × 257, by FFmpeg: -c:v png -pix_fmt gray16be
  const path = fileURLToPath(new URL('test/video/fixtures/gray16be.mkv', root));
  for (const channels of [undefined, 1] as const) {
    await using reader = await VideoReader.open(path, channels === undefined ? {} : { channels });
    const frame = await reader.next();
    t.match(frame, { channels: 1, depth: 'u16', width: 256 });
    t.strictSame(
      [...frame!.data.subarray(0, 256)],
      Array.from({ length: 256 }, (_, x) => x * 257),
    );
  }
});

void t.test('VideoWriter and VideoReader', async (t) => {
  const shapes = [
    { width: 64, height: 48 },
    { width: 61, height: 37 },
    { width: 64, height: 48, channels: 3 },
    { width: 33, height: 17, channels: 3 },
    { width: 35, height: 9, channels: 4 },
    { width: 31, height: 23, depth: 'u16' },
    { width: 33, height: 17, channels: 3, depth: 'u16' },
    { width: 16, height: 9, channels: 4, depth: 'u16' },
    { width: 1, height: 1 },
  ] as const;
  for (const shape of shapes) {
    const name = JSON.stringify(shape);
    await t.test(`give back exactly what was recorded, in order, with times: ${name}`, async (t) => {
      const path = join(t.testdir(), 'a:b.mkv');
      const written = await record(path, pattern(20, shape));
      const { frames, error } = await readAll(path);
      t.equal(error, undefined);
      t.equal(frames.length, 20);
      for (const [i, frame] of frames.entries()) {
        const original = written[i]!;
        if (!bytes(frame).equals(bytes(original))) t.fail(`frame ${i} differs`);
        t.equal(frame.index, i);
        t.equal(frame.timeUsec, Math.round(original.timeUsec / 1000) * 1000);
        t.equal(frame.depth, original.depth);
        t.equal(frame.channels, original.channels);
      }
    });
  }

  await t.test('tell size, layout, rate and codec', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    await record(path, pattern(4, { width: 20, height: 10, channels: 3 }));
    await using reader = await VideoReader.open(path);
    t.strictSame(reader.info, {
      width: 20,
      height: 10,
      channels: 3,
      depth: 'u8',
      byteLength: 600,
      framerateHz: 30,
      codec: 'ffv1',
      durationUsec: 133_000,
    });
  });

  await t.test('copy from shared memory at once and decode into shared memory', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    const shared = new Uint8Array(new SharedArrayBuffer(8 + 30 * 20), 8);
    await using writer = await VideoWriter.create(path, {
      width: 30,
      height: 20,
      channels: 1,
      depth: 'u8',
    });
    for (let index = 0; index < 5; index++) {
      shared.fill(index + 1);
      const accepted = writer.write(
        new Frame({ index, timeUsec: index, width: 30, height: 20, channels: 1, depth: 'u8', data: shared }),
      );
      shared.fill(255);
      await accepted;
    }
    await writer.close();
    const ring = new Uint8Array(new SharedArrayBuffer(1000)).fill(77);
    await using reader = await VideoReader.open(path);
    for (let index = 0; index < 5; index++) {
      const frame = await reader.next(ring.subarray(100));
      t.equal(frame?.data.buffer, ring.buffer);
      t.strictSame([...new Set(ring)], [77, index + 1]);
      t.strictSame([ring.indexOf(index + 1), ring.lastIndexOf(index + 1)], [100, 699]);
    }
    t.equal(await reader.next(ring), undefined);
    t.equal(await reader.next(), undefined);
  });

  await t.test('hand out colour as gray and gray as colour where asked', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    const gray = Frame.create({ width: 16, height: 16 });
    gray.data.forEach((_, i) => (gray.data[i] = i));
    await record(path, [gray]);
    await using reader = await VideoReader.open(path, { channels: 3 });
    const frame = await reader.next();
    t.strictSame([...frame!.data.subarray(0, 9)], [0, 0, 0, 1, 1, 1, 2, 2, 2]);
    t.strictSame([...frame!.data.subarray(-3)], [255, 255, 255]);
  });

  await t.test('keep times of frames that run backwards in order, and count them', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    await using writer = await VideoWriter.create(path, Frame.create({ width: 8, height: 8 }));
    for (const timeUsec of [-5000, 10_000, 4000, 10_000, 20_000]) {
      await writer.write(Frame.create({ width: 8, height: 8, timeUsec }));
    }
    t.match(await writer.close(), { frames: 5, timesAdjusted: 2 });
    const { frames } = await readAll(path);
    t.strictSame(
      frames.map(({ timeUsec }) => timeUsec),
      [0, 10_000, 10_000, 10_000, 20_000],
    );
  });
});

void t.test('VideoWriter', async (t) => {
  await t.test('refuses frames of another shape, and shapes it cannot record', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    const shape = { width: 8, height: 8, channels: 1, depth: 'u8' } as const;
    await using writer = await VideoWriter.create(path, shape);
    await t.rejects(writer.write(Frame.create({ width: 8, height: 9, index: 3 })), {
      code: 'ERR_SYNTALOS_ITEM_TYPE',
      message: /frame 3 .* 8 × 9 × 1 u8 .* expected 8 × 8 × 1 u8/,
    });
    await t.rejects(writer.write(new Frame({ ...shape, index: 0, timeUsec: 0, data: new Uint8Array(63) })), {
      code: 'ERR_SYNTALOS_ITEM_TYPE',
    });
    for (const shape of [
      { width: 8, height: 8, channels: 2, depth: 'u8' },
      { width: 8, height: 8, channels: 1, depth: 'f32' },
      { width: 0, height: 8, channels: 1, depth: 'u8' },
    ] as const) {
      await t.rejects(VideoWriter.create(path, shape), { code: 'ERR_SYNTALOS_VIDEO' });
    }
  });

  await t.test('holds a bounded number of frames', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    const frame = Frame.create({ width: 320, height: 240 });
    await using writer = await VideoWriter.create(path, frame, { queueFrames: 3 });
    const writes = Array.from({ length: 50 }, () => writer.write(frame));
    const outcomes = await Promise.allSettled(writes);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    t.ok(refused.length > 0, 'refuses what does not fit');
    for (const outcome of refused) {
      t.match(outcome, { reason: { code: 'ERR_SYNTALOS_INVALID_STATE' } });
    }
    t.equal((await writer.close()).frames, 50 - refused.length);
    await t.rejects(writer.write(frame), { code: 'ERR_SYNTALOS_CLOSED' });
  });

  await t.test('names the path when a file cannot be created', async (t) => {
    const path = join(t.testdir(), 'none', 'v.mkv');
    await t.rejects(VideoWriter.create(path, Frame.create({ width: 8, height: 8 })), {
      code: 'ERR_SYNTALOS_STORAGE',
      message: `Cannot write video "${path}": No such file or directory`,
    });
  });

  if (existsSync('/dev/full')) {
    await t.test('names the path when the disk is full, at a write or at the end', async (t) => {
      const frame = Frame.create({ width: 320, height: 240 });
      const full = { code: 'ERR_SYNTALOS_STORAGE', message: /"\/dev\/full": No space left/ };
      const recordTo = async (count: number): Promise<void> => {
        const writer = await VideoWriter.create('/dev/full', frame);
        try {
          for (let index = 0; index < count; index++) {
            frame.data.forEach((_, i) => (frame.data[i] = Math.random() * 256));
            frame.timeUsec = index * 100_000;
            await writer.write(frame);
          }
        } finally {
          await writer.close();
        }
      };
      await t.rejects(recordTo(200), full);
      await t.rejects(recordTo(1), full);
    });
  }

  await t.test('leaves a readable file when its process is killed', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    const child = fork(new URL('./fixtures/record-until-killed.js', import.meta.url), [path]);
    const written = await new Promise<number>((resolve) => {
      child.on('message', (index: number) => {
        if (index >= 79) resolve(index);
      });
    });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const { frames, error } = await readAll(path);
    t.equal(error, undefined);
    t.ok(frames.length >= written + 1 - 16 - 2 * 20, `has ${frames.length} of ${written + 1}`);
    t.ok(frames.every((frame, i) => frame.data.every((value) => value === i % 256)));
  });
});

void t.test('VideoReader', async (t) => {
  await t.test('names file and frame where a video was cut off, after all frames before', async (t) => {
    const folder = t.testdir();
    const path = join(folder, 'v.mkv');
    const written = await record(path, pattern(40, { width: 64, height: 48 }));
    const whole = await readFile(path);
    for (const share of [0.4, 0.7, 0.95]) {
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * share)));
      const { frames, error } = await readAll(path);
      t.ok(frames.length > 0 && frames.length < 40, `${frames.length} frames`);
      t.ok(frames.every((frame, i) => bytes(frame).equals(bytes(written[i]!))));
      t.match(error, {
        code: 'ERR_SYNTALOS_VIDEO',
        message: `Cannot read frame ${frames.length} of video "${path}"`,
      });
    }
  });

  await t.test('never hands out a damaged FFV1 frame, whichever bytes are damaged', async (t) => {
    const folder = t.testdir();
    const path = join(folder, 'v.mkv');
    const written = await record(path, pattern(12, { width: 40, height: 30 }));
    const originals = new Set(written.map((frame) => bytes(frame).toString('base64')));
    const whole = await readFile(path);
    let found = 0;
    const damage = fc.record({
      // Behind the headers and the first frame.
      offset: fc.integer({ min: Math.floor(whole.length / 6), max: whole.length - 1 }),
      flips: fc.uint8Array({ minLength: 1, maxLength: 40 }).filter((flips) => flips.some((b) => b > 0)),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ offset, flips }) => {
        const damaged = Buffer.from(whole);
        flips.forEach((flip, i) => {
          if (offset + i < damaged.length) damaged[offset + i]! ^= flip;
        });
        await writeFile(path, damaged);
        try {
          const { frames, error } = await readAll(path);
          if (error !== undefined) found += 1;
          return frames.every((frame) => originals.has(bytes(frame).toString('base64')));
        } catch (error) {
          return isSyntalosError(error, 'ERR_SYNTALOS_VIDEO');
        }
      }),
      { numRuns: 60 },
    );
    t.ok(found > 20, `${found} of 60 were found while reading`);
  });

  await t.test('refuses what is no video, or is not there', async (t) => {
    const folder = t.testdir({ 'text.mkv': 'hello', 'empty.mkv': '' });
    for (const name of ['text.mkv', 'empty.mkv', 'none.mkv']) {
      const path = join(folder, name);
      await t.rejects(VideoReader.open(path), {
        code: 'ERR_SYNTALOS_VIDEO',
        message: `Cannot open video "${path}": `,
      });
    }
  });

  await t.test('refuses memory that does not fit and calls that overlap or come too late', async (t) => {
    const path = join(t.testdir(), 'v.mkv');
    await record(path, pattern(3, { width: 16, height: 8, depth: 'u16' }));
    const reader = await VideoReader.open(path);
    const invalid = { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' };
    await t.rejects(reader.next(new Uint8Array(255)), invalid);
    await t.rejects(reader.next(new Uint8Array(new ArrayBuffer(300), 1)), invalid);
    const first = reader.next();
    await t.rejects(reader.next(), { code: 'ERR_SYNTALOS_INVALID_STATE' });
    t.equal((await first)?.index, 0);
    const second = reader.next();
    await Promise.all([reader.close(), reader.close()]);
    t.equal((await second)?.index, 1, 'a frame on its way still arrives');
    await t.rejects(reader.next(), { code: 'ERR_SYNTALOS_CLOSED' });
  });

  const recording = new URL('../shared/data/blink1/videos/', root);
  if (existsSync(recording)) {
    for (const [camera, frameCount] of [
      ['tis-camera', 3897],
      ['generic-camera', 971],
    ] as const) {
      await t.test(`reads all frames of ${camera} in order`, async (t) => {
        const path = fileURLToPath(new URL(`${camera}/video.mkv`, recording));
        await using reader = await VideoReader.open(path);
        t.match(reader.info, { channels: 3, depth: 'u8', codec: 'vp9' });
        const memory = new Uint8Array(reader.info.byteLength);
        let count = 0;
        let lastUsec = -1;
        for (let frame = await reader.next(memory); frame; frame = await reader.next(memory)) {
          if (frame.index !== count || frame.timeUsec <= lastUsec) t.fail(`order at ${count}`);
          lastUsec = frame.timeUsec;
          count += 1;
        }
        t.equal(count, frameCount);
      });
    }
  } else {
    t.comment('no VP9 read: the recording blink1 is not beside this repository');
  }
});

void t.test('Without node-av, opening a video says what to install', async (t) => {
  const folder = t.testdir();
  // The built package alone, in a folder from which no other package can be found.
  const bare = await mkdtemp(join(tmpdir(), 'mlink-bare-'));
  t.teardown(() => rm(bare, { recursive: true }));
  await cp(new URL('dist', root), join(bare, 'dist'), { recursive: true });
  await writeFile(join(bare, 'package.json'), '{"type":"module"}');
  const { href } = pathToFileURL(join(bare, 'dist/files/video/index.js'));
  const video = (await import(href)) as typeof import('#src/video/index');
  const missing = {
    code: 'ERR_SYNTALOS_MISSING_DEPENDENCY',
    message: /"node-av" .* install it by "npm install node-av"/,
  };
  await t.rejects(video.VideoReader.open(join(folder, 'v.mkv')), missing);
  await t.rejects(
    video.VideoWriter.create(join(folder, 'v.mkv'), Frame.create({ width: 8, height: 8 })),
    missing,
  );
});
