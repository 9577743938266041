/**
 * Frames of 640 × 480 × 3 whose pixels are computed: into a loan, which is sent as it is, beside an array of the module's,
 * which is copied.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { linkRateBeside } from './free-rate.ts';

export const run: Bench = linkRateBeside(
  { bench: 'link-loans', peer: 'submit of an array, filled each time' },
  { ours: { kind: 'lent640x480x3' }, peer: { kind: 'filled640x480x3' } },
);
