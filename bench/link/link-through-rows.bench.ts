/** Rows through a module process that passes each on, at the highest rate that is held. */
import type { Bench } from '../harness.ts';
import { linkThrough } from './through.ts';

export const run: Bench = linkThrough('link-through-rows', 'row', 8);
