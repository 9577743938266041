/**
 * Where the ports of a module process live, and what stands for one in the module's own thread.
 *
 * @module
 */
import type { AsyncWaitOptions, RecordMemory, WaitListener, WaitOptions, WaitOutcome } from '../shm/index.ts';

/**
 * `module`: in the module's own thread, which receives and sends itself. `thread`: each in a thread of its own, with
 * a ring between the two.
 */
export const PORT_PLACEMENTS = ['thread', 'module'] as const;
export type PortPlacement = (typeof PORT_PLACEMENTS)[number];

/** A port in the module's own thread, as other threads know it: plain data. */
export interface HubPort {
  readonly hubId: number;
  readonly port: number;
}

/** What fills the ring of an input port from its reader's own thread. */
export interface InputFeed {
  /** Moves what has come into the ring, without waiting; false if nothing was moved. */
  pull(): boolean;
  /** The last look found nothing, and others want the core that this thread is on: looking on would keep it from them. */
  readonly isCrowded: boolean;
  /**
   * Calls back, once, from within the wake-up when something was moved or may be there to move, or {@link wake} was
   * called.
   */
  onceMore(listener: WaitListener): void;
  wake(): void;
  /** Records of the ring were given back that had been held. */
  noteSpace(): void;
  close(): void;
}

/** Patience of {@link ItemWriter.commit}: waits until the run's stop is requested. */
export const UNTIL_STOP = -1;

/** What an output port writes its items to, one at a time: a ring, or what sends each at once. */
export interface ItemWriter {
  /** Where a reserved item lies. Read it anew after each reservation. */
  readonly memory: RecordMemory;
  /** Number of the next item, 0 to 2^32 - 1. */
  readonly nextSequence: number;
  /** A place in {@link memory} for an item; -1 if there is none now. */
  tryReserve(byteLength: number): number;
  /**
   * As {@link tryReserve}, in memory from where the item is handed on without a copy, and which its writer loses then,
   * or when it is abandoned. `undefined` where that does not pay or cannot be now, and nothing is reserved.
   */
  lend?(byteLength: number): RecordMemory | undefined;
  /** Shortens the reserved item. */
  shrinkLast(byteLength: number): void;
  /** Lets the reserved item go on with these bytes, which stay as they are until it is handed on. */
  append?(tail: Uint8Array): void;
  /** Takes the reserved item back. */
  abandonLast(): void;
  /**
   * Hands the reserved item on.
   *
   * @param patienceMsec - how long that may wait for receivers, in ms; {@link UNTIL_STOP}; 0: not at all
   * @returns false if it was not handed on: it stays reserved, and may be committed again, or abandoned
   */
  commit(patienceMsec?: number): boolean;
  /** One of several receivers may have the item that was not handed on: it is to be abandoned, and not written again. */
  readonly isDivided?: boolean;
  waitSpace(byteLength: number, options?: WaitOptions): WaitOutcome;
  waitSpaceAsync(byteLength: number, options?: AsyncWaitOptions): Promise<WaitOutcome>;
  /** How long commits have waited for receivers since the last call, in µs. */
  takeHeldBackUsec?(): number;
}

/** The module thread's end of its ports. */
export interface ModuleHub {
  /** Becomes the writer of the input's ring. */
  openInput(port: number, ring: SharedArrayBuffer): InputFeed;
  /**
   * @param cancel - nonzero once the run's stop is requested
   * @param lateRoomMsec - for how long what the stop finds waiting for one of several receivers goes on to do so
   */
  openOutput(
    port: number,
    cancel: { readonly words: Int32Array; readonly index: number },
    lateRoomMsec: number,
  ): ItemWriter;
  close(): void;
}
