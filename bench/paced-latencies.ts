/**
 * Benches of items that come 200 times a second: ours and each peer in turn, the last items of each run counted.
 *
 * @module
 */
import { compareLatencies, type Figure } from './harness.ts';

const RUNS = 5;
export const PERIOD_MSEC = 5;
export const PER_SECOND = 1000 / PERIOD_MSEC;
/** Of each run of each side. */
export const COUNTED = 400;

/** How long each item of one run took, in µs. */
type Measure = () => Promise<readonly number[]>;

/** Options of {@link pacedLatencies}. */
export interface PacedLatencies {
  readonly bench: string;
  readonly subject: string;
  readonly ours: Measure;
  readonly peers: readonly { readonly name: string; readonly measure: Measure }[];
}

/** One figure beside each peer. */
export async function pacedLatencies(options: PacedLatencies): Promise<readonly Figure[]> {
  const { bench, subject, peers } = options;
  const ours: number[] = [];
  const theirs = peers.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    ours.push(...(await options.ours()).slice(-COUNTED));
    for (const [at, { measure }] of peers.entries()) theirs[at]!.push(...(await measure()).slice(-COUNTED));
  }
  return peers.map(({ name }, at) =>
    compareLatencies({ bench, subject, peer: name, runs: RUNS }, ours, theirs[at]!),
  );
}
