/**
 * How many pairs a second `processTimestamps` takes, beside the plain aligner in this thread.
 *
 * @module
 */
import { SecondaryClockAligner } from 'syntalos-mlink/timing';
import { compare, type Bench } from '../harness.ts';
import { CALIBRATION_POINTS, openSynchronizer } from './open-synchronizer.ts';

const PAIRS = 1_000_000;

export const run: Bench = async () => {
  const pairs = makePairs();
  const aligner = new SecondaryClockAligner({ calibrationPoints: CALIBRATION_POINTS });
  aligner.start();
  const { sync, close } = await openSynchronizer();
  const figure = await compare({
    bench: 'sync-batch',
    subject: 'processTimestamps',
    unit: 'pairs/s',
    ours: () => {
      const begin = performance.now();
      const aligned = sync.processTimestamps(pairs);
      return perSecond(begin, aligned);
    },
    peer: {
      name: 'plain aligner',
      measure: () => {
        const begin = performance.now();
        const aligned = new Float64Array(PAIRS);
        for (let i = 0; i < PAIRS; i++) aligned[i] = aligner.process(pairs[2 * i]!, pairs[2 * i + 1]!);
        return perSecond(begin, aligned);
      },
    },
  });
  await close();
  return [figure];
};

/** Times at 1 kHz with jitter of both signs from a fixed seed. */
function makePairs(): Float64Array {
  let seed = 12345;
  const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
  const pairs = new Float64Array(2 * PAIRS);
  for (let i = 0; i < PAIRS; i++) {
    const jitter = random() + random() + random() + random() - 2;
    pairs[2 * i] = i * 1000 + 5000 + Math.round(jitter * 350);
    pairs[2 * i + 1] = i * 1000;
  }
  return pairs;
}

function perSecond(begin: number, aligned: Float64Array): number {
  const seconds = (performance.now() - begin) / 1000;
  if (!(aligned[PAIRS - 1]! > 0)) throw new Error('the work was not done');
  return PAIRS / seconds;
}
