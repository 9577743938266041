/**
 * What a module has counted, wherever it runs.
 *
 * @module
 */
import type { InputClaim, LatencySummary, PortCounts, RunState, ScheduleCounts } from '../../shm/index.ts';

/** Of a port of which nothing is known. */
export const NO_COUNTS: PortCounts = {
  itemCount: 0,
  byteCount: 0,
  heldBackCount: 0,
  heldBackUsec: 0,
  skippedCount: 0,
  indexGapCount: 0,
  stallCount: 0,
  longestPauseMsec: 0,
};

/** Counters of one module; its ports are numbered in the order in which they were registered. */
export interface ModuleCounters {
  readonly schedule: ScheduleCounts;
  inputCounts(index: number): PortCounts;
  /** From submit to delivery; undefined if nothing was measured. */
  inputLatency(index: number): LatencySummary | undefined;
  inputClaim(index: number): InputClaim;
  outputCounts(index: number): PortCounts;
}

/** Those of a module in this process. */
export function countersIn(runState: RunState): ModuleCounters {
  return {
    get schedule() {
      return runState.schedule;
    },
    inputCounts: (index) => runState.inputCounts(index),
    inputLatency: (index) => runState.inputLatency(index).summarize(),
    inputClaim: (index) => runState.inputClaim(index),
    outputCounts: (index) => runState.outputCounts(index),
  };
}
