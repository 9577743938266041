/**
 * Rows of three short strings from module process to module process, as fast as they go.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { EVENT_EACH, EVENT_PER_8, linkFreeRate } from './free-rate.ts';

export const run: Bench = linkFreeRate('link-rows', 'row', [EVENT_EACH, EVENT_PER_8]);
