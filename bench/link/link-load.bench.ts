/**
 * What module processes take of a core while little happens: a line every 2 s, and 1,000 lines/s, there beside the bare
 * crate's sender, which sleeps by the clock, and its receiver.
 *
 * @module
 */
import { median, type Bench, type Figure } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const RUN_MSEC = 15_000;
const BARE_MSEC = 5_000;
const ENDS = ['source', 'sink'] as const;

/** Of each end, in percent of a core. */
type Load = Readonly<Record<(typeof ENDS)[number], number>>;

export const run: Bench = async () => {
  requireLink();
  const ours = async (perSecond: number): Promise<Load> =>
    (await linkStream({ kind: 'line', msec: RUN_MSEC, perSecond })).corePercent;
  const bare = async (): Promise<Load> =>
    (await bareStream({ kind: 'line', msec: BARE_MSEC, perSecond: 1000, perEvent: 1 })).corePercent;
  const resting: Load[] = [];
  const working: Load[] = [];
  const bareWorking: Load[] = [];
  for (let run = 0; run < RUNS; run++) {
    resting.push(await ours(0.5));
    working.push(await ours(1000));
    bareWorking.push(await bare());
  }
  return ENDS.flatMap((end) => [
    figureOf(end, 'at rest', resting, 'a core', [100]),
    figureOf(
      end,
      'at 1,000 lines/s',
      working,
      'bare crate',
      bareWorking.map((load) => load[end]),
    ),
  ]);
};

function figureOf(
  end: keyof Load,
  when: string,
  loads: readonly Load[],
  peer: string,
  theirs: readonly number[],
): Figure {
  const values = loads.map((load) => load[end]);
  return {
    bench: 'link-load',
    subject: `process of the ${end} ${when}`,
    value: median(values),
    unit: '% of a core',
    peer,
    peerValue: median(theirs),
    ratio: median(values) / median(theirs),
    min: Math.min(...values),
    max: Math.max(...values),
    runs: RUNS,
  };
}
