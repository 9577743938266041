/**
 * An input port in the module's own thread: samples go into its ring, with one copy, when its reader asks.
 *
 * @module
 */
import { isSyntalosError } from '../../../../errors.ts';
import { RECORD_LAYOUT, RingControl, RingWriter } from '../../../../shm/index.ts';
import type { InputFeed } from '../../../port-placement.ts';
import {
  TransferResult,
  TransferState,
  type NativeAddon,
  type NativeHubInletWatch,
  type ReceiveFunction,
} from '../../addon/native-types.ts';

/** A span is asked for with room for this much, so that small records come in batches. */
const BATCH_BYTES = 1024;

const HEADER_BYTES = RECORD_LAYOUT.recordHeaderBytes;
/** Records are padded to a multiple of this. */
const UNIT_BYTES = 8;
/** Records of this size or more are moved one by one, over and over to the same place if they can be: it stays in the cache. */
const LARGE_BYTES = 64 * 1024;

/** What a {@link HubInput} works with. */
export interface HubInputParts {
  readonly native: NativeAddon;
  readonly hubId: number;
  readonly port: number;
  readonly ring: SharedArrayBuffer;
  readonly onClose: () => void;
}

/** Fills the ring of an input port from its reader's thread. */
export class HubInput implements InputFeed {
  readonly #ring: SharedArrayBuffer;
  readonly #writer: RingWriter;
  readonly #receiveItems: ReceiveFunction;
  readonly #watch: NativeHubInletWatch;
  readonly #onClose: () => void;
  readonly #result = new Int32Array(TransferResult.Words);
  /** Payload bytes that the next record needs, as far as known. */
  #needed = BATCH_BYTES;
  /** Payload of the last record, up to a whole unit, where that was large; else 0. */
  #largeBytes = 0;
  /** Samples wait that the ring has no room for: room is waited for, and not samples. */
  #isFull = false;
  #isCrowded = false;
  #onMore: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: HubInputParts) {
    const { native, hubId, port, ring } = parts;
    this.#ring = ring;
    this.#onClose = parts.onClose;
    this.#writer = RingWriter.claim(ring);
    this.#receiveItems = native.hubReceiveFunction(hubId, port);
    this.#watch = new native.HubInletWatch(hubId, port, () => this.wake());
  }

  pull(): boolean {
    if (this.#isClosed) return false;
    const writer = this.#writer;
    if (this.#largeBytes > 0) writer.rewind(this.#largeBytes);
    const room = writer.tryReserveSpan(this.#needed);
    this.#isFull = room === 0;
    if (this.#isFull) return false;
    const result = this.#result;
    const state = this.#receive(
      this.#largeBytes > 0 ? Math.min(room, this.#largeBytes + HEADER_BYTES) : room,
    );
    this.#isCrowded = state === TransferState.Crowded;
    writer.commitSpan(
      result[TransferResult.Bytes]!,
      result[TransferResult.Records]!,
      result[TransferResult.LastOffset]!,
    );
    const hasMoved = result[TransferResult.Records]! > 0;
    if (hasMoved)
      this.#noteSize(result[TransferResult.Bytes]! / result[TransferResult.Records]! - HEADER_BYTES);
    if (state !== TransferState.SpanFull) {
      this.#needed = BATCH_BYTES;
      return hasMoved;
    }
    this.#needed = Math.max(result[TransferResult.NeededBytes]!, BATCH_BYTES);
    if (!hasMoved) this.#noteSize(this.#needed);
    // The ring may have room for it elsewhere: in a larger generation, or at its start.
    return hasMoved || this.pull();
  }

  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  onceMore(onMore: () => void): void {
    this.#onMore = onMore;
    // Not at once: who asks again and again would never return.
    if (this.#isClosed) setImmediate(() => this.wake());
    else if (!this.#isFull) this.#watch.arm();
  }

  wake(): void {
    const onMore = this.#onMore;
    this.#onMore = undefined;
    onMore?.();
  }

  noteSpace(): void {
    if (this.#isFull) this.wake();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watch.close();
    this.#writer.commit();
    RingControl.attach(this.#ring).releaseWriter();
    this.#onClose();
    this.wake();
  }

  #noteSize(byteLength: number): void {
    this.#largeBytes = byteLength < LARGE_BYTES ? 0 : Math.ceil(byteLength / UNIT_BYTES) * UNIT_BYTES;
  }

  #receive(span: number): TransferState {
    const { memory, spanOffset, nextSequence } = this.#writer;
    try {
      return this.#receiveItems(memory.bytes, spanOffset, span, nextSequence, this.#result);
    } catch (error) {
      // The supervisor has closed the port, which is the end of its samples and no fault of those samples.
      if (!isSyntalosError(error, 'ERR_SYNTALOS_CLOSED')) throw error;
      return TransferState.Done;
    }
  }
}
