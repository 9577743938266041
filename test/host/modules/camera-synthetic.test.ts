import { test } from 'tap';
import fc from 'fast-check';
import { AnimalPath } from '#src/host/modules/camera-synthetic/animal-path';
import { readCameraSettings, type CameraSettings } from '#src/host/modules/camera-synthetic/camera-settings';
import { FrameClock } from '#src/host/modules/camera-synthetic/frame-clock';
import { createRandom } from '#src/host/modules/random';
import { SyntheticWorld } from '#src/host/modules/camera-synthetic/synthetic-world';
import type { SettingValues } from '#src/host/project/index';

function camera(settings: SettingValues): CameraSettings {
  return readCameraSettings({ id: 'cam', settings, settingFolders: {} });
}

/** Centre of all pixels darker than a level. */
function centerOfDark(pixels: Uint8Array, width: number, level: number): { x: number; y: number } {
  let count = 0;
  let x = 0;
  let y = 0;
  pixels.forEach((value, i) => {
    if (value >= level) return;
    count++;
    x += i % width;
    y += Math.floor(i / width);
  });
  return { x: x / count, y: y / count };
}

test('the animal never leaves its rectangle and never jumps, whatever the seed', (t) => {
  const box = { left: 40, top: 30, right: 600, bottom: 420 };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff_ffff }),
      fc.double({ min: 0, max: 86_400, noNaN: true }),
      (seed, sec) => {
        const path = new AnimalPath({ ...box, speedPxPerSec: 150, random: createRandom(seed) });
        const pose = path.poseAt(sec * 1e6);
        const next = path.poseAt(sec * 1e6 + 1000);
        const inside = pose.x >= box.left && pose.x <= box.right && pose.y >= box.top && pose.y <= box.bottom;
        return inside && Math.hypot(next.x - pose.x, next.y - pose.y) < 2;
      },
    ),
  );
  t.end();
});

test('the animal looks where it goes, at the speed that was asked for in the mean', (t) => {
  const path = new AnimalPath({
    left: 0,
    top: 0,
    right: 600,
    bottom: 400,
    speedPxPerSec: 200,
    random: createRandom(7),
  });
  const stepUsec = 10_000;
  const steps = 60_000;
  let squares = 0;
  for (let i = 0; i < steps; i++) {
    const from = path.poseAt(i * stepUsec);
    const to = path.poseAt((i + 1) * stepUsec);
    const way = Math.hypot(to.x - from.x, to.y - from.y);
    squares += way * way;
    const along = (to.x - from.x) * Math.cos(from.headingRad) + (to.y - from.y) * Math.sin(from.headingRad);
    if (way > 1 && along < 0.9 * way) t.fail(`at step ${i} it goes another way than it looks`);
  }
  const rms = Math.sqrt(squares / steps) / (stepUsec / 1e6);
  t.ok(rms > 190 && rms < 210, `${rms.toFixed(1)} px/s`);
  t.end();
});

test('the centre of the drawn animal is the true position, to a fraction of a pixel', (t) => {
  for (const noise of [0, 4]) {
    const world = new SyntheticWorld(camera({ noise, seed: 3 }));
    const pixels = new Uint8Array(640 * 480);
    for (let i = 0; i < 20; i++) {
      const pose = world.poseAt(i * 400_000);
      world.draw(pixels, pose);
      const seen = centerOfDark(pixels, 640, 112);
      const errorPx = Math.hypot(seen.x - pose.x, seen.y - pose.y);
      t.ok(errorPx < 0.2, `noise ${noise}, frame ${i}: ${errorPx.toFixed(3)} px`);
    }
  }
  t.end();
});

test('the same seed gives the same frames, another seed other ones', (t) => {
  const film = (seed: number, channels: number): Uint8Array => {
    const settings = camera({ width: 101, height: 67, animal_length: 20, seed, channels });
    const world = new SyntheticWorld(settings);
    const pixels = new Uint8Array(101 * 67 * channels);
    for (let i = 0; i < 3; i++) world.draw(pixels, world.poseAt(i * 16_667));
    return pixels;
  };
  t.strictSame(film(5, 1), film(5, 1));
  t.strictSame(film(5, 3), film(5, 3));
  t.not(Buffer.compare(film(5, 1), film(6, 1)), 0);
  t.end();
});

test('noise has the deviation that was asked for', (t) => {
  const world = new SyntheticWorld(camera({ noise: 5 }));
  const pose = world.poseAt(0);
  const first = new Uint8Array(640 * 480);
  const second = new Uint8Array(640 * 480);
  world.draw(first, pose);
  world.draw(second, pose);
  let squares = 0;
  for (let i = 0; i < first.length; i++) squares += (first[i]! - second[i]!) ** 2;
  // A difference of two frames has twice the variance of one.
  const deviation = Math.sqrt(squares / first.length / 2);
  t.ok(deviation > 4.7 && deviation < 5.3, deviation.toFixed(2));
  t.end();
});

test('frame k is due k periods after the start, without drift', (t) => {
  const clock = new FrameClock(60);
  t.equal(clock.exposureUsec(0), 0);
  t.equal(clock.exposureUsec(1), 16_667);
  t.equal(clock.exposureUsec(60 * 3600 * 24), 24 * 3600 * 1e6);
  t.end();
});

test('settings that make no picture are refused by name', (t) => {
  t.throws(() => camera({ channels: 2 }), {
    code: 'ERR_SYNTALOS_SETTING',
    message: /"channels".*1 \(grey\) or 3/,
  });
  t.throws(() => camera({ width: 100, height: 60, animal_length: 40 }), {
    code: 'ERR_SYNTALOS_SETTING',
    message: /"animal_length".*40 px.*at most 30 px/,
  });
  t.throws(() => camera({ fps: 0 }), { code: 'ERR_SYNTALOS_SETTING', message: /"fps"/ });
  t.end();
});
