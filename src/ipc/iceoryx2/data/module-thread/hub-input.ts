/**
 * An input port in the module's own thread: samples go into its ring, with one copy, when its reader asks.
 *
 * @module
 */
import { isSyntalosError } from '../../../../errors.ts';
import { RECORD_LAYOUT, RingControl, RingWriter, type WaitListener } from '../../../../shm/index.ts';
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
  /** Samples are to be moved into a span that is reserved for them, as soon as they have come. */
  #isAhead = false;
  #listener: WaitListener | undefined;
  #isClosed = false;

  constructor(parts: HubInputParts) {
    const { native, hubId, port, ring } = parts;
    this.#ring = ring;
    this.#onClose = parts.onClose;
    this.#writer = RingWriter.claim(ring);
    this.#receiveItems = native.hubReceiveFunction(hubId, port);
    this.#watch = new native.HubInletWatch(hubId, port, this.#onEvents);
  }

  pull(): boolean {
    if (this.#isClosed) return false;
    if (this.#isAhead) {
      this.#isAhead = false;
      this.#watch.disarm();
      this.#writer.commitSpan(0, 0, 0);
    }
    const span = this.#reserve();
    if (span === 0) return false;
    const state = this.#receive(span);
    this.#isCrowded = state === TransferState.Crowded;
    const hasMoved = this.#commit();
    if (state !== TransferState.SpanFull) {
      this.#needed = BATCH_BYTES;
      return hasMoved;
    }
    this.#needed = Math.max(this.#result[TransferResult.NeededBytes]!, BATCH_BYTES);
    if (!hasMoved) this.#noteSize(this.#needed);
    // The ring may have room for it elsewhere: in a larger generation, or at its start.
    return hasMoved || this.pull();
  }

  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  onceMore(listener: WaitListener): void {
    this.#listener = listener;
    // Not at once: who asks again and again would never return.
    if (this.#isClosed) setImmediate(() => this.wake());
    else if (!this.#isFull) this.#arm();
  }

  wake(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.onOutcome('ready');
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

  /** Has samples moved as soon as they have come, before this thread's JavaScript runs: it has less to do then. */
  #arm(): void {
    if (this.#isAhead) return;
    const span = this.#reserve();
    // Room is waited for, then.
    if (span === 0) return;
    const { memory, spanOffset, nextSequence } = this.#writer;
    this.#isAhead = true;
    this.#watch.arm(memory.bytes, spanOffset, span, nextSequence, this.#result);
  }

  readonly #onEvents = (): void => {
    if (this.#isAhead) {
      this.#isAhead = false;
      this.#commit();
    }
    this.wake();
  };

  /** Bytes of the span that is there for the next samples; 0 if the ring is full. */
  #reserve(): number {
    const writer = this.#writer;
    if (this.#largeBytes > 0) writer.rewind(this.#largeBytes);
    const room = writer.tryReserveSpan(this.#needed);
    this.#isFull = room === 0;
    return this.#largeBytes > 0 ? Math.min(room, this.#largeBytes + HEADER_BYTES) : room;
  }

  /** Publishes what was moved; false if nothing was. */
  #commit(): boolean {
    const bytes = this.#result[TransferResult.Bytes]!;
    const records = this.#result[TransferResult.Records]!;
    this.#writer.commitSpan(bytes, records, this.#result[TransferResult.LastOffset]!);
    if (records > 0) this.#noteSize(bytes / records - HEADER_BYTES);
    return records > 0;
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
