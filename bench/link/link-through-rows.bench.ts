/**
 * Rows through a module process that passes each on, at the highest rate that is held.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { linkHeldRate } from './held-rate.ts';

export const run: Bench = linkHeldRate('link-through-rows', 'row', 8);
