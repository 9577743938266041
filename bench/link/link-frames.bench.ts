/** 640 × 480 × 3 frames from module process to module process, pixels written once. */
import type { Bench } from '../harness.ts';
import { EVENT_EACH, linkThroughput } from './throughput.ts';

export const run: Bench = linkThroughput('link-frames', 'frame640x480x3', [EVENT_EACH]);
