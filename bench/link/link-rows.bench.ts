/** Rows of three short strings from module process to module process, as fast as they go. */
import type { Bench } from '../harness.ts';
import { EVENT_EACH, EVENT_PER_8, linkThroughput } from './throughput.ts';

export const run: Bench = linkThroughput('link-rows', 'row', [EVENT_EACH, EVENT_PER_8]);
