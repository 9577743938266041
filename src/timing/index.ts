/**
 * Time: the master clock, the synchronizers' plain classes, tsync files. Knows no
 * ports or messages.
 *
 * Runs in the thread that calls it: the module's, or a synchronizer's.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export type { AlignerBase, SyncCallbacks, SyncOptions } from './aligner-base.ts';
export { CounterUnwrapper } from './counter-unwrapper.ts';
export { FrequencyCounterAligner, type FrequencyCounterAlignerOptions } from './frequency-counter-aligner.ts';
export { MasterClock, type MasterClockOptions } from './master-clock.ts';
export { ManualClock, type MonotonicClock } from './monotonic-clock.ts';
export { monotonicUsec } from './monotonic-usec.ts';
export { PeriodicSchedule, type PeriodicScheduleOptions, type PeriodicTick } from './periodic-schedule.ts';
export { SecondaryClockAligner, type SecondaryClockAlignerOptions } from './secondary-clock-aligner.ts';
export { TsyncMode, TsyncTimeType, TsyncTimeUnit, type TsyncHeader, type TsyncTime } from './tsync-format.ts';
export { timesToNumbers, type TsyncTimeArray } from './tsync-entries.ts';
export {
  TsyncReader,
  type TsyncBlock,
  type TsyncEntries,
  type TsyncEntryTimes,
  type TsyncRecovery,
  type TsyncWarning,
} from './tsync-reader.ts';
export type { TsyncSink } from './tsync-sink.ts';
export { createSyncPointFile, type SyncPointFileOptions } from './sync-point-file.ts';
export { TsyncWriter, type TsyncTimes, type TsyncWriterOptions } from './tsync-writer.ts';
