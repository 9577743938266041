/**
 * Lines by `submitAsync` through a module process that cannot follow, beside `submit`.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { linkRateBeside } from './free-rate.ts';

const THROUGH = { kind: 'line', isForwarded: true };

export const run: Bench = linkRateBeside(
  {
    bench: 'link-async',
    subject: 'module process submitAsync → module process → module process onData',
    peer: 'submit',
  },
  { ours: { ...THROUGH, isAsync: true }, peer: THROUGH },
);
