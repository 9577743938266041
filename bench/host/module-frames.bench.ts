/** 640 × 480 × 3 frames from module to module on the embedded host, pixels written once. */
import type { Bench } from '../harness.ts';
import { throughputBench } from './support.ts';

export const run: Bench = throughputBench(
  'module-frames',
  { source: 'source-frames', sink: 'sink-frames' },
  { item: { index: 0, timeUsec: 0, data: new Uint8Array(640 * 480 * 3) }, count: 1_000 },
);
