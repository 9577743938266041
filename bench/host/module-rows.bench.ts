/**
 * Rows of three short strings from module to module on the embedded host, as fast as they go.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { freeRateBench } from './support.ts';

export const run: Bench = freeRateBench(
  'module-rows',
  { source: 'source-rows', sink: 'sink-rows' },
  { item: ['lever', '12345.678', 'pressed'], count: 200_000 },
);
