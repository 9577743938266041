/**
 * The owner's end of a ring.
 *
 * @module
 */
import { openGeneration, type AttachedRing } from './generation.ts';
import {
  CLOSED,
  DATA_BELL,
  GENERATION_COUNT,
  PUBLISHED,
  PUBLISHED_SEQUENCE,
  SLOTS_USED,
  SlotState,
  SPACE_BELL,
  SPACE_WAITING,
  UNIT_BYTES,
  WRITER_CLAIMED,
} from './layout.ts';
import {
  joinRing,
  leaveRing,
  positionIndex,
  sequenceIndex,
  slotState,
  tokenIndex,
  type ReaderTicket,
} from './reader-slots.ts';
import { attachRing } from './ring-memory.ts';
import { countFromSequence } from './sequence-count.ts';
import { ring as ringBell } from './waiting.ts';

/** A reader as {@link RingControl.stats} sees it. */
export interface ReaderStats {
  readonly slot: number;
  readonly token: number;
  /** Sequence number of the next record it will release. */
  readonly readSequence: number;
  /** Records published but not released by it. */
  readonly unreadCount: number;
  /** Bytes that these take in the ring, with headers. */
  readonly unreadBytes: number;
}

/** A ring's state at one moment; values of different threads may be some records apart. */
export interface RingStats {
  /** Bytes of the present data region. */
  readonly capacityBytes: number;
  /** Bytes of the whole ring now, and at most. */
  readonly totalBytes: number;
  readonly maxBytes: number;
  readonly generationCount: number;
  readonly isClosed: boolean;
  /** Sequence number of the next record to be published. */
  readonly writtenSequence: number;
  readonly readers: readonly ReaderStats[];
}

/**
 * The owner's end of a ring: makes places for readers, removes those that died, ends the stream
 * of a writer that died, wakes all that wait. Usable from any thread, and by several at once.
 */
export class RingControl {
  readonly #ring: AttachedRing;

  private constructor(ring: AttachedRing) {
    this.#ring = ring;
  }

  /** @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout */
  static attach(ring: SharedArrayBuffer): RingControl {
    return new RingControl(attachRing(ring));
  }

  /**
   * Makes a place for a reader: from now on it misses nothing. Send the ticket to the thread that
   * reads, for `RingReader.attach`.
   *
   * @throws ERR_SYNTALOS_RING_FULL - when all 16 slots are taken
   */
  addReader(): ReaderTicket {
    return joinRing(this.#ring.words);
  }

  /**
   * Removes a reader that died or will not go on, so that the writer no longer waits for it. If it
   * still runs, its next call throws ERR_SYNTALOS_RING_READER_REMOVED.
   *
   * @param reader - its ticket, or what {@link stats} says of it
   * @returns false when it had left already
   */
  removeReader(reader: Pick<ReaderTicket, 'slot' | 'token'>): boolean {
    return leaveRing(this.#ring.words, reader.slot, reader.token);
  }

  /** Ends the stream, for a writer that died: readers get what was committed, then see `closed`. */
  close(): void {
    Atomics.store(this.#ring.words, CLOSED, 1); // partners: the loads in all conditions of waits
    this.interrupt();
  }

  /** Whether the ring has a writer, or had one that was not {@link releaseWriter | released}. */
  get hasWriter(): boolean {
    return Atomics.load(this.#ring.words, WRITER_CLAIMED) !== 0;
  }

  /** Whether the writer waits for space, or did so until its readers last took something. */
  get isWriterWaiting(): boolean {
    return Atomics.load(this.#ring.words, SPACE_WAITING) !== 0;
  }

  /**
   * Lets another writer claim the ring and go on where the last one ended. For that writer's owner: it has
   * committed all that it reserved, and is not used any more.
   */
  releaseWriter(): void {
    Atomics.store(this.#ring.words, WRITER_CLAIMED, 0); // partner: the compare-exchange of the next claim
  }

  /** Makes everyone who waits look again, at their cancel words too: store those first. */
  interrupt(): void {
    ringBell(this.#ring.words, DATA_BELL);
    ringBell(this.#ring.words, SPACE_BELL);
  }

  /** What the ring holds and who reads it. */
  stats(): RingStats {
    const { words, buffer } = this.#ring;
    const generationCount = Atomics.load(words, GENERATION_COUNT);
    const readers: ReaderStats[] = [];
    const slots = Atomics.load(words, SLOTS_USED);
    for (let slot = 0; slot < slots; slot++) {
      const token = Atomics.load(words, tokenIndex(slot));
      if (slotState(token) !== SlotState.free) readers.push(this.#readerStats(slot, token));
    }
    return {
      capacityBytes: openGeneration(this.#ring, generationCount - 1).capacity * UNIT_BYTES,
      totalBytes: buffer.byteLength,
      maxBytes: buffer.maxByteLength,
      generationCount,
      isClosed: Atomics.load(words, CLOSED) !== 0,
      writtenSequence: Atomics.load(words, PUBLISHED_SEQUENCE) >>> 0,
      readers,
    };
  }

  /**
   * Records published since sequence number `startSequence`, beyond 2^32 of them, too.
   *
   * @param near - a count that is less than 2^31 off, such as that of a reader
   */
  countSince(startSequence: number, near: number): number {
    return countFromSequence(
      (Atomics.load(this.#ring.words, PUBLISHED_SEQUENCE) - startSequence) >>> 0,
      near,
    );
  }

  #readerStats(slot: number, token: number): ReaderStats {
    const { words } = this.#ring;
    // The reader's side first: it only moves on, so what is unread is never negative.
    const position = Atomics.load(words, positionIndex(slot, token));
    const readSequence = Atomics.load(words, sequenceIndex(slot)) >>> 0;
    return {
      slot,
      token,
      readSequence,
      unreadCount: (Atomics.load(words, PUBLISHED_SEQUENCE) - readSequence) >>> 0,
      unreadBytes: ((Atomics.load(words, PUBLISHED) - position) >>> 0) * UNIT_BYTES,
    };
  }
}
