/**
 * What a puppet's analysis workers do: they give the item's number back, and have the fault of the plan at one of them.
 */
import type { AnalysisFault, ItemType, Throwable } from './plan.ts';
import { block, fillHeap, numberOf } from './puppet.ts';
import { throwable } from './throwable.ts';

/** The item at which the fault strikes. */
const STRIKE_AT = 5;

/** The function that runs in the workers. */
export function analysisOf(type: ItemType, how: AnalysisFault): (item: unknown) => number {
  return (item) => {
    const number = numberOf(type, item);
    if (number !== STRIKE_AT || how === 'none') return number;
    if (how === 'exit') process.exit(3);
    if (how === 'hang') block(3_600_000);
    if (how === 'out-of-memory') fillHeap();
    throw throwable(how.replace('throw-', '') as Throwable);
  };
}
