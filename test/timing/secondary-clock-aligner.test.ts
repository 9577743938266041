import fc from 'fast-check';
import { SecondaryClockAligner, TsyncWriter, type SecondaryClockAlignerOptions } from 'syntalos-mlink/timing';
import { test } from 'tap';
import { holds } from './support/holds.ts';
import { MemorySink } from './support/memory-sink.ts';

test('the frequency sets calibration points and tolerance', (t) => {
  const expected: readonly (readonly [hz: number, points: number, toleranceUsec: number])[] = [
    [0.1, 46, 5_000_000],
    [1, 90, 500_000],
    [30, 710, 16_667],
    [60, 748, 8333],
    [100, 1059, 5000],
    [1000, 10_001, 500],
    [30_000, 300_001, 17],
  ];
  for (const [expectedFrequencyHz, points, toleranceUsec] of expected) {
    const aligner = new SecondaryClockAligner({ expectedFrequencyHz });
    t.strictSame(
      [aligner.calibrationPoints, aligner.toleranceUsec],
      [points, toleranceUsec],
      `${expectedFrequencyHz} Hz`,
    );
  }
  t.end();
});

test('defaults, and what overrides what', (t) => {
  const plain = new SecondaryClockAligner();
  t.strictSame([plain.calibrationPoints, plain.toleranceUsec, plain.strategies], [400, 1000, 3]);
  const all = new SecondaryClockAligner({
    expectedFrequencyHz: 60,
    calibrationPoints: 10,
    toleranceUsec: 7,
    strategies: 1,
  });
  t.strictSame([all.calibrationPoints, all.toleranceUsec, all.strategies], [46, 7, 1]);
  t.end();
});

test('naming a tsync file adds the strategy to write one; taking it away removes it', async (t) => {
  const details: number[] = [];
  const tsync = await TsyncWriter.create(new MemorySink(), { moduleName: 'm', collectionId: '' });
  const aligner = new SecondaryClockAligner({ onDetails: (strategies) => details.push(strategies) });
  t.ok(aligner.setTsync(tsync));
  t.equal(aligner.strategies, 11);
  t.ok(aligner.setTsync(undefined));
  t.strictSame(details, [3, 11, 3], 'at creation and at each change');
});

test('once calibrated, changes and a second start are refused with a warning each', (t) => {
  const warnings: string[] = [];
  const aligner = new SecondaryClockAligner({
    calibrationPoints: 46,
    onWarning: (message) => warnings.push(message),
  });
  t.ok(aligner.start());
  for (let i = 0; i < 91; i++) aligner.process(i * 1000, i * 1000);
  t.ok(aligner.setToleranceUsec(900), 'not calibrated yet');
  t.notOk(aligner.isCalibrated);
  aligner.process(91_000, 91_000);
  t.ok(aligner.isCalibrated);

  const refused = [
    aligner.setStrategies(1),
    aligner.setToleranceUsec(5),
    aligner.setCalibrationPointsCount(500),
    aligner.setExpectedClockFrequencyHz(30),
    aligner.setTsync(undefined),
    aligner.start(),
  ];

  t.strictSame(
    refused,
    refused.map(() => false),
  );
  t.equal(warnings.length, refused.length);
  t.match(warnings[0], /Cannot change the strategies of a clock synchronizer: it is calibrated already/);
  t.strictSame([aligner.strategies, aligner.toleranceUsec, aligner.calibrationPoints], [3, 900, 46]);
  t.end();
});

test('a frequency that is not above 0 is refused with a warning', (t) => {
  const warnings: string[] = [];
  const aligner = new SecondaryClockAligner({ onWarning: (message) => warnings.push(message) });
  for (const hz of [0, -30, NaN, Infinity]) t.notOk(aligner.setExpectedClockFrequencyHz(hz));
  t.equal(warnings.length, 4);
  t.equal(aligner.calibrationPoints, 400);
  t.end();
});

test('numbers that are no whole µs, and settings out of range, are refused', (t) => {
  const refused = { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' };
  const aligner = new SecondaryClockAligner();
  for (const [master, device] of [
    [0.5, 0],
    [0, 0.5],
    [NaN, 0],
    [0, Infinity],
    [2 ** 53, 0],
  ] as const) {
    t.throws(() => aligner.process(master, device), refused);
  }
  const wrong: SecondaryClockAlignerOptions[] = [
    { strategies: 16 },
    { strategies: -1 },
    { toleranceUsec: -5 },
    { toleranceUsec: 0.5 },
    { calibrationPoints: 1e9 },
    { expectedFrequencyHz: 1e9 },
  ];
  for (const options of wrong) t.throws(() => new SecondaryClockAligner(options), refused);
  t.end();
});

test('a steady clock is never corrected, whatever its offset and jitter within the tolerance', async (t) => {
  const device = fc.record({
    offset: fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.constant(17e14)),
    periodUsec: fc.integer({ min: 100, max: 100_000 }),
    jitter: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 46, maxLength: 46 }),
  });
  await holds(
    t,
    fc.property(device, ({ offset, periodUsec, jitter }) => {
      const aligner = new SecondaryClockAligner({ calibrationPoints: 46 });
      const reports: number[] = [];
      aligner.onReport = (value) => reports.push(value);
      aligner.start();
      let last = -Infinity;
      for (let i = 0; i < 400; i++) {
        const master = i * periodUsec + (jitter[i % 46] ?? 0);
        const aligned = aligner.process(master, i * periodUsec + offset);
        // A fluke may be replaced by device time, which is no further off than the jitter.
        if (Math.abs(aligned - master) > 100 || aligned < last) return false;
        last = aligned;
      }
      return aligner.correctionUsec === 0 && reports.every((value) => Math.abs(value) <= 100);
    }),
  );
});

for (const [name, ppm, strategies] of [
  ['fast', 500, 2],
  ['slow', -500, 1],
] as const) {
  test(`a device clock that runs too ${name} is followed: device time and correction stay together`, (t) => {
    const aligner = new SecondaryClockAligner({ calibrationPoints: 100, toleranceUsec: 1000, strategies });
    aligner.start();
    let worst = 0;
    let last = -1;
    let backwards = 0;
    for (let i = 0; i < 20_000; i++) {
      const master = i * 10_000;
      const device = Math.round(master * (1 + ppm / 1e6)) + 5000;
      const aligned = aligner.process(master, device);
      if (aligned < last) backwards++;
      last = aligned;
      if (i > 10_000)
        worst = Math.max(
          worst,
          Math.abs(device - aligner.expectedOffsetUsec - aligner.correctionUsec - master),
        );
    }
    const drifted = 200_000_000 * (ppm / 1e6);
    t.ok(
      Math.abs(aligner.correctionUsec) > Math.abs(drifted) / 2,
      `${aligner.correctionUsec} of ${drifted} µs`,
    );
    t.equal(Math.sign(aligner.correctionUsec), Math.sign(ppm), 'above 0: too fast');
    t.ok(worst < Math.abs(drifted) / 2, `at most ${worst} µs off`);
    t.equal(backwards, 0);
    t.end();
  });
}

test('without leave to shift that way, times stay as they are', (t) => {
  for (const [ppm, strategies] of [
    [500, 1],
    [-500, 2],
    [500, 0],
  ] as const) {
    const aligner = new SecondaryClockAligner({ calibrationPoints: 46, strategies });
    let changed = 0;
    for (let i = 0; i < 5000; i++) {
      const master = i * 10_000;
      if (aligner.process(master, Math.round(master * (1 + ppm / 1e6))) !== master) changed++;
    }
    t.not(aligner.correctionUsec, 0, 'though a correction is known');
    t.equal(changed, 0);
  }
  t.end();
});

test('a lone late pair is bridged by device time', (t) => {
  const aligner = new SecondaryClockAligner({ calibrationPoints: 46 });
  for (let i = 0; i < 100; i++) aligner.process(i * 1000 + (i % 5), i * 1000);
  t.equal(aligner.process(100_000 + 20_000, 100_000), 99_000 + (99 % 5) + 1000);
  t.equal(aligner.process(101_002, 101_000), 101_002, 'and the next is as ever');
  t.end();
});

test('stop writes the last pair and closes the file, once', async (t) => {
  const sink = new MemorySink();
  const tsync = await TsyncWriter.create(sink, { moduleName: 'm', collectionId: '' });
  const aligner = new SecondaryClockAligner({ calibrationPoints: 46, tsync });
  for (let i = 0; i < 92; i++) aligner.process(i * 1000, i * 1000 + 7);
  aligner.stop();
  aligner.stop();
  t.ok(sink.closed);
  t.strictSame(await sink.entries(), [
    [0, -7],
    [91_007, 91_000],
  ]);
  t.equal(aligner.process(92_000, 92_007), 92_000, 'times can still be aligned');
});

test('stopped before it was calibrated, the file is complete and without entries', async (t) => {
  const sink = new MemorySink();
  const tsync = await TsyncWriter.create(sink, { moduleName: 'm', collectionId: '' });
  const aligner = new SecondaryClockAligner({ tsync });
  aligner.process(1, 2);
  aligner.stop();
  t.strictSame(await sink.entries(), []);
});

test('a clock that starts again is said once, with the whole of it at the end', (t) => {
  const warnings: string[] = [];
  const aligner = new SecondaryClockAligner({
    expectedFrequencyHz: 30,
    calibrationPoints: 46,
    onWarning: (text) => warnings.push(text),
  });
  const deviceUsec = (usec: number): number => (usec < 60e6 ? usec + 500e6 : usec - 60e6);
  for (let i = 0; i < 30 * 120; i++) {
    const usec = Math.round((i * 1e6) / 30);
    aligner.process(usec + (i % 7), deviceUsec(usec));
  }
  t.equal(warnings.length, 2, 'one of a kind, not one for each of 1,800 frames');
  t.match(warnings[0], /The device's clock jumped back by 559966667 µs.*CounterUnwrapper/);
  t.match(warnings[1], /would run backwards/);
  aligner.stop();
  t.match(warnings.slice(2).sort(), [
    /^Aligned times that would have run backwards: \d+ times in all/,
    /^The device's clock was off by more than 16667 µs from 6\d\.\d s to 120\.0 s by up to -\d+ ms/,
  ]);
  const count = warnings.length;
  aligner.stop();
  t.equal(warnings.length, count, 'said once');
  t.end();
});

test('calibration takes as long as the guide says', (t) => {
  for (const [frequencyHz, seconds] of [
    [5, 180],
    [10, 180],
    [20, 81],
    [30, 47],
    [60, 25],
    [100, 21],
    [200, 20],
    [1000, 20],
  ]) {
    const aligner = new SecondaryClockAligner({ expectedFrequencyHz: frequencyHz! });
    aligner.start();
    let pairs = 0;
    for (; !aligner.isCalibrated; pairs++) {
      const timeUsec = Math.round((pairs * 1e6) / frequencyHz!);
      aligner.process(timeUsec, timeUsec);
    }
    t.equal(Math.round(pairs / frequencyHz!), seconds, `${frequencyHz} Hz`);
  }
  t.end();
});

test('a run that ends before calibration says so', (t) => {
  const warnings: string[] = [];
  const aligner = new SecondaryClockAligner({
    calibrationPoints: 50,
    onWarning: (text) => warnings.push(text),
  });
  for (let i = 0; i < 30; i++) aligner.process(i * 1000, i * 1000);
  aligner.stop();
  t.match(warnings, [/was not calibrated when the run ended: it had 30 of 100 pairs/]);
  const unused = new SecondaryClockAligner({ onWarning: (text) => warnings.push(text) });
  unused.stop();
  t.equal(warnings.length, 1, 'nothing was aligned, nothing is missing');
  t.end();
});
