/**
 * The sweeps: which one quantity is varied, and what is drawn of the result.
 *
 * @module
 */
import type { PointResult, Shape } from './point.ts';

/** A line of a figure. */
export interface Curve {
  readonly name: string;
  readonly of: (result: PointResult, x: number) => number;
  /** Unit of the values. */
  readonly unit: string;
  /** Its own shapes, if it needs other runs than the sweep's. */
  readonly shape?: (x: number) => Shape;
}

/** One quantity varied, and its figures. */
export interface Sweep {
  readonly name: string;
  readonly title: string;
  /** The quantity on the horizontal axis, with its unit. */
  readonly xTitle: string;
  readonly xs: readonly number[];
  readonly shape: (x: number) => Shape;
  /** Each is drawn by itself, with an axis of its own. */
  readonly curves: readonly Curve[];
}

const PACED = 200;
const FRAME_BYTES = 640 * 480 * 3;

const throughput: Curve = { name: 'throughput', of: ({ perSecond }) => perSecond, unit: 'items/s' };

/** Of the same shape at 200 items a second, where nothing waits for anything. */
function pacedP99(shape: (x: number) => Shape): Curve {
  return {
    name: 'p99 of one edge at 200/s',
    of: ({ p99Usec }) => p99Usec,
    unit: 'µs',
    shape: (x) => ({ ...shape(x), perSecond: PACED, msec: 6_000 }),
  };
}

function sweep(fields: Omit<Sweep, 'curves'> & { readonly curves?: readonly Curve[] }): Sweep {
  return { ...fields, curves: fields.curves ?? [throughput, pacedP99(fields.shape)] };
}

export const SWEEPS: readonly Sweep[] = [
  sweep({
    name: 'ports',
    title: 'Lines through 1 to 32 ports of a module',
    xTitle: 'ports',
    xs: [1, 2, 4, 8, 16, 32],
    shape: (ports) => ({ ports }),
    curves: [
      throughput,
      pacedP99((ports) => ({ ports })),
      { name: 'memory', of: ({ rssMb }) => rssMb, unit: 'MB' },
      { name: 'threads', of: ({ threads }) => threads, unit: '' },
    ],
  }),
  sweep({
    name: 'readers',
    title: 'One source, 1 to 16 readers, lines (all readers together)',
    xTitle: 'readers',
    xs: [1, 2, 4, 8, 16],
    shape: (readers) => ({ readers }),
  }),
  sweep({
    name: 'chain',
    title: 'A chain of modules that pass lines on',
    xTitle: 'edges in a row',
    xs: [1, 2, 4, 8, 16],
    shape: (edges) => ({ relays: edges - 1 }),
  }),
  sweep({
    name: 'frame-size',
    title: 'Frames of 1 kB to 16 MB',
    xTitle: 'bytes of a frame',
    xs: [1e3, 4e3, 16e3, 64e3, 256e3, 1e6, 4e6, 16e6],
    shape: (bytes) => ({ bytes }),
    curves: [
      throughput,
      { name: 'data', of: ({ perSecond }, bytes) => (perSecond * bytes) / 1e9, unit: 'GB/s' },
      pacedP99((bytes) => ({ bytes })),
    ],
  }),
  sweep({
    name: 'workers',
    title: 'Some 5 ms of computing per frame in 1 to 8 analysis workers',
    xTitle: 'workers',
    xs: [1, 2, 3, 4, 6, 8],
    shape: (workers) => ({ workers, bytes: 64_000, msec: 4_000 }),
    curves: [throughput],
  }),
  sweep({
    name: 'burst',
    title: 'Bursts of lines, ten a second: how long the last one waits',
    xTitle: 'lines of a burst',
    xs: [1, 10, 100, 1_000, 10_000],
    shape: (burst) => ({ burst, perSecond: 10, msec: 6_000 }),
    curves: [{ name: 'p99 of an item', of: ({ p99Usec }) => p99Usec, unit: 'µs' }],
  }),
  sweep({
    name: 'items',
    title: 'Cost of a line and of a frame of 640 × 480 × 3 in longer and longer runs',
    xTitle: 'items of the run',
    xs: [1e3, 1e4, 1e5, 1e6, 1e7],
    // Before them V8 compiles the path, and the two cores have other things to do.
    shape: (count) => ({ count: count + 5_000_000, warmUp: 5_000_000 }),
    curves: [
      { name: 'a line', of: ({ perSecond }) => 1e9 / perSecond, unit: 'ns' },
      {
        name: 'a frame',
        of: ({ perSecond }) => 1e6 / perSecond,
        unit: 'µs',
        // Ten million of them are some minutes of copying: a hundredth of them tells the same.
        shape: (x) => ({
          bytes: FRAME_BYTES,
          count: Math.max(1_000, x / 100) + 20_000,
          warmUp: 20_000,
        }),
      },
    ],
  }),
  sweep({
    name: 'heap',
    title: 'What a million items leave on the heap',
    xTitle: 'bytes of a frame (0: lines)',
    xs: [0, 16e3],
    shape: (bytes) => ({ bytes, count: 1_200_000, warmUp: 200_000 }),
    curves: [
      { name: 'source', of: ({ grownPerItem }) => grownPerItem.source, unit: 'B/item' },
      { name: 'sink', of: ({ grownPerItem }) => grownPerItem.sink, unit: 'B/item' },
      { name: 'collections at the source', of: ({ pauses }) => pauses.source, unit: '' },
      { name: 'collections at the sink', of: ({ pauses }) => pauses.sink, unit: '' },
    ],
  }),
];
