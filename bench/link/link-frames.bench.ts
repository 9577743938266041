/**
 * 640 × 480 × 3 frames from module process to module process, pixels written once.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { EVENT_EACH, linkFreeRate } from './free-rate.ts';

export const run: Bench = linkFreeRate('link-frames', 'frame640x480x3', [EVENT_EACH]);
