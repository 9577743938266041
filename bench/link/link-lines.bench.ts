/**
 * LineReadings from module process to module process, as fast as they go.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { EVENT_EACH, EVENT_PER_8, linkFreeRate } from './free-rate.ts';

export const run: Bench = linkFreeRate('link-lines', 'line', [EVENT_EACH, EVENT_PER_8]);
