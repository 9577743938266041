/**
 * The other machines of a run.
 *
 * @module
 */

/** What is known of the clock of a machine, which followed that of the host. */
export interface MachineClockReport {
  /** The host's clock less its own, in µs, at the first and the last look. */
  readonly offsetUsec: { readonly first: number; readonly last: number };
  /** How much faster the host's clock was, in millionths. */
  readonly driftPpm: number;
  /** Most that its times may have been off by, in µs: half of the shortest round trip. */
  readonly worstUncertaintyUsec: number;
  /** Jumps of a clock that were followed. */
  readonly stepCount: number;
}

/** A machine that took part in a run. */
export interface MachineReport {
  /** Name of its agent. */
  readonly name: string;
  /** What the computer is called. */
  readonly hostName: string;
  /** Unset if it did not get as far as that. */
  readonly clock?: MachineClockReport;
}
