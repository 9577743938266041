/**
 * How many pairs a second the plain aligner takes at N = 400, beside the least that any aligner
 * must do: a running mean over a ring of 400 offsets.
 *
 * @module
 */
import { SecondaryClockAligner } from 'syntalos-mlink/timing';
import { compare, type Bench } from '../harness.ts';

const PAIRS = 2_000_000;
const POINTS = 400;

export const run: Bench = async () => [
  await comparison('steady, jitter 0.2 ms', 0),
  await comparison('drifting 100 ppm', 100),
];

function comparison(subject: string, ppm: number): ReturnType<typeof compare> {
  const { masters, devices } = makePairs(ppm);
  return compare({
    bench: 'aligner',
    subject,
    unit: 'pairs/s',
    ours: () => align(masters, devices),
    peer: { name: 'running mean', measure: () => runningMean(masters, devices) },
  });
}

/** Times at 1 kHz; jitter of both signs from a fixed seed, now and then a late one. */
function makePairs(ppm: number): { readonly masters: Float64Array; readonly devices: Float64Array } {
  let seed = 12345;
  const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
  const devices = Float64Array.from({ length: PAIRS }, (_, i) => Math.round(i * 1000 * (1 + ppm / 1e6)));
  const masters = Float64Array.from({ length: PAIRS }, (_, i) => {
    const gaussian = random() + random() + random() + random() - 2;
    return i * 1000 + 5000 + Math.round(gaussian * 350) + (random() < 0.001 ? 4000 : 0);
  });
  return { masters, devices };
}

function align(masters: Float64Array, devices: Float64Array): number {
  const aligner = new SecondaryClockAligner({ calibrationPoints: POINTS });
  aligner.start();
  let sum = 0;
  const start = performance.now();
  for (let i = 0; i < PAIRS; i++) sum += aligner.process(masters[i]!, devices[i]!);
  return perSecond(start, sum);
}

function runningMean(masters: Float64Array, devices: Float64Array): number {
  const ring = new Float64Array(POINTS);
  let at = 0;
  let total = 0;
  let sum = 0;
  const start = performance.now();
  for (let i = 0; i < PAIRS; i++) {
    const offset = devices[i]! - masters[i]!;
    total += offset - ring[at]!;
    ring[at] = offset;
    at = at + 1 === POINTS ? 0 : at + 1;
    sum += Math.trunc(total / POINTS);
  }
  return perSecond(start, sum);
}

function perSecond(start: number, sum: number): number {
  const seconds = (performance.now() - start) / 1000;
  if (!Number.isFinite(sum)) throw new Error('the work was not done');
  return PAIRS / seconds;
}
