import { test } from 'tap';
import fc from 'fast-check';
import { AnimalPath } from '#src/host/modules/camera-synthetic/animal-path';
import { SecondaryClockAligner } from 'syntalos-mlink/timing';
import {
  hasDeviceClock,
  readCameraSettings,
  type CameraSettings,
} from '#src/host/modules/camera-synthetic/camera-settings';
import { DeviceClock } from '#src/host/modules/camera-synthetic/device-clock';
import { FrameClock } from '#src/host/modules/camera-synthetic/frame-clock';
import { createRandom } from '#src/host/modules/random';
import { SyntheticWorld } from '#src/host/modules/camera-synthetic/synthetic-world';
import type { SettingValues } from '#src/settings/index';

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
  t.equal(camera({ width: 100, height: 60 }).animal_length, 30, 'where none is asked for, it fits the frame');
  t.throws(() => camera({ fps: 0 }), { code: 'ERR_SYNTALOS_SETTING', message: /"fps"/ });
  t.end();
});

test('the device clock drifts and jumps as told, and arrivals scatter around exposures, in order', (t) => {
  const clock = new DeviceClock({
    driftPpm: 50,
    stepAtUsec: 5e6,
    stepUsec: -700,
    jitterUsec: 200,
    loss: 0.1,
    random: createRandom(5),
  });
  const stamps = Array.from({ length: 10_000 }, (_, i) => ({
    exposureUsec: i * 1000,
    ...clock.stamp(i * 1000),
  }));
  const first = stamps[0]!.deviceUsec;
  const offsetAt = (i: number): number => stamps[i]!.deviceUsec - first - stamps[i]!.exposureUsec;
  t.same([offsetAt(1000), offsetAt(4999), offsetAt(5000), offsetAt(9999)], [50, 250, -450, -200]);

  t.ok(
    stamps.every(({ arrivalUsec }, i) => i === 0 || arrivalUsec > stamps[i - 1]!.arrivalUsec),
    'no frame overtakes another',
  );
  const delays = stamps.map(({ arrivalUsec, exposureUsec }) => arrivalUsec - exposureUsec);
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  const deviation = Math.sqrt(delays.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / delays.length);
  t.ok(
    Math.abs(mean) < 10 && Math.abs(deviation - 200) < 10,
    `${mean.toFixed(1)} ± ${deviation.toFixed(1)} µs`,
  );
  const lost = stamps.filter(({ isLost }) => isLost).length;
  t.ok(lost > 900 && lost < 1100, `${lost} lost`);
  t.end();
});

test('a perfect clock changes nothing: frames arrive when they are exposed', (t) => {
  const clock = new DeviceClock({
    driftPpm: 0,
    stepAtUsec: 0,
    stepUsec: 0,
    jitterUsec: 0,
    loss: 0,
    random: createRandom(1),
  });
  for (const exposureUsec of [0, 16_667, 33_333]) {
    t.match(clock.stamp(exposureUsec), { arrivalUsec: exposureUsec, isLost: false });
  }
  t.notOk(hasDeviceClock(camera({})));
  t.ok(hasDeviceClock(camera({ clock_drift_ppm: -3 })));
  t.ok(hasDeviceClock(camera({ sync: true })));
  t.end();
});

test('ten minutes of a drifting clock with jitter and loss: aligned times stay within the tolerance', (t) => {
  const toleranceUsec = 400;
  const jitterUsec = 80;
  const points = 46;
  for (const driftPpm of [30, -30]) {
    const clock = new DeviceClock({
      driftPpm,
      stepAtUsec: 0,
      stepUsec: 0,
      jitterUsec,
      loss: 0.02,
      random: createRandom(9),
    });
    const aligner = new SecondaryClockAligner({
      expectedFrequencyHz: 200,
      calibrationPoints: points,
      toleranceUsec,
    });
    aligner.start();
    let worstUsec = 0;
    for (let i = 0; i < 120_000; i++) {
      const { arrivalUsec, deviceUsec, isLost } = clock.stamp(i * 5000);
      if (isLost) continue;
      worstUsec = Math.max(worstUsec, Math.abs(aligner.process(arrivalUsec, deviceUsec) - i * 5000));
    }
    // The tolerance is for the mean of the last offsets, which is known to so much.
    const meanUsec = (3 * jitterUsec) / Math.sqrt(points);
    t.ok(Math.abs(clock.offsetUsec(600e6)) > 40 * toleranceUsec, 'the clock itself is far off');
    t.ok(worstUsec <= toleranceUsec + meanUsec, `${driftPpm} ppm: at most ${worstUsec} µs off`);
  }
  t.end();
});
