/**
 * The end of a ring that reads along without holding the writer back.
 *
 * @module
 */
import { copyInto } from '../copy-bytes.ts';
import { DataWaiter } from './data-waiter.ts';
import { openGeneration, powerOfTwoAtLeast, type AttachedRing, type Generation } from './generation.ts';
import {
  CLAIMED,
  GENERATION_COUNT,
  NEWEST,
  PUBLISHED,
  PUBLISHED_SEQUENCE,
  RECORD_HEADER_BYTES,
  UNIT_BYTES,
} from './layout.ts';
import { privateMemory, type RecordMemory, type RecordSource } from './record.ts';
import { attachRing } from './ring-memory.ts';
import {
  defaultSpinUsec,
  type AsyncWaitOptions,
  type WaitListener,
  type RingEndOptions,
  type WaitOptions,
  type WaitOutcome,
} from './waiting.ts';

/** How often a look is repeated with a newer record where the writer overwrote the one before. */
const ATTEMPTS = 4;

/**
 * Reads along without ever holding the writer back: skips to the newest record, copies it out,
 * and counts what it skipped. Takes no slot, and the writer does not know of it. Belongs to one
 * thread.
 *
 * It reads memory that the writer may overwrite at the same time, so it validates what it read:
 * the writer stores how far it is about to write (`claimed`) before it writes, and what lies less
 * than a capacity before that position, once it was read, was not touched.
 *
 * @example
 * const observer = RingObserver.attach(ring);
 * while ((await observer.waitNewerAsync({ signal })) === 'ready') {
 *   if (observer.tryLatest()) show(observer.memory, observer.byteLength);
 * }
 */
export class RingObserver implements RecordSource {
  readonly #ring: AttachedRing;
  readonly #words: Int32Array;
  readonly #waiter: DataWaiter;
  readonly #generations: Generation[] = [];
  #memory: RecordMemory = privateMemory(0);
  #byteLength = 0;
  #sequence = 0;
  /** Sequence number expected of the next record if none is skipped. */
  #nextSequence: number;
  #skippedCount = 0;
  /** Published position of the last look; undefined before the first. */
  #seen: number | undefined;
  /** Sequence number of the record copied last; undefined before the first. */
  #copied: number | undefined;
  #closed = false;

  private constructor(ring: AttachedRing, spinUsec: number) {
    this.#ring = ring;
    this.#words = ring.words;
    this.#waiter = new DataWaiter(ring.words, spinUsec, () => this.#hasNewer());
    this.#nextSequence = Atomics.load(ring.words, PUBLISHED_SEQUENCE);
  }

  /**
   * Starts to observe `ring`: the first look shows its newest record, if there is one by then.
   *
   * @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout
   */
  static attach(ring: SharedArrayBuffer, options: RingEndOptions = {}): RingObserver {
    return new RingObserver(attachRing(ring), options.spinUsec ?? defaultSpinUsec());
  }

  /** Memory of the observer's own that holds the copy; may be another one for the next record. */
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

  /** Records that were published since attaching, up to the current one, and not seen. */
  get skippedCount(): number {
    return this.#skippedCount;
  }

  /**
   * Copies the newest record, if there is one that this observer has not seen. Never blocks;
   * allocates only for a record larger than all before.
   *
   * @returns false when there is none, or the writer was so fast that no copy stayed whole
   */
  tryLatest(): boolean {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // Partner: the stores in RingWriter.commit, which come in the opposite order: the newest
      // record is the one that ends at `published`, or a later one.
      const published = Atomics.load(this.#words, PUBLISHED);
      if (published === this.#seen && attempt === 0) return false;
      this.#seen = published;
      const newest = Atomics.load(this.#words, NEWEST);
      if (newest === 0) return false;
      if (this.#copyRecord(newest, published)) {
        if (this.#sequence === this.#copied) return false;
        this.#copied = this.#sequence;
        const skipped = (this.#sequence - this.#nextSequence) | 0;
        if (skipped > 0) this.#skippedCount += skipped;
        this.#nextSequence = this.#sequence + 1;
        return true;
      }
    }
    return false;
  }

  /** Blocks until something was published since the last look. */
  waitNewer(options?: WaitOptions): WaitOutcome {
    return this.#waiter.wait(options);
  }

  /** Like {@link waitNewer} on an event-loop thread, which it keeps alive meanwhile. */
  waitNewerAsync(options?: AsyncWaitOptions): Promise<WaitOutcome> {
    return this.#waiter.waitAsync(options);
  }

  /** Like {@link waitNewerAsync}, but calls back from within the wake-up, or at once when there is a newer record. */
  onceNewer(listener: WaitListener, options?: AsyncWaitOptions): void {
    this.#waiter.once(listener, options);
  }

  /** Ends observing. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiter.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #hasNewer(): boolean {
    const published = Atomics.load(this.#words, PUBLISHED);
    return this.#seen === undefined ? Atomics.load(this.#words, NEWEST) !== 0 : published !== this.#seen;
  }

  /**
   * Copies the record that starts `newest` units into the buffer.
   *
   * @param published - a published position loaded before `newest`
   * @returns false when it was overwritten meanwhile
   */
  #copyRecord(newest: number, published: number): boolean {
    const { words, byteOffset, capacity, memory } = this.#generationAt(newest);
    const index = newest - byteOffset / UNIT_BYTES;
    const byteLength = words[index * 2]!;
    const sequence = words[index * 2 + 1]! >>> 0;
    // The record ends at `published` or later and has at most half a capacity, so this is the
    // earliest position it may start at. Checked first, as the length below must be right.
    if (!this.#untouched(published - capacity / 2, capacity)) return false;

    const at = index * UNIT_BYTES + RECORD_HEADER_BYTES;
    if (this.#memory.bytes.length < byteLength) this.#memory = privateMemory(powerOfTwoAtLeast(byteLength));
    copyInto(this.#memory.bytes, memory.bytes.subarray(at, at + byteLength));
    const units = 1 + ((byteLength + UNIT_BYTES - 1) >>> 3);
    if (!this.#untouched(published - units, capacity)) return false;
    this.#byteLength = byteLength;
    this.#sequence = sequence;
    return true;
  }

  /** Whether the writer has touched nothing from `position` on since a capacity ago. */
  #untouched(position: number, capacity: number): boolean {
    // A read-modify-write, as no earlier load may move behind it. Partner: the exchange in
    // RingWriter's #claim.
    const claimed = Atomics.or(this.#words, CLAIMED, 0);
    return (claimed - position) >>> 0 <= capacity;
  }

  #generationAt(unitOffset: number): Generation {
    const generations = this.#generations;
    const count = Atomics.load(this.#words, GENERATION_COUNT);
    while (generations.length < count) generations.push(openGeneration(this.#ring, generations.length));
    // Regions lie in the buffer in the order of their making.
    return generations.findLast(({ byteOffset }) => byteOffset <= unitOffset * UNIT_BYTES)!;
  }
}
