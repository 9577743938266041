/**
 * 64 × 64 × 3 frames from module process to module process.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { EVENT_EACH, EVENT_PER_8, linkFreeRate } from './free-rate.ts';

export const run: Bench = linkFreeRate('link-small-frames', 'frame64x64x3', [EVENT_EACH, EVENT_PER_8]);
