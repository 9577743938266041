/**
 * The writing end of a ring.
 *
 * @module
 */
import { copyInto } from '../copy-bytes.ts';
import {
  addGeneration,
  growRing,
  nextCapacity,
  openGeneration,
  publishGenerations,
  type AttachedRing,
  type Generation,
  type RingMemory,
} from './generation.ts';
import {
  CLAIMED,
  CLOSED,
  DATA_BELL,
  DATA_WAITING,
  NEWEST,
  PUBLISHED,
  PUBLISHED_GENERATION,
  PUBLISHED_SEQUENCE,
  RECORD_KIND_SHIFT,
  RecordKind,
  SPACE_BELL,
  SPACE_WAITING,
  UNIT_BYTES,
  WRITER_CLAIMED,
} from './layout.ts';
import { writeLimit } from './reader-slots.ts';
import { attachRing } from './ring-memory.ts';
import {
  checkedRecordUnits,
  checkedSpanUnits,
  claimedError,
  shrinkError,
  uncommittedError,
  writerClosedError,
} from './writer-checks.ts';
import {
  defaultSpinUsec,
  ring as ringBell,
  ringIfWaiting,
  Waiter,
  type AsyncWaitOptions,
  type RingEndOptions,
  type WaitOptions,
  type WaitOutcome,
} from './waiting.ts';

// For the hot path: V8 folds constants of the same module into its code, but loads and checks imported ones (Node 20).
const UNIT_SHIFT = 3;
const HEADER = 8;
/** The writer claims ahead of itself in steps of this part of the capacity. */
const CLAIM_PARTS = 16;

/**
 * The one writer of a ring. Reserves records in place, fills them, then publishes all that were
 * reserved since the last commit with one store. Belongs to one thread, like every end of a ring.
 *
 * @example
 * const writer = RingWriter.claim(ring);
 * const at = writer.tryReserve(16);
 * if (at >= 0) {
 *   writer.memory.view.setFloat64(at, 0.5, true);
 *   writer.memory.view.setFloat64(at + 8, 1.5, true);
 *   writer.commit();
 * }
 */
export class RingWriter {
  readonly #ring: AttachedRing;
  readonly #words: Int32Array;
  readonly #waiter: Waiter;
  #generation: Generation;

  // Numbers begin as numbers: a field that was ever undefined is checked at each use (Node 20).

  /** Of the generation, beside each other for `tryReserve`. */
  #records: Int32Array;
  #memory: RingMemory;
  #mask = 0;
  #unitOffset = 0;
  /** Position of the next record. */
  #head = 0;
  /** Records may be written up to here without another look: the least of three bounds. */
  #bound = 0;
  /** Up to here the readers have made room, as far as known. */
  #limit = 0;
  #claimed = 0;
  #published = 0;
  #publishedGeneration = 0;
  /** Sequence number of the next record. */
  #sequence = 0;
  /** The last and the last but one reserved record, in units from the start of the buffer; 0: none. */
  #last = 0;
  #beforeLast = 0;
  /** The newest record where `#last` is none: it was abandoned, or a mark follows it. */
  #newest = 0;
  /** Units that a wait for space is about. */
  #wanted = 0;
  #closed = false;

  private constructor(ring: AttachedRing, options: RingEndOptions) {
    const { words } = ring;
    this.#ring = ring;
    this.#words = words;
    this.#waiter = new Waiter(words, SPACE_BELL, SPACE_WAITING, options.spinUsec ?? defaultSpinUsec());
    this.#publishedGeneration = Atomics.load(words, PUBLISHED_GENERATION);
    this.#generation = openGeneration(ring, this.#publishedGeneration);
    this.#records = this.#generation.words;
    this.#mask = this.#generation.capacity - 1;
    this.#unitOffset = this.#generation.byteOffset / UNIT_BYTES;
    this.#memory = this.#generation.memory;
    this.#published = Atomics.load(words, PUBLISHED);
    this.#sequence = Atomics.load(words, PUBLISHED_SEQUENCE);
    this.#claimed = Atomics.load(words, CLAIMED);
    this.#head = this.#bound = this.#limit = this.#published;
  }

  /**
   * Becomes the writer of `ring`, until `RingControl.releaseWriter`; goes on behind what was written before.
   *
   * @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout
   * @throws ERR_SYNTALOS_RING_CLAIMED - when the ring has a writer, or had one that was not released
   */
  static claim(ring: SharedArrayBuffer, options: RingEndOptions = {}): RingWriter {
    const attached = attachRing(ring);
    if (Atomics.compareExchange(attached.words, WRITER_CLAIMED, 0, 1) !== 0) {
      throw claimedError();
    }
    return new RingWriter(attached, options);
  }

  /**
   * Where reserved records lie. Read it anew after each reservation: a record too large for the
   * present data region moves the writer to a larger one.
   */
  get memory(): RingMemory {
    return this.#memory;
  }

  /** Sequence number of the next record, 0 to 2^32 - 1. */
  get nextSequence(): number {
    return this.#sequence >>> 0;
  }

  /** Gives the next record a number so many further on: an observer counts as many as skipped. Commit first. */
  skip(count: number): void {
    this.#sequence = (this.#sequence + count) | 0;
  }

  /** Bytes of the present data region. */
  get capacityBytes(): number {
    return this.#generation.capacity * UNIT_BYTES;
  }

  /** Whether the ring was closed, by this writer or by its owner. */
  get isClosed(): boolean {
    return this.#closed || Atomics.load(this.#words, CLOSED) !== 0;
  }

  /**
   * Reserves a record of `byteLength` bytes without blocking or allocating.
   *
   * @returns the offset of its payload in {@link memory}, a multiple of 8; -1 when the ring is full
   * @throws ERR_SYNTALOS_RING_RECORD_TOO_LARGE - when the ring may never grow to hold it
   * @throws ERR_SYNTALOS_RING_CLOSED - when the ring was closed
   */
  tryReserve(byteLength: number): number {
    const units = 1 + ((byteLength + 7) >>> UNIT_SHIFT);
    if (((this.#bound - this.#head) | 0) < units || byteLength >>> 0 !== byteLength) {
      if (!this.#makeRoom(checkedRecordUnits(byteLength))) return -1;
    }
    const head = this.#head;
    const index = head & this.#mask;
    this.#records[index * 2] = byteLength; // kind `data` is 0
    this.#records[index * 2 + 1] = this.#sequence;
    this.#sequence = (this.#sequence + 1) | 0;
    this.#beforeLast = this.#last;
    this.#last = this.#unitOffset + index;
    this.#head = (head + units) | 0;
    return (index << UNIT_SHIFT) + HEADER;
  }

  /** Publishes all records reserved since the last commit, and wakes readers that wait; always true. */
  commit(): true {
    const head = this.#head;
    if (head === this.#published) return true;
    const words = this.#words;
    const { index } = this.#generation;
    if (this.#publishedGeneration !== index) {
      publishGenerations(this.#ring, this.#publishedGeneration, index);
      this.#publishedGeneration = index;
    }
    words[PUBLISHED_SEQUENCE] = this.#sequence; // published by the last of these stores
    if (this.#last !== 0) this.#newest = this.#last;
    Atomics.store(words, NEWEST, this.#newest); // partner: the load in RingObserver, after PUBLISHED
    Atomics.store(words, PUBLISHED, head); // partners: the loads of readers, joiners, observers
    this.#published = head;
    ringIfWaiting(words, DATA_BELL, DATA_WAITING);
    return true;
  }

  /**
   * Shortens the last reserved, not yet committed record to `byteLength` bytes.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when there is none
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when it is shorter than that
   */
  shrinkLast(byteLength: number): void {
    const word = this.#lastUncommitted('shorten');
    const reserved = this.#records[word]!;
    if (byteLength >>> 0 !== byteLength || byteLength > reserved) {
      throw shrinkError(byteLength, reserved);
    }
    this.#records[word] = byteLength;
    this.#head = (this.#head - checkedRecordUnits(reserved) + checkedRecordUnits(byteLength)) | 0;
  }

  /**
   * Takes the last reserved, not yet committed record back: it is as if it never was.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when there is none, or it was taken back already
   */
  abandonLast(): void {
    const reserved = this.#records[this.#lastUncommitted('abandon')]!;
    this.#head = (this.#head - checkedRecordUnits(reserved)) | 0;
    this.#sequence = (this.#sequence - 1) | 0;
    if (this.#beforeLast !== 0) this.#newest = this.#beforeLast;
    this.#last = 0;
  }

  /**
   * Reserves a run of bytes for records that other code, as the iceoryx2 addon, writes with their
   * headers: from {@link spanOffset} of {@link memory} on, numbered from {@link nextSequence} on.
   * End it by {@link commitSpan} before anything else is reserved.
   *
   * @param byteLength - payload of a record that must fit
   * @returns bytes of the run, a multiple of 8; 0 when the ring is full
   * @throws like {@link tryReserve}
   */
  tryReserveSpan(byteLength: number): number {
    const units = checkedRecordUnits(byteLength);
    if (((this.#bound - this.#head) | 0) < units && !this.#makeRoom(units)) return 0;
    return ((this.#bound - this.#head) | 0) * UNIT_BYTES;
  }

  /**
   * Goes on at the start of the data region if all readers are done with what was written, and a record of
   * `byteLength` bytes has room there: large records that are read one by one lie in the processor's cache then.
   * Commit first.
   */
  rewind(byteLength: number): void {
    const { capacity } = this.#generation;
    const index = this.#head & this.#mask;
    // Readers have yet to pass the mark, so that only what lies before it is free.
    if (index < checkedRecordUnits(byteLength) || this.#head !== this.#published) return;
    const limit = writeLimit(this.#words, { head: this.#head, published: this.#head, capacity });
    if (limit !== ((this.#head + capacity) | 0)) return;
    this.#limit = limit;
    if (!this.#claim(capacity - index)) return;
    this.#writeMark(RecordKind.pad);
    this.#bound = this.#head = (this.#head + capacity - index) | 0;
  }

  /** Start of the run that {@link tryReserveSpan} reserved, in bytes, in {@link memory}. */
  get spanOffset(): number {
    return (this.#head & this.#mask) * UNIT_BYTES;
  }

  /**
   * Publishes the records that lie at the start of a reserved span.
   *
   * @param byteLength - bytes of all of them, with headers and padding
   * @param recordCount - how many there are
   * @param lastOffset - start of the last one in the span
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when that is not inside the span
   */
  commitSpan(byteLength: number, recordCount: number, lastOffset: number): void {
    const units = checkedSpanUnits(byteLength, lastOffset, ((this.#bound - this.#head) | 0) * UNIT_BYTES);
    if (recordCount > 0) {
      this.#last = this.#unitOffset + (this.#head & this.#mask) + lastOffset / UNIT_BYTES;
      this.#sequence = (this.#sequence + recordCount) | 0;
      this.#head = (this.#head + units) | 0;
    }
    this.commit();
  }

  /**
   * Copies `bytes` into a record of its own and publishes it.
   *
   * @returns false when the ring is full
   * @throws like {@link tryReserve}
   */
  tryWrite(bytes: Uint8Array): boolean {
    const at = this.tryReserve(bytes.byteLength);
    if (at < 0) return false;
    copyInto(this.#memory.bytes, bytes, at);
    this.commit();
    return true;
  }

  /**
   * Blocks until a record of `byteLength` bytes has room: after `ready`, {@link tryReserve}
   * of as much succeeds. Commit first: readers cannot free what they have not seen.
   *
   * @throws ERR_SYNTALOS_RING_RECORD_TOO_LARGE - when the ring may never grow to hold it
   */
  waitSpace(byteLength: number, options?: WaitOptions): WaitOutcome {
    this.#wanted = checkedRecordUnits(byteLength);
    return this.#waiter.wait(this.#hasSpace, options);
  }

  /** Like {@link waitSpace} on an event-loop thread, which it keeps alive meanwhile. */
  waitSpaceAsync(byteLength: number, options?: AsyncWaitOptions): Promise<WaitOutcome> {
    this.#wanted = checkedRecordUnits(byteLength);
    return this.#waiter.waitAsync(this.#hasSpace, options);
  }

  /**
   * Ends the stream: readers get what was committed, then see that it is closed. What was only
   * reserved is dropped. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#head = this.#bound = this.#published; // nothing to commit, no room to reserve
    Atomics.store(this.#words, CLOSED, 1); // partner: RingReader's load before PUBLISHED
    ringBell(this.#words, DATA_BELL);
    this.#waiter.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  readonly #hasSpace = (): 'ready' | 'closed' | undefined => {
    if (this.isClosed) return 'closed';
    return this.#makeRoom(this.#wanted) ? 'ready' : undefined;
  };

  /**
   * Sees to it that `units` contiguous units from `#head` on may be written: moves to a larger
   * generation, skips the end of the region, looks at the readers, claims ahead.
   */
  #makeRoom(units: number): boolean {
    if (this.isClosed) throw writerClosedError();
    // At most half, so that a record always fits after the end of the region was skipped.
    if (units > this.#generation.capacity / 2 && !this.#grow(units)) return false;

    const { capacity } = this.#generation;
    const toEnd = capacity - (this.#head & this.#mask);
    const skipped = toEnd < units ? toEnd : 0;
    if (!this.#claim(skipped + units)) return false;
    if (skipped > 0) {
      this.#writeMark(RecordKind.pad);
      this.#head = (this.#head + skipped) | 0;
    }
    const lapEnd = capacity - (this.#head & this.#mask);
    const free = Math.min((this.#limit - this.#head) | 0, (this.#claimed - this.#head) | 0);
    this.#bound = (this.#head + Math.min(free, lapEnd)) | 0;
    return true;
  }

  /** Checks that readers need none of the next `units`, then lets observers know that they go. */
  #claim(units: number): boolean {
    if (((this.#limit - this.#head) | 0) < units) {
      const { capacity } = this.#generation;
      const place = { head: this.#head, published: this.#published, capacity };
      this.#limit = writeLimit(this.#words, place) ?? this.#limit;
      if (((this.#limit - this.#head) | 0) < units) return false;
    }
    if (((this.#claimed - this.#head) | 0) < units) {
      const step = Math.max(units, this.#generation.capacity / CLAIM_PARTS);
      this.#claimed = (this.#head + step) | 0;
      // An exchange, as no later store may move before it. Partner: RingObserver's Atomics.or.
      Atomics.exchange(this.#words, CLAIMED, this.#claimed);
    }
    return true;
  }

  /** Goes on in a new, larger generation; false when there is no room for the mark yet. */
  #grow(units: number): boolean {
    const ring = this.#ring;
    const capacity = nextCapacity(ring, this.#generation, units);
    if (!this.#claim(1)) return false;
    const unitOffset = growRing(ring, capacity, units);
    this.#writeMark(RecordKind.nextGeneration);
    this.#head = (this.#head + 1) | 0;
    const index = addGeneration(this.#words, this.#head, unitOffset, capacity);
    this.#generation = openGeneration(ring, index);
    this.#records = this.#generation.words;
    this.#mask = capacity - 1;
    this.#unitOffset = unitOffset;
    this.#memory = this.#generation.memory;
    this.#limit = (this.#head + capacity) | 0;
    return true;
  }

  #writeMark(kind: number): void {
    // The record before a mark keeps its place and length: both would have to move the mark.
    if (this.#last !== 0) this.#newest = this.#last;
    this.#last = 0;
    const index = this.#head & this.#mask;
    this.#records[index * 2] = kind << RECORD_KIND_SHIFT;
    this.#records[index * 2 + 1] = this.#sequence;
  }

  /** Index of the last reserved record's header in `#records`. */
  #lastUncommitted(action: 'shorten' | 'abandon'): number {
    const word = (this.#last - this.#unitOffset) * 2;
    if (
      this.#last === 0 ||
      ((this.#head - checkedRecordUnits(this.#records[word]!) - this.#published) | 0) < 0
    ) {
      throw uncommittedError(action);
    }
    return word;
  }
}
