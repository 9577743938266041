/**
 * What every bench file shares: the shape of a figure and the statistics behind it.
 *
 * A bench lives in `bench/<area>/<name>.bench.ts` and exports `run`. The runner starts each in a
 * process of its own; peers (`bench/peers`) are measured inside the same run, in alternation.
 *
 * @module
 */

import { VARIABLES } from '#src/environment';

/** One measured figure beside its peer's, as printed by `npm run bench -- --json`. */
export interface Figure {
  readonly bench: string;
  /** What was measured, e.g. `ours`. */
  readonly subject: string;
  readonly value: number;
  /** Unit of `value`, e.g. `records/s`, `µs`. */
  readonly unit: string;
  readonly peer: string;
  readonly peerValue: number;
  /** `value / peerValue`. */
  readonly ratio: number;
  /** Latency benches: 99th percentile, in `unit`, and its ratio to the peer's. */
  readonly p99?: number;
  readonly peerP99?: number;
  readonly p99Ratio?: number;
  /** Smallest and largest of the repeated values. */
  readonly min?: number;
  readonly max?: number;
  /** Repetitions that the medians stand on. */
  readonly runs: number;
}

/** A bench file's one export. */
export type Bench = () => Promise<readonly Figure[]>;

/**
 * A latency bench counts the end of a run of this many ms: by then V8 has compiled the path of an item, and has
 * collected what a thread's start left, which it does after 8 s and for some ms. A run of hours has both behind it.
 */
export const STEADY_RUN_MSEC = 20_000;

/**
 * A bench of rates between processes runs this many ms: in the first one to two seconds of a stream V8 compiles its
 * path, and three processes on two cores wait for that.
 */
export const STEADY_RATE_MSEC = 4_000;

/** The middle of `values` (mean of the two middle ones for an even count). */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The `q` quantile of `values`, 0 to 1, linearly interpolated. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new RangeError('quantile of no values');
  return low + (high - low) * (at - Math.floor(at));
}

/** What our side is measured beside: another tool, or the least that the work takes. See `bench/peers`. */
export interface Peer {
  /** As a figure names it. */
  readonly name: string;
  /** Measures it once, in the unit of the bench. */
  readonly measure: () => number | Promise<number>;
}

/** Options of {@link compare}. */
export interface Comparison {
  readonly bench: string;
  readonly subject: string;
  readonly unit: string;
  /** Repetitions of each side, at least 5; one more of each goes first as warm-up. */
  readonly runs?: number;
  /** Measures our side once and returns the value in `unit`. */
  readonly ours: () => number | Promise<number>;
  readonly peer: Peer;
}

/** Measures both sides in turn and compares their medians. */
export async function compare(options: Comparison): Promise<Figure> {
  const runs = Math.max(5, options.runs ?? 5);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = -1; run < runs; run++) {
    const our = await options.ours();
    const their = await options.peer.measure();
    if (run < 0) continue;
    ours.push(our);
    theirs.push(their);
  }
  const value = median(ours);
  const peerValue = median(theirs);
  return {
    bench: options.bench,
    subject: options.subject,
    value,
    unit: options.unit,
    peer: options.peer.name,
    peerValue,
    ratio: value / peerValue,
    min: Math.min(...ours),
    max: Math.max(...ours),
    runs,
  };
}

/** Ports that are to spin do, in this process and those that it starts, though the machine may have few cores. */
export function forceSpin(): void {
  process.env[VARIABLES.forceSpin] = '1';
}

/** Latencies of both sides in µs: `value` is the p50, `p99` beside it. */
export function compareLatencies(
  names: { readonly bench: string; readonly subject: string; readonly peer: string; readonly runs: number },
  ours: readonly number[],
  theirs: readonly number[],
): Figure {
  const value = quantile(ours, 0.5);
  const peerValue = quantile(theirs, 0.5);
  const p99 = quantile(ours, 0.99);
  const peerP99 = quantile(theirs, 0.99);
  return {
    bench: names.bench,
    subject: names.subject,
    value,
    unit: 'µs',
    peer: names.peer,
    peerValue,
    ratio: value / peerValue,
    p99,
    peerP99,
    p99Ratio: p99 / peerP99,
    runs: names.runs,
  };
}
