/**
 * What a run did and does, as data and as text. Knows nothing of how a run is made.
 *
 * Pure functions of their arguments, used in the host's thread.
 *
 * @module
 */
export type { MachineClockReport, MachineReport } from './machine-report.ts';
export {
  formatBytes,
  formatCount,
  formatInteger,
  formatNumber,
  formatRate,
  formatSpan,
  formatUsec,
} from './format.ts';
export { LatencyHistogram, type LatencySummary } from '../../shm/index.ts';
export type { LogLevel, LogLine } from './log-line.ts';
export type { ModuleProgress, PortProgress, RunPhase, RunProgress } from './run-progress.ts';
export {
  LIFECYCLE_STEPS,
  type Figure,
  type InputPortReport,
  type LeftItems,
  type LifecycleStep,
  type ModuleReport,
  type ModuleRunState,
  type OutputPortReport,
  type PortReport,
  type RunError,
  type RunFacts,
  type RunNote,
  type RunReport,
  type StallTotals,
  type SyncReport,
  type WaitTotals,
} from './run-report.ts';
export { DEFAULT_LATE_PERCENT, type SourceReport } from './source-report.ts';
export { reportOf, verdictOf, type Verdict } from './verdict.ts';
export { figureText, summarize, type SummaryOptions } from './summarize.ts';
export { formatTable, type TableOptions, type TextColumn } from './text-table.ts';
export { writeReport } from './write-report.ts';
