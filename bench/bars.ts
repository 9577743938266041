/**
 * What CI holds benches to: ratios to a peer of the same run, which differ little from machine to machine.
 *
 * @module
 */
import type { Figure } from './harness.ts';

/** What a figure must not fall below. */
interface Bar {
  readonly bench: string;
  readonly subject: string;
  readonly peer: string;
  /** Least ratio to the peer: 0.7 of the median of ten runs on two quiet cores (28 November 2026), as processors differ. */
  readonly bar: number;
  /** From the lowest to the highest ratio of those runs. */
  readonly spread: number;
}

export const BARS: readonly Bar[] = [
  {
    bench: 'module-lines',
    subject: 'module A submit → module B onData',
    peer: 'postMessage of the same item',
    bar: 10.3,
    spread: 4.66,
  },
  {
    bench: 'module-rows',
    subject: 'module A submit → module B onData',
    peer: 'postMessage of the same item',
    bar: 5.2,
    spread: 1.37,
  },
  { bench: 'ring-64B', subject: 'ring', peer: 'ringbuf.js', bar: 5.6, spread: 2.12 },
  { bench: 'ring-frame', subject: 'ring', peer: 'bare copy', bar: 0.52, spread: 0.12 },
  { bench: 'ring-frame', subject: 'ring', peer: 'postMessage', bar: 7.9, spread: 3.04 },
  {
    bench: 'codec-lines',
    subject: 'LineReading',
    peer: 'JSON.stringify + parse',
    bar: 31.3,
    spread: 3.23,
  },
  {
    bench: 'codec-lines',
    subject: 'LineCommand',
    peer: 'JSON.stringify + parse',
    bar: 9.1,
    spread: 0.82,
  },
  {
    bench: 'codec-lines',
    subject: 'ControlCommand',
    peer: 'JSON.stringify + parse',
    bar: 7.2,
    spread: 1.1,
  },
  {
    bench: 'codec-table-row',
    subject: 'TableRow of 3 short strings',
    peer: 'JSON.stringify + parse',
    bar: 1.8,
    spread: 0.19,
  },
];

/** What is wrong with a figure that is below its bar by more than the spread of ten runs; else `undefined`. */
export function belowBar({ bench, subject, peer, ratio }: Figure): string | undefined {
  const known = BARS.find((bar) => bar.bench === bench && bar.subject === subject && bar.peer === peer);
  if (known === undefined || ratio >= known.bar - known.spread) return undefined;
  return `${bench}, ${subject}: ${ratio.toPrecision(3)} × ${peer}, expected ${known.bar}, and no more than ${known.spread} below it`;
}
