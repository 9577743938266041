/**
 * Streams through a process that passes each item on, at the highest rate that is held: at it, items
 * arrive at that rate, none is older than 2 s, and at most 2 are left at the stop.
 *
 * @module
 */
import { STEADY_RATE_MSEC, type Bench } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';
import { rateFigure } from './free-rate.ts';

const RUNS = 5;
const MAX_AGE_SEC = 2;
const MAX_LEFT = 2;
/** How much of the rate must arrive: clocks and bursts take the rest. */
const LEAST_SHARE = 0.97;
/** Tried in turn, as parts of the rate at which items go without a limit. */
const SHARES = [1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2] as const;

/** One side at a rate: what arrived per second, and whether that was held. */
type Attempt = (perSecond: number, msec: number) => Promise<{ perSecond: number; isHeld: boolean }>;

/** Held rates through a process, beside the bare crate's. */
export function linkHeldRate(bench: string, kind: string, perEvent: number): Bench {
  return async () => {
    requireLink();
    const ours: Attempt = async (rate, msec) => {
      const limit = rate > 0 ? { perSecond: rate } : {};
      const { perSecond, maxAgeSec, left } = await linkStream({ kind, msec, isForwarded: true, ...limit });
      return {
        perSecond,
        isHeld: perSecond >= rate * LEAST_SHARE && maxAgeSec < MAX_AGE_SEC && left <= MAX_LEFT,
      };
    };
    // Its sender stops when its time is over and its receiver takes all: nothing is left.
    const theirs: Attempt = async (rate, msec) => {
      const limit = rate > 0 ? { perSecond: rate } : {};
      const { perSecond } = await bareStream({ kind, msec, perEvent, isForwarded: true, ...limit });
      return { perSecond, isHeld: perSecond >= rate * LEAST_SHARE };
    };
    const [ourRates, theirRates] = [await heldRates(ours), await heldRates(theirs)];
    return [
      rateFigure(
        {
          bench,
          subject: 'source → worker → sink, each a process, held',
          peer: `bare crate in the same shape, ${perEvent === 1 ? 'an event each' : `one wake-up per ${perEvent}`}`,
        },
        ourRates,
        theirRates,
      ),
    ];
  };
}

/** What arrived per second in each of {@link RUNS} runs in a row, at the highest rate that all of them held. */
async function heldRates(attempt: Attempt): Promise<readonly number[]> {
  const free = (await attempt(0, STEADY_RATE_MSEC)).perSecond;
  for (const share of SHARES) {
    const rates: number[] = [];
    while (rates.length < RUNS) {
      const { perSecond, isHeld } = await attempt(free * share, STEADY_RATE_MSEC);
      if (!isHeld) break;
      rates.push(perSecond);
    }
    if (rates.length === RUNS) return rates;
  }
  throw new Error(`no rate is held: not even ${SHARES.at(-1)} of ${Math.round(free)} items/s`);
}
