import {
  FrequencyCounterAligner,
  TsyncWriter,
  type FrequencyCounterAlignerOptions,
} from 'syntalos-mlink/timing';
import { test } from 'tap';
import { MemorySink } from './support/memory-sink.ts';

test('24 blocks are averaged over where none are asked for, 500 by default', (t) => {
  t.equal(new FrequencyCounterAligner({ frequencyHz: 1000 }).calibrationBlocks, 500);
  t.equal(new FrequencyCounterAligner({ frequencyHz: 1000, calibrationBlocks: 0 }).calibrationBlocks, 24);
  t.equal(new FrequencyCounterAligner({ frequencyHz: 1000, calibrationBlocks: -3 }).calibrationBlocks, 24);
  t.equal(new FrequencyCounterAligner({ frequencyHz: 1000, calibrationBlocks: 3 }).calibrationBlocks, 3);
  t.end();
});

test('once calibrated, changes and a second start are refused with a warning each', (t) => {
  const warnings: string[] = [];
  const aligner = new FrequencyCounterAligner({
    frequencyHz: 1000,
    calibrationBlocks: 24,
    onWarning: (message) => warnings.push(message),
  });
  t.ok(aligner.start());
  feed(aligner, { blocks: 48 });
  t.ok(aligner.isCalibrated);
  const refused = [
    aligner.setStrategies(1),
    aligner.setToleranceUsec(5),
    aligner.setCalibrationBlocksCount(500),
    aligner.setTsync(undefined),
    aligner.start(),
  ];
  t.strictSame(
    refused,
    refused.map(() => false),
  );
  t.equal(warnings.length, refused.length);
  t.end();
});

test('indices that ran ahead are shifted back toward the master clock', (t) => {
  const aligner = new FrequencyCounterAligner({ frequencyHz: 1000, calibrationBlocks: 50 });
  feed(aligner, { blocks: 200 });
  t.equal(aligner.indexOffset, 0);
  // 40 counts too many, as a device that counts a pulse twice.
  const last = feed(aligner, { blocks: 3000, from: 200, surplus: 40 });
  t.ok(aligner.indexOffset >= 10, `${aligner.indexOffset} of 40`);
  t.equal(last.at(-1), BigInt(3200 * 10 - 1 + 40 - aligner.indexOffset));
  t.end();
});

test('without leave to shift that way, indices stay as they are though the offset is known', (t) => {
  const aligner = new FrequencyCounterAligner({ frequencyHz: 1000, calibrationBlocks: 50, strategies: 1 });
  feed(aligner, { blocks: 200 });
  const last = feed(aligner, { blocks: 3000, from: 200, surplus: 40 });
  t.ok(aligner.indexOffset >= 10);
  t.equal(last.at(-1), BigInt(3200 * 10 - 1 + 40));
  t.end();
});

test('blocks of one index can be aligned', (t) => {
  const aligner = new FrequencyCounterAligner({
    frequencyHz: 100,
    calibrationBlocks: 24,
    toleranceUsec: 5000,
  });
  let outputs = 0;
  for (let i = 0; i < 4000; i++) {
    const index = BigUint64Array.of(BigInt(i + (i < 100 ? 0 : 20)));
    aligner.process((i + 1) * 10_000, 0, 1, index);
    if (index[0] !== BigInt(i + (i < 100 ? 0 : 20))) outputs++;
  }
  t.ok(aligner.indexOffset > 0);
  t.ok(outputs > 0);
  t.end();
});

test('what cannot be a block is refused', (t) => {
  const refused = { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' };
  const wrong: FrequencyCounterAlignerOptions[] = [
    { frequencyHz: 0 },
    { frequencyHz: NaN },
    { frequencyHz: 1000, calibrationBlocks: 1e9 },
    { frequencyHz: 1000, toleranceUsec: -1 },
  ];
  for (const options of wrong) t.throws(() => new FrequencyCounterAligner(options), refused);
  const aligner = new FrequencyCounterAligner({ frequencyHz: 1000 });
  const one = BigUint64Array.of(1n);
  t.throws(() => aligner.process(0.5, 0, 1, one), refused);
  t.throws(() => aligner.process(0, 1, 1, one), refused);
  t.throws(() => aligner.process(0, -1, 1, one), refused);
  t.throws(() => aligner.process(0, 0, 0, one), refused);
  t.throws(() => aligner.process(0, 0, 1, new BigUint64Array(0)), refused);
  t.end();
});

for (const [what, lastValidMasterUsec, expected] of [
  ['the last block where nothing else is said', undefined, [480_000, 480_000]],
  ['the last valid master time', 470_500, [470_500, 470_500]],
  ['the last block where the valid time is later', 999_999, [480_000, 480_000]],
] as const) {
  test(`the tsync file ends with ${what}`, async (t) => {
    const sink = new MemorySink();
    const tsync = await TsyncWriter.create(sink, { moduleName: 'm', collectionId: '' });
    const aligner = new FrequencyCounterAligner({ frequencyHz: 1000, calibrationBlocks: 24, tsync });
    feed(aligner, { blocks: 48 });
    aligner.lastValidMasterUsec = lastValidMasterUsec;
    aligner.stop();
    t.ok(sink.closed);
    t.strictSame(await sink.entries(), [[0, 0], expected]);
  });
}

/** Blocks of 10 indices at 1 kHz, on time; returns the last one as aligned. */
function feed(
  aligner: FrequencyCounterAligner,
  what: { readonly blocks: number; readonly from?: number; readonly surplus?: number },
): BigUint64Array {
  const { blocks, from = 0, surplus = 0 } = what;
  let indices = new BigUint64Array(0);
  for (let block = from; block < from + blocks; block++) {
    indices = BigUint64Array.from({ length: 10 }, (_, i) => BigInt(block * 10 + i + surplus));
    aligner.process((block + 1) * 10_000, 0, 1, indices);
  }
  return indices;
}
