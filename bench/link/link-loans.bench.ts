/**
 * Frames of 640 × 480 × 3 whose pixels are computed: into a loan, which is sent as it is, beside an array of the module's,
 * which is copied.
 *
 * @module
 */
import { STEADY_RATE_MSEC, type Bench } from '../harness.ts';
import { rateFigure } from './free-rate.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;

export const run: Bench = async () => {
  requireLink();
  const rateOf = async (kind: string): Promise<number> => {
    const { perSecond, left } = await linkStream({ kind, msec: STEADY_RATE_MSEC });
    if (left !== 0) throw new Error(`${left} items did not arrive`);
    return perSecond;
  };
  const lent: number[] = [];
  const copied: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    lent.push(await rateOf('lent640x480x3'));
    copied.push(await rateOf('filled640x480x3'));
  }
  return [rateFigure({ bench: 'link-loans', peer: 'submit of an array, filled each time' }, lent, copied)];
};
