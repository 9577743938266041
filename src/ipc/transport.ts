/**
 * What stands behind a port: how items get from a ring to the other modules, and from them into a
 * ring. Each transport is one folder (`embedded/`, `iceoryx2/`); port actors know only this.
 *
 * @module
 */
import type { SyntalosError } from '../errors.ts';
import type { Attachment } from './channel.ts';
import type { PortLimits, PortPolicy } from './messages.ts';
import type { HubPort } from './port-placement.ts';

/** An output port as its transport sees it. */
export interface OutputSource {
  readonly portId: string;
  /** The ring that the module thread writes to. */
  readonly ring: SharedArrayBuffer;
  readonly limits: PortLimits;
}

/** The far end of an input port, as `connectInput` names it. */
export interface InputTarget {
  readonly portId: string;
  readonly instanceId: string;
  readonly channelId: string;
  readonly limits: PortLimits;
  readonly attachment: Attachment;
  /** How the port treats items that it is too slow for; a transport may spare itself what it would pass over. */
  readonly policy?: PortPolicy;
}

/** What a link has moved; nothing when both ends share the ring. */
export interface MovedCounts {
  readonly items: number;
  /** As they lie in the ring: a few bytes more than each item has, up to a multiple of 8. */
  readonly bytes: number;
}

/** How long items that are on their way are waited for. */
export interface DrainLimits {
  /** In all, in ms. */
  readonly limitMsec: number;
  /** Without any progress, in ms; no longer than the whole when left out. */
  readonly stallMsec?: number;
  /** Ends the wait early. */
  readonly isGivenUp?: () => boolean;
}

/** An output port that others can reach. */
export interface OutputLink {
  /** Goes to the master with the port's `add`. */
  readonly attachment: Attachment;
  /** Set if the module's thread sends its items itself, and leaves the ring alone. */
  readonly hubPort?: HubPort;
  /** Applies the limits that the master wants for the coming run. */
  preset(limits: PortLimits): Promise<void>;
  /** A run begins. */
  begin(): Promise<void>;
  /** What the link has sent by now. */
  readonly moved: MovedCounts;
  /** Whether the module's thread, where that sends itself, waits for receivers. */
  readonly isHeldBack?: boolean;
  /**
   * Waits until all records of the ring are on their way; what is left after the limits is skipped.
   *
   * @returns how many were skipped
   */
  drain(limits: DrainLimits): Promise<number>;
  close(): Promise<void>;
}

/** A connected input port. */
export interface InputLink {
  /** The ring that the module thread reads from. */
  readonly ring: SharedArrayBuffer;
  /** Set if the module's thread fills the ring itself. */
  readonly hubPort?: HubPort;
  /** The module's reader has its place in the ring: records may come. */
  begin(): Promise<void>;
  /** What the link has put into the ring by now. */
  readonly moved: MovedCounts;
  /**
   * Waits until all that was sent to this port by now was read by the module's thread.
   *
   * @returns how many records were not, after the limits
   */
  drain(limits: DrainLimits): Promise<number>;
  close(): Promise<void>;
}

/** Makes the links of one module's ports. */
export interface Transport {
  openOutput(source: OutputSource): Promise<OutputLink>;
  openInput(target: InputTarget): Promise<InputLink>;
  /** Sets the listener of links that break: nothing moves over them any more. */
  onFailure(listener: (error: SyntalosError) => void): void;
  /** System ids of the threads that move this module's data now. */
  readonly threadIds: readonly number[];
  close(): Promise<void>;
}
