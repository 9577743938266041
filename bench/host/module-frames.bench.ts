/**
 * 640 × 480 × 3 frames from module to module on the embedded host, pixels written once.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { freeRateBench } from './support.ts';

export const run: Bench = freeRateBench(
  'module-frames',
  { source: 'source-frames', sink: 'sink-frames' },
  { item: { index: 0, timeUsec: 0, data: new Uint8Array(640 * 480 * 3) }, count: 1_000 },
);
