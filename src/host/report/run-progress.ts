/**
 * A look at a run while it goes on.
 *
 * @module
 */

/** Where a run is. */
export type RunPhase = 'loading' | 'preparing' | 'running' | 'stopping' | 'ended';

/** What passes a port at the moment. */
export interface PortProgress {
  readonly module: string;
  readonly id: string;
  readonly direction: 'input' | 'output';
  /** Name of its data type, such as `Frame`. */
  readonly dataType: string;
  /** Items written or read since the start. */
  readonly items: number;
  /** Items per second over about the last second. */
  readonly itemsPerSec: number;
  /** Input: items written for it and not yet read. Output: the most that any of its readers has. */
  readonly inFlight: number;
  /** Output: submits that had to wait for a consumer; 0 for an input. */
  readonly heldBack: number;
  /** Input: items left out by policy `latest` or a throttle; 0 for an output. */
  readonly skipped: number;
}

/** A module at the moment. */
export interface ModuleProgress {
  readonly id: string;
  /** Its newest status message, such as what a monitor sees; empty if it has none. */
  readonly status: string;
}

/** A snapshot of a run, cheap enough to be taken ten times a second. */
export interface RunProgress {
  readonly phase: RunPhase;
  /** Since the start of the run; 0 before it. */
  readonly elapsedMsec: number;
  /** When the run stops by itself; unset: it does not. */
  readonly durationMsec?: number;
  readonly modules: readonly ModuleProgress[];
  readonly ports: readonly PortProgress[];
}
