/**
 * A close look at a run while it goes on, for who shows it: its graph, its figures, and the rings to look into.
 *
 * @module
 */
import type { LatencySummary } from '../shm/index.ts';
import type { PortRef } from './project/index.ts';
import type { Figure, ModuleRunState, RunProgress } from './report/index.ts';

/** A module as it is at the moment. */
export interface ModuleDetails {
  readonly id: string;
  readonly name: string;
  /** The program, as the project names it. */
  readonly use: string;
  readonly state: ModuleRunState;
  /** Its newest status message; empty if it has none. */
  readonly status: string;
  readonly figures: Readonly<Record<string, Figure>>;
  /** What the system calls the threads of this process that do its work, as far as it says. */
  readonly threadIds: readonly number[];
  /** Of a module that is a process of its own. */
  readonly processId?: number;
}

/** A connection as it is at the moment. */
export interface ConnectionDetails {
  readonly from: PortRef;
  readonly to: PortRef;
  /** Name of the source's data type, such as `Frame`. */
  readonly dataType: string;
  readonly policy: 'block' | 'latest';
  /** Items that the consumer has taken since the start. */
  readonly items: number;
  /** Bytes of these items. */
  readonly bytes: number;
  /** Items per second over about the last second. */
  readonly itemsPerSec: number;
  /** Items written for the consumer and not yet taken. */
  readonly inFlight: number;
  /** Share of the ring that they take, 0 to 1: at 1 the source is held back. */
  readonly fullness: number;
  /** Items that the consumer has left out, as it asked for. */
  readonly skipped: number;
  /** How long the source was held back since the start, by whichever of its consumers, in µs. */
  readonly heldBackUsec: number;
  /** From submit to delivery; unset if nothing was measured. */
  readonly latency?: LatencySummary;
}

/** An output port. */
export interface OutputDetails extends PortRef {
  readonly title: string;
  readonly dataType: number;
  /** Encoded (`decodeMetaMap`); complete once the run is started. */
  readonly metadata: Uint8Array;
  /** What it writes into, or of one on another machine what has come of it; unset if this process does not have it. */
  readonly ring?: SharedArrayBuffer;
  /** Whether it has a ring, or gets one once it is looked at (`lookAt` of the run). */
  readonly isVisible: boolean;
}

/** All of {@link RunProgress}, and what only a closer look shows. */
export interface RunDetails {
  readonly project: string;
  /** Absolute path of the recording; unset if there is none. */
  readonly outFolder?: string;
  readonly phase: RunProgress['phase'];
  /** Since the start of the run; 0 before it. */
  readonly elapsedMsec: number;
  /** When the run stops by itself; unset: it does not. */
  readonly durationMsec?: number;
  readonly modules: readonly ModuleDetails[];
  /** None before all modules are loaded. */
  readonly connections: readonly ConnectionDetails[];
  /** As far as modules have registered them. */
  readonly outputs: readonly OutputDetails[];
}
