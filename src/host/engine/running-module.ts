/**
 * A module as the host drives it, wherever it runs. Types, and in what the two kinds differ.
 *
 * @module
 */
import type { SyntalosError } from '../../errors.ts';
import type { MasterChannel } from '../../ipc/index.ts';
import { END_GRACE_MSEC, REMOTE_GRACE_MSEC } from './limits.ts';
import type { ModuleCounters } from './module-counters.ts';
import type { RingCounter } from './port-meter.ts';

/** How a module's thread ended. */
export interface ThreadEnd {
  readonly kind: 'thread';
  readonly code: number;
  /** What it failed with; unset for a regular end. */
  readonly error?: SyntalosError;
}

/** How a module's process ended. */
export interface ProcessEnd {
  readonly kind: 'process';
  /** Unset if a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
  /** Whether the host sent that signal. */
  readonly isKilled: boolean;
  /** The last lines of its error output. */
  readonly lastLines: readonly string[];
}

/** How a module's thread or process ended. */
export type ModuleEnd = ThreadEnd | ProcessEnd;

/** In what a module in a thread and one in a process differ for the steps of a run. */
export interface ModuleTraits {
  /** Its output ports need their limits before each run: it makes their publishers anew. */
  readonly needsPortLimits: boolean;
  /** It says that it is ready after its answer to `prepareRun`, not before. */
  readonly isReadyAfterAnswer: boolean;
  /** It has a supervisor, which answers `stop` even if the module was never prepared. */
  readonly hasSupervisor: boolean;
  /** How long its end may be known after its channel broke, in ms. */
  readonly endGraceMsec: number;
}

/** Of a module in a thread of this process. */
export const THREAD_TRAITS: ModuleTraits = {
  needsPortLimits: false,
  isReadyAfterAnswer: false,
  hasSupervisor: true,
  endGraceMsec: 0,
};

/** Of a module in a process of its own, which may be of any language. */
export const PROCESS_TRAITS: ModuleTraits = {
  needsPortLimits: true,
  isReadyAfterAnswer: true,
  hasSupervisor: false,
  endGraceMsec: END_GRACE_MSEC,
};

/** What the host sees of a module that another machine runs: what that machine said last. */
export interface RemoteView {
  /** The ring of an output port there, ports being numbered as in `ModuleCounters`. */
  outputRing(index: number): RingCounter;
  /** Asks for the counters as they are now; keeps the last ones if the machine is gone. */
  refresh(): Promise<void>;
}

/** Of a module on another machine: a thread of its agent. That this is gone is known after some time only. */
export const REMOTE_TRAITS: ModuleTraits = {
  needsPortLimits: false,
  isReadyAfterAnswer: false,
  hasSupervisor: true,
  endGraceMsec: REMOTE_GRACE_MSEC,
};

/** A module whose program is being run. */
export interface RunningModule {
  readonly id: string;
  readonly traits: ModuleTraits;
  readonly channel: MasterChannel;
  /** Unset for a process, which counts for itself. */
  readonly counters?: ModuleCounters;
  /** What the system calls its threads; empty if they are not of this process. */
  readonly threadIds: readonly number[];
  /** Of a process: its id in the system. */
  readonly processId?: number | undefined;
  /** Set for a module of another machine. */
  readonly remote?: RemoteView;
  /** Settles when its thread or process is gone. */
  readonly ended: Promise<ModuleEnd>;
  /**
   * Waits a moment for its regular end, then makes sure of it.
   *
   * @param wasAsked - whether it knows that it must leave
   */
  close(wasAsked: boolean): Promise<void>;
  /** Ends it at once. */
  terminate(): Promise<void>;
}
