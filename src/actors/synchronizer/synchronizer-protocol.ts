/**
 * What a synchronizer actor, its owner and the module's thread say to each other beside the mailbox. Types
 * only.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';

/** What a synchronizer is for. */
export type SynchronizerKind =
  | { readonly kind: 'clock'; readonly expectedFrequencyHz?: number }
  | { readonly kind: 'counter'; readonly frequencyHz: number };

/** What a module asks for. */
export interface SynchronizerSpec {
  /** Unique among the module's synchronizers of a run. */
  readonly id: string;
  readonly synchronizer: SynchronizerKind;
  /** Name of the module, for the tsync file. */
  readonly moduleName: string;
  /** Id of the recording as canonical UUID text, for the tsync file. */
  readonly collectionId: string;
}

/** What it takes to make a synchronizer actor. */
export interface SynchronizerActorOptions extends SynchronizerSpec {
  readonly mailbox: SharedArrayBuffer;
  /** Calls from the actor to its owner: {@link SynchronizerListener}. */
  readonly listenerPort: MessagePort;
}

/** Methods of a synchronizer actor's owner, called by the actor. */
export interface SynchronizerListener {
  syncDetails(strategies: number, toleranceUsec: number): void;
  syncOffset(offsetUsec: number): void;
  syncWarning(message: string): void;
}
