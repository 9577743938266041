/**
 * LineReadings from module to module on the embedded host, as fast as they go.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { freeRateBench } from './support.ts';

export const run: Bench = freeRateBench(
  'module-lines',
  { source: 'source-lines', sink: 'sink-lines' },
  { item: { lineId: 7, value: 1, timeUsec: 123_456 }, count: 200_000 },
);
