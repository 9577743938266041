/**
 * Lines by `submitAsync` through a module process that cannot follow, beside `submit`.
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
  const rateOf = async (isAsync: boolean): Promise<number> => {
    const stream = { kind: 'line', msec: STEADY_RATE_MSEC, isForwarded: true, isAsync };
    const { perSecond, left } = await linkStream(stream);
    if (left !== 0) throw new Error(`${left} items did not arrive`);
    return perSecond;
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    ours.push(await rateOf(true));
    theirs.push(await rateOf(false));
  }
  const subject = 'module process submitAsync → module process → module process onData';
  return [rateFigure({ bench: 'link-async', peer: 'submit', subject }, ours, theirs)];
};
