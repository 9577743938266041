/**
 * Ports of any data type and synchronizers of any kind, as the runtime holds them.
 *
 * @module
 */
import type { ReaderClaim } from '../actors/index.ts';
import type { InputFeed } from '../ipc/index.ts';
import type { DataType } from '../types/index.ts';

/** What the runtime needs of an input port. */
export interface AnyInputPort {
  readonly id: string;
  /** @param openFeed - makes what fills the ring from this thread, if nobody else does */
  connect(ring: SharedArrayBuffer, sourceType: DataType | 0, openFeed?: () => InputFeed): ReaderClaim;
  setMetadata(encoded: Uint8Array): void;
  /** Delivers items until the run's stop is requested. */
  deliver(): Promise<void>;
  /** Ends what goes on over the port: a `for await` loop, an analysis. */
  endIteration(): void;
  /** Removes what the module's program has set to consume items. */
  forgetConsumer(): void;
  /** Leaves the ring. */
  leave(): void;
  /** Leaves the ring and ends the threads of an analysis. */
  close(): Promise<void>;
}

/** What the runtime needs of an output port. */
export interface AnyOutputPort {
  readonly id: string;
  /** From here on metadata stays as it is, until {@link thawMetadata}. */
  freezeMetadata(): void;
  thawMetadata(): void;
  /** The run has started: items are taken, until {@link close}. */
  open(): void;
  /** The run is over: no more items are taken, and the counters are complete. */
  close(): void;
  /** Settles when the master has the metadata as it is. */
  metadataKnown(): Promise<void>;
}

/** What the runtime needs of a synchronizer. */
export interface AnySynchronizer {
  /** Completes its tsync file; its actor ends with the run. */
  close(): void;
}
