/**
 * What a test says of a module's run, and what it gets.
 *
 * @module
 */
import type { SyntalosLink } from '../api/index.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Figure, LogLine, ModuleRunState, RunLimits, SettingValues, SyncReport } from '../host/index.ts';
import type { DataOf, DataType, MetaMap, SubmittableOf } from '../types/index.ts';

/**
 * A module as a function: it registers ports and sets callbacks on its link, as a program does after
 * `initLink()`. It may return then, or serve the run itself.
 */
export type ModuleFunction = (link: SyntalosLink) => void | Promise<void>;

/** An item of any data type, as it may be submitted. */
export type AnyItem = SubmittableOf<DataType>;

/** What an input port is fed: items, and what goes with them. */
export interface InputStream {
  readonly items: readonly AnyItem[];
  /** Metadata of the stream, as the module at the other end would have set it. */
  readonly metadata?: MetaMap;
  /** Data type of the stream, if it is another than the port's and converts; the port's by default. */
  readonly dataType?: DataType;
}

/** When a run is stopped: as soon as one of these holds. */
export interface StopCondition {
  /** Each of these outputs has given so many items. */
  readonly outputs?: Readonly<Record<string, number>>;
  /** Time since the start of the run. */
  readonly durationMsec?: number;
}

/** Data types by output port. */
export type OutputTypes = Readonly<Record<string, DataType>>;

/** Options of {@link runModule}. */
export interface RunModuleOptions<O extends OutputTypes = OutputTypes> {
  /** What each input port is fed: items, or items with what goes with them. Others are not connected. */
  readonly inputs?: Readonly<Record<string, readonly AnyItem[] | InputStream>>;
  /** The outputs to collect from, and what they give: this types the result. All by default. */
  readonly outputs?: O;
  /**
   * When the run is stopped. By default: when all items of `inputs` were dealt with; without inputs,
   * when the module calls `shutdown()`. An error, or `shutdown()`, stops it in any case.
   */
  readonly until?: StopCondition;
  /** Settings of the module, as a project gives them. */
  readonly settings?: SettingValues;
  /** What the module saved in an earlier run; `settings` win over it, as those of a project do. */
  readonly savedSettings?: Uint8Array;
  /** Id of the module; `module` by default. */
  readonly id?: string;
  /** Subject of the run; empty texts by default. */
  readonly subject?: { readonly id?: string; readonly group?: string };
  /** Keep the recording, in a folder that is made here; a temporary one is removed. */
  readonly outFolder?: string;
  /** How long the run may go on, 10 000 ms by default. */
  readonly timeoutMsec?: number;
  /** How long callbacks may take; as for `runProject`. */
  readonly limits?: RunLimits;
}

/** Items by output port. */
export type CollectedItems<O extends OutputTypes> = { readonly [K in keyof O]: readonly DataOf<O[K]>[] };

/** What became of what an input port was fed. */
export interface InputCounts {
  /** Items that were sent to the port. */
  readonly fed: number;
  /** Items that the module took. */
  readonly read: number;
  /** Items left out by policy `latest` or by a throttle. */
  readonly skipped: number;
}

/** What a module did in its run. */
export interface ModuleRunResult<O extends OutputTypes = OutputTypes> {
  /** All that was submitted, in order, by output port. */
  readonly outputs: CollectedItems<O>;
  /** Metadata of each output port that was collected from. */
  readonly metadata: Readonly<Record<string, MetaMap>>;
  readonly inputs: Readonly<Record<string, InputCounts>>;
  /** What the module failed with, in order; empty if all went well. */
  readonly errors: readonly ErrorRecord[];
  readonly warnings: readonly string[];
  readonly statusMessages: readonly string[];
  readonly figures: Readonly<Record<string, Figure>>;
  readonly synchronizers: readonly SyncReport[];
  /** Lines that the module printed by `println`; of a file, by whatever means. */
  readonly printed: readonly string[];
  /** The whole log: lines printed, warnings, errors with their stacks. */
  readonly log: readonly LogLine[];
  /** State that the module ended in; `idle` is the good one. */
  readonly state: ModuleRunState;
  /** Folder of the recording, if `outFolder` was given. */
  readonly recordingFolder: string | undefined;
  /** What `onSaveSettings` gave at the end, if anything. */
  readonly savedSettings: Uint8Array | undefined;
}
