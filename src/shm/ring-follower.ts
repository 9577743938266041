/**
 * The end of a ring that reads record after record without holding the writer back.
 *
 * @module
 */
import { copyInto } from '../copy-bytes.ts';
import { openGeneration, powerOfTwoAtLeast, type AttachedRing, type Generation } from './generation.ts';
import {
  CLAIMED,
  GENERATION_COUNT,
  PUBLISHED,
  PUBLISHED_SEQUENCE,
  RECORD_HEADER_BYTES,
  RECORD_KIND_SHIFT,
  RECORD_LENGTH_MASK,
  RecordKind,
  recordUnits,
  UNIT_BYTES,
} from './layout.ts';
import { publishedPlace } from './reader-slots.ts';
import { privateMemory, type RecordMemory, type RecordSource } from './record.ts';
import { attachRing } from './ring-memory.ts';

/**
 * Reads all records of a ring in their order, as long as it is fast enough: what the writer has overwritten by then
 * is skipped and counted, as for an observer. It takes no slot, waits for nothing and rings no bell, so the writer
 * does not know of it: call {@link tryNext} now and then. Belongs to one thread.
 *
 * It validates what it has copied, see {@link RingObserver}.
 *
 * @example
 * const follower = RingFollower.attach(ring);
 * setInterval(() => {
 *   while (follower.tryNext()) show(follower.memory, follower.byteLength);
 * }, 50);
 */
export class RingFollower implements RecordSource {
  readonly #ring: AttachedRing;
  readonly #words: Int32Array;
  #generation: Generation;
  /** Position of the next record. */
  #next: number;
  #memory: RecordMemory = privateMemory(0);
  #byteLength = 0;
  #sequence: number;
  #skippedCount = 0;

  private constructor(ring: AttachedRing) {
    this.#ring = ring;
    this.#words = ring.words;
    const { position, generation } = publishedPlace(ring.words);
    this.#next = position;
    this.#generation = openGeneration(ring, generation);
    this.#sequence = (Atomics.load(ring.words, PUBLISHED_SEQUENCE) - 1) >>> 0;
  }

  /**
   * Starts to follow `ring` from its next record on.
   *
   * @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout
   */
  static attach(ring: SharedArrayBuffer): RingFollower {
    return new RingFollower(attachRing(ring));
  }

  /** Memory of the follower's own that holds the copy; may be another one for the next record. */
  get memory(): RecordMemory {
    return this.#memory;
  }

  /** Offset of the current record in {@link memory}: always 0. */
  get offset(): number {
    return 0;
  }

  /** Payload bytes of the current record. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Sequence number of the current record, 0 to 2^32 - 1. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Records that were overwritten before they were read. */
  get skippedCount(): number {
    return this.#skippedCount;
  }

  /**
   * Copies the next record. Never blocks; allocates only for a record larger than all before.
   *
   * @returns false when there is none yet, or the writer is so fast that nothing stays whole: try again later
   */
  tryNext(): boolean {
    for (;;) {
      // Partner: the store in RingWriter.commit, after the records.
      if (this.#next === Atomics.load(this.#words, PUBLISHED)) return false;
      const { words, capacity } = this.#generation;
      const index = this.#next & (capacity - 1);
      const header = words[index * 2]!;
      const sequence = words[index * 2 + 1]! >>> 0;
      if (!this.#isUntouched()) {
        this.#catchUp();
        return false;
      }
      const kind = header >>> RECORD_KIND_SHIFT;
      if (kind === RecordKind.data) return this.#take(index, header & RECORD_LENGTH_MASK, sequence);
      if (kind === RecordKind.pad) this.#next = (this.#next + capacity - index) | 0;
      else this.#enterNextGeneration();
    }
  }

  #take(index: number, byteLength: number, sequence: number): boolean {
    const at = index * UNIT_BYTES + RECORD_HEADER_BYTES;
    if (this.#memory.bytes.length < byteLength) this.#memory = privateMemory(powerOfTwoAtLeast(byteLength));
    copyInto(this.#memory.bytes, this.#generation.memory.bytes.subarray(at, at + byteLength));
    if (!this.#isUntouched()) {
      this.#catchUp();
      return false;
    }
    // More than none where the writer went around between two looks; less at the first record of a follower that came
    // in the middle of a commit, which stores its sequence number before its position.
    const skipped = (sequence - this.#sequence - 1) | 0;
    if (skipped > 0) this.#skippedCount += skipped;
    this.#byteLength = byteLength;
    this.#sequence = sequence;
    this.#next = (this.#next + recordUnits(byteLength)) | 0;
    return true;
  }

  /** Whether the writer has touched nothing from the next record on since it was written. */
  #isUntouched(): boolean {
    // A read-modify-write, as no earlier load may move behind it. Partner: the exchange in RingWriter's #claim.
    const claimed = Atomics.or(this.#words, CLAIMED, 0);
    const { index, capacity } = this.#generation;
    // What the writer has left it never touches again.
    const hasLeft = index + 1 < Atomics.load(this.#words, GENERATION_COUNT);
    const end = hasLeft ? openGeneration(this.#ring, index + 1).base : claimed;
    return (end - this.#next) >>> 0 <= capacity;
  }

  /** Goes on with what is written from now on. */
  #catchUp(): void {
    const { position, generation } = publishedPlace(this.#words);
    this.#next = position;
    this.#generation = openGeneration(this.#ring, generation);
  }

  #enterNextGeneration(): void {
    const index = this.#generation.index + 1;
    if (index >= Atomics.load(this.#words, GENERATION_COUNT)) {
      this.#catchUp();
      return;
    }
    this.#generation = openGeneration(this.#ring, index);
    this.#next = this.#generation.base;
  }
}
