/**
 * What crosses between {@link runModule} and the thread that plays the module's host. Types only.
 *
 * @module
 */
import type { HostedModule } from '../program/index.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Figure, LogLine, ModuleRunState, RunLimits, SettingValues, SyncReport } from '../host/index.ts';
import type { DataType, SubmittableOf } from '../types/index.ts';

/** What is fed into one input port. */
export interface FeedJob {
  readonly items: readonly SubmittableOf<DataType>[];
  /** Encoded metadata map of the stream. */
  readonly metadata: Uint8Array;
  /** Data type of the stream; the port's own by default. */
  readonly dataType: DataType | undefined;
}

/** Everything that the bench's thread needs for a run. */
export interface BenchJob {
  /** The module as a project names it; unset for a function in the caller's thread. */
  readonly use: string | undefined;
  readonly id: string;
  readonly settings: SettingValues;
  readonly savedSettings: Uint8Array | undefined;
  readonly inputs: Readonly<Record<string, FeedJob>>;
  /** Outputs to collect from; all by default. */
  readonly outputs: Readonly<Record<string, DataType>> | undefined;
  readonly until: BenchUntil | undefined;
  readonly timeoutMsec: number;
  readonly limits: RunLimits;
  readonly subject: { readonly id: string; readonly group: string };
  readonly outFolder: string | undefined;
}

/** See `StopCondition`. */
export interface BenchUntil {
  readonly outputs?: Readonly<Record<string, number>>;
  readonly durationMsec?: number;
}

/** What an output port gave. */
export interface BenchOutput {
  readonly id: string;
  readonly dataType: DataType;
  readonly metadata: Uint8Array;
  /** Encoded items. */
  readonly items: readonly Uint8Array[];
}

/** What became of what was fed into an input port. */
export interface BenchInput {
  readonly id: string;
  readonly fed: number;
  readonly read: number;
  readonly skipped: number;
}

/** What a run gave. */
export interface BenchResult {
  readonly outputs: readonly BenchOutput[];
  readonly inputs: readonly BenchInput[];
  readonly errors: readonly ErrorRecord[];
  readonly warnings: readonly string[];
  readonly statusMessages: readonly string[];
  readonly figures: Readonly<Record<string, Figure>>;
  readonly synchronizers: readonly SyncReport[];
  readonly log: readonly LogLine[];
  readonly state: ModuleRunState;
  readonly recordingFolder: string | undefined;
  readonly savedSettings: Uint8Array | undefined;
}

/** Bench to caller. */
export type FromBench =
  /** Run the function with these ends. */
  | { readonly type: 'connect'; readonly hosted: HostedModule }
  /** Nobody waits for the function any longer. */
  | { readonly type: 'leave' }
  | { readonly type: 'finished'; readonly result: BenchResult }
  | { readonly type: 'failed'; readonly error: ErrorRecord };

/** Caller to bench. */
export type ToBench =
  | { readonly type: 'line'; readonly text: string }
  /** The function is over. */
  | { readonly type: 'ended'; readonly error?: ErrorRecord };
