/**
 * Generations: the data regions of a ring, one behind the other in its buffer, each larger than the one before.
 *
 *     buffer   | header | side | generation 0 | generation 1            | generation 2 ...      → grows
 *                table ───────────▲──────────────▲─────────────────────────▲
 *
 *     generation 0    [ rec 7 | rec 8 | rec 5 | rec 6 | →1 ]      written round and round, then left by a mark
 *                                               oldest  │         `nextGeneration`: readers follow it when
 *     generation 1    [ rec 9 | rec 10 | free ...       ▼  ]      they have read up to it
 *                       ▲ base: position of its first record
 *
 * The writer leaves a generation when a record takes more than half of it, and never comes back. Nobody is notified:
 * a reader comes upon the mark, an observer upon an offset in the new region. An old generation stays as it is, so
 * views of it stay valid; its memory is free once the ring is.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { SyntalosError, messageOf } from '../errors.ts';
import { layoutError } from '../layout-check.ts';
import {
  GENERATION_COUNT,
  GENERATION_WORDS,
  GENERATIONS,
  MAX_GENERATIONS,
  PUBLISHED,
  PUBLISHED_GENERATION,
  UNIT_BYTES,
} from './layout.ts';

/** A new generation holds this many of the record that made it, when that is not too much. */
const RECORDS_PER_GENERATION = 16;
/** Of records of this many bytes or more it holds {@link largeRecordsPerGeneration}. */
const LARGE_RECORD_BYTES = 256 * 1024;
/** Beyond this many bytes a new generation holds only two of the record that made it. */
const GENEROUS_GENERATION_BYTES = 64 * 1024 ** 2;
/**
 * One data region in several views. Offsets of records are in bytes from the start of these
 * views; they are multiples of 8, so `f64[offset / 8]` is the first double of a record.
 */
export interface RingMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
}

/** A data region of a ring: where it lies and how to see it. */
export class Generation {
  /** Place in the generation table. */
  readonly index: number;
  /** Position of the first record in it. */
  readonly base: number;
  readonly memory: RingMemory;
  /** Header words of records. */
  readonly words: Int32Array;
  /** Bytes from the start of the ring to the region. */
  readonly byteOffset: number;
  /** Units of 8 bytes; a power of two. */
  readonly capacity: number;

  constructor(ring: SharedArrayBuffer, index: number, base: number, unitOffset: number, capacity: number) {
    this.index = index;
    this.base = base;
    this.byteOffset = unitOffset * UNIT_BYTES;
    this.capacity = capacity;
    const bytes = capacity * UNIT_BYTES;
    // Views with a length: they are as fast as those of a buffer that cannot grow.
    this.words = new Int32Array(ring, this.byteOffset, bytes / 4);
    this.memory = {
      bytes: new Uint8Array(ring, this.byteOffset, bytes),
      view: new DataView(ring, this.byteOffset, bytes),
      u32: new Uint32Array(ring, this.byteOffset, bytes / 4),
      f64: new Float64Array(ring, this.byteOffset, bytes / 8),
    };
  }
}

/** A ring that this thread has attached to. */
export interface AttachedRing {
  readonly buffer: SharedArrayBuffer;
  /** The header. */
  readonly words: Int32Array;
}

/** Maps generation `index` of the table, and checks that it lies inside the buffer. */
export function openGeneration(ring: AttachedRing, index: number): Generation {
  const { words, buffer } = ring;
  // Partner: addGeneration's store; the entry is valid below the count.
  const count = Atomics.load(words, GENERATION_COUNT);
  const at = GENERATIONS + index * GENERATION_WORDS;
  const base = words[at]!;
  const unitOffset = words[at + 1]!;
  const capacity = words[at + 2]!;
  const end = (unitOffset + capacity) * UNIT_BYTES;
  const valid =
    index >= 0 && index < count && count <= MAX_GENERATIONS && isPowerOfTwo(capacity) && unitOffset > 0;
  if (!valid || end > buffer.byteLength) {
    throw layoutError(
      'ring',
      `generation ${index} of ${count} ends at byte ${end}, expected at most ${buffer.byteLength}`,
    );
  }
  return new Generation(buffer, index, base, unitOffset, capacity);
}

/** Adds an entry to the generation table; only the creator and the writer may. */
export function addGeneration(words: Int32Array, base: number, unitOffset: number, capacity: number): number {
  const index = Atomics.load(words, GENERATION_COUNT);
  const at = GENERATIONS + index * GENERATION_WORDS;
  words[at] = base;
  words[at + 1] = unitOffset;
  words[at + 2] = capacity;
  // Partner: the load in openGeneration.
  Atomics.store(words, GENERATION_COUNT, index + 1);
  return index;
}

/**
 * Units of the generation that follows `generation`, for records of `units`.
 *
 * @throws ERR_SYNTALOS_RING_RECORD_TOO_LARGE - when the ring has no room for one
 */
export function nextCapacity({ buffer }: AttachedRing, generation: Generation, units: number): number {
  const records =
    units * UNIT_BYTES < LARGE_RECORD_BYTES ? RECORDS_PER_GENERATION : largeRecordsPerGeneration();
  const generous = Math.min(units * records, GENEROUS_GENERATION_BYTES / UNIT_BYTES);
  const left = Math.floor((buffer.maxByteLength - buffer.byteLength) / UNIT_BYTES);
  for (const wanted of [Math.max(units * 2, generous), units * 2]) {
    if (wanted > left || generation.index + 1 >= MAX_GENERATIONS) continue;
    const capacity = powerOfTwoAtLeast(wanted);
    if (capacity <= left) return capacity;
  }
  throw tooLarge(buffer, units);
}

/**
 * Makes room for a generation of `capacity` units at the end of the buffer.
 *
 * @returns where it starts, in units
 * @throws ERR_SYNTALOS_RING_RECORD_TOO_LARGE - when the system has no memory for it
 */
export function growRing({ buffer }: AttachedRing, capacity: number, units: number): number {
  const offset = buffer.byteLength;
  try {
    buffer.grow(offset + capacity * UNIT_BYTES);
  } catch (error) {
    throw tooLarge(buffer, units, error);
  }
  return offset / UNIT_BYTES;
}

/**
 * Moves the published position through the generations from `published` to `index`: it is the base of each while
 * PUBLISHED_GENERATION is stored, see `publishedPlace`. Only the writer may.
 */
export function publishGenerations(ring: AttachedRing, published: number, index: number): void {
  for (let next = published + 1; next <= index; next++) {
    Atomics.store(ring.words, PUBLISHED, openGeneration(ring, next).base);
    Atomics.store(ring.words, PUBLISHED_GENERATION, next);
  }
}

/** The smallest power of two that is not below `value`, 1 to 2^32. */
export function powerOfTwoAtLeast(value: number): number {
  return 2 ** (32 - Math.clz32(value - 1));
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

/**
 * Few: writer and readers go through all of a region, and what has left the cache is copied at a
 * third of the speed (a frame of 640 × 480 × 3 in 50 µs where 4 lie in each ring of a link, in
 * 170 µs where 16 do; 2 cores, 32 MiB of last-level cache). But one for each core, which analysis
 * may hold, and two for who writes and who reads.
 */
function largeRecordsPerGeneration(): number {
  return Math.min(availableParallelism() + 2, RECORDS_PER_GENERATION);
}

function tooLarge(buffer: SharedArrayBuffer, units: number, cause?: unknown): SyntalosError {
  const recordBytes = units * UNIT_BYTES;
  const reason = cause === undefined ? '' : ` (${messageOf(cause)})`;
  return new SyntalosError(
    'ERR_SYNTALOS_RING_RECORD_TOO_LARGE',
    `Cannot write record of ${recordBytes} bytes: the ring has ${buffer.byteLength} of at most ${buffer.maxByteLength} bytes and would need at least ${recordBytes * 2} more${reason}; make the ring with a larger maxBytes`,
    { cause, details: { recordBytes, ringBytes: buffer.byteLength, maxBytes: buffer.maxByteLength } },
  );
}
