/**
 * The lossless reading end of a ring.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { DataWaiter } from './data-waiter.ts';
import { openGeneration, type AttachedRing, type Generation, type RingMemory } from './generation.ts';
import {
  PUBLISHED,
  RECORD_KIND_SHIFT,
  RecordKind,
  recordUnits,
  SPACE_BELL,
  SPACE_WAITING,
  UNIT_BYTES,
} from './layout.ts';
import {
  joinRing,
  leaveRing,
  positionIndex,
  sequenceIndex,
  tokenIndex,
  type ReaderTicket,
} from './reader-slots.ts';
import type { RecordRef, RecordSource } from './record.ts';
import { attachRing } from './ring-memory.ts';
import {
  defaultSpinUsec,
  ringIfWaiting,
  type AsyncWaitOptions,
  type WaitListener,
  type RingEndOptions,
  type WaitOptions,
  type WaitOutcome,
} from './waiting.ts';

/**
 * `UNIT_BYTES` as a shift, `RECORD_HEADER_BYTES` and `RECORD_KIND_SHIFT`, for the hot path: V8
 * folds constants of the same module into its code, but loads imported ones at each use (Node 20).
 */
const UNIT_SHIFT = 3;
const HEADER = 8;
const KIND_SHIFT = 30;

/** Options of {@link RingReader.attach}. */
export interface RingReaderOptions extends RingEndOptions {
  /** The place that the owner made by `RingControl.addReader`; a place of its own without. */
  readonly ticket?: ReaderTicket;
}

/**
 * A lossless reader: gets every record since it joined, in order, and holds the writer back until
 * it releases them. Belongs to one thread.
 *
 * @example
 * const reader = RingReader.attach(ring);
 * while (reader.waitData({ cancel }) === 'ready') {
 *   while (reader.tryNext()) use(reader.memory, reader.offset, reader.byteLength);
 *   reader.release();
 * }
 */
export class RingReader implements RecordSource {
  /** This reader's place, for `RingControl.removeReader`. */
  readonly ticket: ReaderTicket;
  readonly #ring: AttachedRing;
  readonly #words: Int32Array;
  readonly #waiter: DataWaiter;
  readonly #tokenIndex: number;
  readonly #positionIndex: number;
  #generation: Generation;

  // Numbers begin as numbers: a field that was ever undefined is checked at each use (Node 20).

  /** Of the generation, beside each other for `tryNext`. */
  #records: Int32Array;
  #memory: RingMemory;
  #capacity = 0;
  #mask = 0;
  /** Position behind the current record. */
  #next = 0;
  /** Published position as last seen. */
  #available = 0;
  /** Unit of the region where the current record starts; -1 for none. */
  #index = -1;
  #byteLength = 0;
  /** What was released: the writer may overwrite up to here, but for held records. */
  #released = 0;
  /** Of the last record that was released, or the one before the first. */
  #releasedSequence = 0;
  /** Position that the writer sees. */
  #shared = 0;
  /** Positions of held records by sequence number, the oldest first: a Map keeps its order. */
  readonly #held = new Map<number, number>();
  #closed = false;

  private constructor(ring: AttachedRing, ticket: ReaderTicket, spinUsec: number) {
    this.ticket = ticket;
    this.#ring = ring;
    this.#words = ring.words;
    this.#waiter = new DataWaiter(ring.words, spinUsec, () => this.#next !== this.#available || this.#look());
    this.#tokenIndex = tokenIndex(ticket.slot);
    this.#positionIndex = positionIndex(ticket.slot, ticket.token);
    this.#generation = openGeneration(ring, ticket.generation);
    this.#records = this.#generation.words;
    this.#capacity = this.#generation.capacity;
    this.#mask = this.#capacity - 1;
    this.#memory = this.#generation.memory;
    this.#next = this.#available = this.#released = this.#shared = ticket.position;
    this.#releasedSequence = (ring.words[sequenceIndex(ticket.slot)]! - 1) >>> 0;
  }

  /**
   * Joins `ring`, which may run already, or takes the place that `ticket` stands for.
   *
   * @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout
   * @throws ERR_SYNTALOS_RING_FULL - when all 16 slots are taken
   * @throws ERR_SYNTALOS_RING_READER_REMOVED - when the ticket is no longer valid
   */
  static attach(ring: SharedArrayBuffer, options: RingReaderOptions = {}): RingReader {
    const attached = attachRing(ring);
    const ticket = options.ticket ?? joinRing(attached.words);
    const reader = new RingReader(attached, ticket, options.spinUsec ?? defaultSpinUsec());
    reader.#checkPlace();
    return reader;
  }

  /** Where the current record lies; another one after each move to a larger data region. */
  get memory(): RingMemory {
    return this.#memory;
  }

  /** Offset of the current record's payload in {@link memory}, a multiple of 8. */
  get offset(): number {
    return (this.#index << UNIT_SHIFT) + HEADER;
  }

  /** Payload bytes of the current record. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Sequence number of the current record, 0 to 2^32 - 1. */
  get sequence(): number {
    return this.#index < 0 ? this.#releasedSequence : this.#records[this.#index * 2 + 1]! >>> 0;
  }

  /** Number of records that {@link hold} keeps. */
  get heldCount(): number {
    return this.#held.size;
  }

  /**
   * Moves on to the next record, without blocking or allocating. The record is valid until
   * {@link release}, or {@link unhold} where it was held.
   *
   * @returns false when there is none yet
   * @throws ERR_SYNTALOS_RING_READER_REMOVED - when the owner removed this reader
   */
  tryNext(): boolean {
    for (;;) {
      const position = this.#next;
      if (position === this.#available && !this.#look()) return false;
      const index = position & this.#mask;
      const header = this.#records[index * 2]!;
      const units = 1 + ((header + 7) >>> UNIT_SHIFT);
      if (header >>> KIND_SHIFT === 0 && index + units <= this.#capacity) {
        this.#index = index;
        this.#byteLength = header;
        this.#next = (position + units) | 0;
        return true;
      }
      this.#passMark(header, index);
    }
  }

  /**
   * Finds a run of records for other code, as the iceoryx2 addon, to read in place: from
   * {@link spanOffset} of {@link memory} on. It ends with its bytes or at the first record header
   * that is not of kind `data`. Say by {@link passSpan} how far it was read.
   *
   * @returns bytes of the run; 0 when there is none yet
   * @throws ERR_SYNTALOS_RING_READER_REMOVED - when the owner removed this reader
   */
  tryNextSpan(): number {
    for (;;) {
      const position = this.#next;
      if (position === this.#available && !this.#look()) return 0;
      const index = position & (this.#capacity - 1);
      const header = this.#records[index * 2]!;
      if (header >>> RECORD_KIND_SHIFT === RecordKind.data) {
        return Math.min((this.#available - position) >>> 0, this.#capacity - index) * UNIT_BYTES;
      }
      this.#passMark(header, index);
    }
  }

  /** Start of the run that {@link tryNextSpan} found, in bytes, in {@link memory}. */
  get spanOffset(): number {
    return (this.#next & (this.#capacity - 1)) * UNIT_BYTES;
  }

  /**
   * Moves on behind the first `recordCount` records of a span, which take `byteLength` bytes; they
   * are valid until {@link release}. There is no current record then.
   */
  passSpan(byteLength: number, recordCount: number): void {
    this.#next = (this.#next + byteLength / UNIT_BYTES) | 0;
    this.#releasedSequence = (this.sequence + recordCount) >>> 0;
    this.#index = -1;
  }

  /**
   * Gives all records up to and including the current one back to the writer, but for held ones.
   * Call it after each record, or less often: after a batch, but before waiting.
   *
   * @throws ERR_SYNTALOS_RING_READER_REMOVED - when the owner removed this reader: records read since the last
   *   release may have been overwritten meanwhile
   */
  release(): void {
    this.#released = this.#next;
    this.#releasedSequence = this.sequence;
    this.#index = -1;
    this.#share();
  }

  /**
   * Keeps the current record until {@link unhold}, beyond any {@link release}, so that other
   * threads can read it in place by {@link borrowRecord}. Several holds of one record are one.
   *
   * @returns plain data to send
   * @throws ERR_SYNTALOS_INVALID_STATE - when there is no current record
   */
  hold(): RecordRef {
    if (this.#index < 0) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        'Cannot hold record: there is no current one; call hold() between tryNext() and release()',
      );
    }
    const { sequence, offset } = this;
    this.#held.set(sequence, (this.#next - recordUnits(this.#byteLength)) | 0);
    return {
      byteOffset: this.#generation.byteOffset + offset,
      byteLength: this.#byteLength,
      sequence,
    };
  }

  /**
   * Ends a {@link hold}; in any order. Gives the record back if it was released meanwhile.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when `record` is not held
   * @throws ERR_SYNTALOS_RING_READER_REMOVED - when the owner removed this reader
   */
  unhold(record: Pick<RecordRef, 'sequence'>): void {
    if (!this.#held.delete(record.sequence)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot end hold of record ${record.sequence}: it is not held`,
      );
    }
    this.#share();
  }

  /**
   * Blocks until there is a record behind the current one. `closed` means that the stream was
   * closed and all of it read.
   *
   * @throws ERR_SYNTALOS_RING_READER_REMOVED - when the owner removed this reader
   */
  waitData(options?: WaitOptions): WaitOutcome {
    return this.#waiter.wait(options);
  }

  /** Like {@link waitData} on an event-loop thread, which it keeps alive meanwhile. */
  waitDataAsync(options?: AsyncWaitOptions): Promise<WaitOutcome> {
    return this.#waiter.waitAsync(options);
  }

  /** Like {@link waitDataAsync}, but calls back from within the wake-up, or at once when there is a record. */
  onceData(listener: WaitListener, options?: AsyncWaitOptions): void {
    this.#waiter.once(listener, options);
  }

  /** Leaves the ring: records in it, held ones too, are given up. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#held.clear();
    leaveRing(this.#words, this.ticket.slot, this.ticket.token);
    this.#waiter.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Whether more was published. */
  #look(): boolean {
    this.#checkPlace();
    // Partner: the store in RingWriter.commit, after the records.
    this.#available = Atomics.load(this.#words, PUBLISHED);
    return this.#available !== this.#next;
  }

  /** Shows the writer how far it may go. */
  #share(): void {
    let position = this.#released;
    let sequence = this.#releasedSequence + 1;
    if (this.#held.size > 0) [sequence, position] = this.#held.entries().next().value!;
    if (position === this.#shared) return;
    this.#checkPlace();
    this.#shared = position;
    this.#words[sequenceIndex(this.ticket.slot)] = sequence;
    // Partner: the load in RingWriter's #updateLimit, before it overwrites.
    Atomics.store(this.#words, this.#positionIndex, position);
    ringIfWaiting(this.#words, SPACE_BELL, SPACE_WAITING);
  }

  /** Skips the rest of the region, or goes on in the next generation. */
  #passMark(header: number, index: number): void {
    this.#checkPlace();
    const kind = header >>> RECORD_KIND_SHIFT;
    if (kind === RecordKind.pad) {
      this.#next = (this.#next + this.#capacity - index) | 0;
    } else if (kind === RecordKind.nextGeneration) {
      this.#generation = openGeneration(this.#ring, this.#generation.index + 1);
      this.#records = this.#generation.words;
      this.#capacity = this.#generation.capacity;
      this.#mask = this.#capacity - 1;
      this.#memory = this.#generation.memory;
      this.#next = this.#generation.base;
    } else {
      throw new SyntalosError(
        'ERR_SYNTALOS_RING_LAYOUT',
        `Cannot read record at byte ${this.#generation.byteOffset + index * UNIT_BYTES}: its header is 0x${(header >>> 0).toString(16)}, expected a record within ${this.#capacity * UNIT_BYTES} bytes; something else wrote to the ring`,
      );
    }
  }

  #checkPlace(): void {
    if (this.#closed) {
      throw new SyntalosError('ERR_SYNTALOS_CLOSED', 'Cannot read from ring: this reader was closed');
    }
    if (Atomics.load(this.#words, this.#tokenIndex) !== this.ticket.token) {
      throw new SyntalosError(
        'ERR_SYNTALOS_RING_READER_REMOVED',
        `Cannot read from ring: its owner removed this reader from slot ${this.ticket.slot}; attach anew`,
        { details: { slot: this.ticket.slot } },
      );
    }
  }
}
