/**
 * A module as the engine drives it, wherever it runs.
 *
 * @module
 */
import type { SyntalosError } from '../../errors.ts';
import type { MasterChannel } from '../../ipc/index.ts';
import type { RunState } from '../../shm/index.ts';

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
  /** Unset where a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
  /** Whether the host sent that signal. */
  readonly isKilled: boolean;
  /** The last lines of its error output. */
  readonly lastLines: readonly string[];
}

/** How a module's thread or process ended. */
export type ModuleEnd = ThreadEnd | ProcessEnd;

/** A module whose program is being run. */
export interface RunningModule {
  readonly id: string;
  readonly channel: MasterChannel;
  /** Counters of its ports; unset where it lives in another process. */
  readonly runState?: RunState;
  /** Settles when its thread or process is gone. */
  readonly ended: Promise<ModuleEnd>;
  /**
   * Waits a moment for its regular end, then makes sure of it.
   *
   * @param wasAsked - whether it knows that it shall leave
   */
  close(wasAsked: boolean): Promise<void>;
  /** Ends it at once. */
  terminate(): Promise<void>;
}
