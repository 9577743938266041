/**
 * What a run did, as data: the engine fills it, `--report` writes it as JSON, {@link summarize}
 * shows it.
 *
 * @module
 */
import type { ErrorRecord } from '../../errors.ts';
import type { LatencySummary } from '../../shm/index.ts';
import type { MachineReport } from './machine-report.ts';
import type { SourceReport } from './source-report.ts';

/** How far a module came. */
export type ModuleRunState =
  'created' | 'loading' | 'preparing' | 'ready' | 'running' | 'idle' | 'error' | 'crashed';

/** Steps of a module's life whose duration is measured, in their order. */
export type LifecycleStep = 'load' | 'connect' | 'prepare' | 'start' | 'stop' | 'shutdown';

/** All {@link LifecycleStep}s, in their order. */
export const LIFECYCLE_STEPS: readonly LifecycleStep[] = [
  'load',
  'connect',
  'prepare',
  'start',
  'stop',
  'shutdown',
];

/** A problem of the run: which module had it, when, and what it was. */
export interface RunError {
  /** Id of the module; unset if the host itself failed. */
  readonly module?: string;
  /** When, in µs since the start of the run; unset before the start. */
  readonly timeUsec?: number;
  readonly error: ErrorRecord;
}

/** A text of a module or of the host, with its time. */
export interface RunNote {
  readonly module?: string;
  /** When, in µs since the start of the run; unset before the start. */
  readonly timeUsec?: number;
  readonly text: string;
}

/** A figure that a module publishes about its own work, such as a tracking error. */
export interface Figure {
  readonly value: number | string | boolean;
  /** Unit of a number, such as `px` or `ms`. */
  readonly unit?: string;
}

/** What is known of one clock synchronizer at the end of the run. */
export interface SyncReport {
  readonly id: string;
  /** Names of its strategies, such as `shift-timestamps-fwd`. */
  readonly strategies: readonly string[];
  readonly toleranceUsec: number;
  /** False if the run ended before its calibration did. */
  readonly calibrated: boolean;
  /** Last reported offset to the master clock. */
  readonly lastOffsetUsec?: number;
  /** How often an offset was reported. */
  readonly offsetReports: number;
}

/** What one module did. */
export interface ModuleReport {
  readonly id: string;
  readonly name: string;
  /** The program, as the project names it. */
  readonly use: string;
  /** The machine that ran it; unset for the host. */
  readonly machine?: string;
  /** State that it ended in; `idle` is the good one. */
  readonly state: ModuleRunState;
  /** Duration of each step that it went through, in ms. */
  readonly stepsMsec: Readonly<Partial<Record<LifecycleStep, number>>>;
  readonly errors: readonly RunError[];
  readonly warnings: readonly RunNote[];
  /** Status messages in their order; the oldest are left out when there are many. */
  readonly statusMessages: readonly RunNote[];
  readonly synchronizers: readonly SyncReport[];
  readonly figures: Readonly<Record<string, Figure>>;
  /**
   * Items that a process had in its hands when it stopped, as it says itself: those of a port that were
   * not read by its program, or not sent. Unset if it says nothing.
   */
  readonly left?: readonly LeftItems[];
}

/** Items that a process left. */
export interface LeftItems {
  readonly port: string;
  readonly count: number;
  readonly how: 'unread' | 'unsent';
}

/** Waits of one kind: how many, and how long together. */
export interface WaitTotals {
  readonly count: number;
  readonly totalUsec: number;
}

/** Times in which nothing passed a port although its module ran. */
export interface StallTotals {
  /** How many pauses between two items were longer than {@link thresholdMsec}. */
  readonly count: number;
  /** The longest pause between two items, whether a stall or not; 0 below two items. */
  readonly longestMsec: number;
  readonly thresholdMsec: number;
}

/** What can be said of both directions of a port. */
interface PortFacts {
  /** Id of its module. */
  readonly module: string;
  readonly id: string;
  /** Name of its data type, such as `Frame`. */
  readonly dataType: string;
  /** Of a process: as they lie in the host's ring, each item rounded up to a multiple of 8. */
  readonly bytes: number;
  /** Items per second over the whole run. */
  readonly itemsPerSec: number;
  /** Frame indices that are missing between the first and the last; 0 for other data types. */
  readonly indexGaps: number;
  readonly stalls: StallTotals;
}

/** What passed an output port. */
export interface OutputPortReport extends PortFacts {
  readonly direction: 'output';
  /** Items that were submitted. */
  readonly written: number;
  /** Submits that had to wait for a consumer. */
  readonly heldBack: WaitTotals;
}

/** What passed an input port. */
export interface InputPortReport extends PortFacts {
  readonly direction: 'input';
  readonly policy: 'block' | 'latest';
  /** The output that feeds it, as `module:port`; unset if nothing is connected. */
  readonly source?: string;
  /** Items that the module took. */
  readonly read: number;
  /** Items that were written for it and not read when the run ended. */
  readonly unread: number;
  /** Items left out by policy `latest` or by a throttle, as the module asked for. */
  readonly skipped: number;
  /** Limit that the module set; 0 is none. */
  readonly throttleItemsPerSec: number;
  /** From submit to delivery, in µs; unset if nothing was measured. */
  readonly latency?: LatencySummary;
}

/** What passed a port; `direction` says which of the two it is. */
export type PortReport = InputPortReport | OutputPortReport;

/** Everything the engine knows of a run when it has ended; the verdict is made from it. */
export interface RunFacts {
  readonly project: { readonly name: string; readonly file?: string };
  readonly runUuid: string;
  /** Wall time of the start of the run (of its setup, if it never started): ISO 8601, UTC. */
  readonly startTime: string;
  /** From the shared start time to the stop request; 0 if the run never started. */
  readonly durationMsec: number;
  readonly subject: { readonly id: string; readonly group: string };
  readonly experiment: string;
  /** Absolute path of the EDL collection; unset if none could be made. */
  readonly outFolder?: string;
  /** Why the run ended, such as `its duration of 10 s is over`. */
  readonly stopReason: string;
  /** The project or its modules' texts are wrong: nothing began, and there is no recording. */
  readonly refused?: boolean;
  /** True if {@link ProjectRun.kill} ended it: what was in flight is lost. */
  readonly killed: boolean;
  readonly modules: readonly ModuleReport[];
  /** Other machines that took part; unset if the project names none. */
  readonly machines?: readonly MachineReport[];
  readonly ports: readonly PortReport[];
  /** What sources gave of what was due; only those that have times of their own. None by default. */
  readonly sources?: readonly SourceReport[];
  /** Share of the run that a source may be held back for before the run is LATE, in percent; 1 by default. */
  readonly latePercent?: number;
  /** Every error of the run, those of modules too, in their order. */
  readonly errors: readonly RunError[];
  /** Warnings of the host; those of modules are with their module. */
  readonly warnings: readonly RunNote[];
}

/** The report of a run. Data in it is plain: it survives JSON. */
export interface RunReport extends RunFacts {
  /** Version of this layout: 1. */
  readonly version: 1;
  /**
   * COMPLETE: every item that was submitted reached every consumer that did not ask for less. LATE: so it
   * did, but a source could not keep its times. INCOMPLETE: all else.
   */
  readonly verdict: 'COMPLETE' | 'LATE' | 'INCOMPLETE';
  /** Why it is LATE or INCOMPLETE, each a sentence without its full stop; empty when COMPLETE. */
  readonly reasons: readonly string[];
}
