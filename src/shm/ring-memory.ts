/**
 * Making a ring, and attaching to one.
 *
 * @module
 */
import { describeValue, SyntalosError } from '../errors.ts';
import { checkLayout, layoutError, type BlockLayout } from '../layout-check.ts';
import { addGeneration, openGeneration, powerOfTwoAtLeast, type AttachedRing } from './generation.ts';
import {
  CLAIMED,
  HEADER_BYTES,
  LAYOUT_VERSION,
  MAGIC,
  PUBLISHED,
  PUBLISHED_SEQUENCE,
  RING_LAYOUT_VERSION,
  RING_MAGIC,
  START_POSITION,
  START_SEQUENCE,
  UNIT_BYTES,
} from './layout.ts';

const RING: BlockLayout = { what: 'ring', magic: RING_MAGIC, version: RING_LAYOUT_VERSION };

/** Smallest capacity of a ring in bytes. */
export const MIN_CAPACITY_BYTES = 4096;
/** Largest size of a ring: byte offsets stay within 31 bits, positions far from their wrap-around. */
export const MAX_RING_BYTES: number = 2 ** 31;

/** Options of {@link createRing}. */
export interface RingOptions {
  /** Bytes of the first data region, rounded up to a power of two; 256 KiB by default. */
  readonly capacityBytes?: number;
  /**
   * Most bytes that the ring may ever take, all generations together; 1 GiB by default. Only
   * address space until records need it.
   */
  readonly maxBytes?: number;
  /**
   * Bytes of {@link sideMemory}, for the owner's own use; 0 by default. The ring itself never
   * touches them.
   */
  readonly sideBytes?: number;
  /** First position, in units of 8 bytes, 0 to 2^32 - 1: for tests of the wrap-around. */
  readonly startPosition?: number;
  /** First sequence number, 0 to 2^32 - 1: for tests of the wrap-around. */
  readonly startSequence?: number;
}

/**
 * Makes the shared memory of a ring. Send it to other threads as it is; its roles are
 * `RingWriter`, `RingReader`, `RingObserver` and `RingControl`.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for sizes out of range
 */
export function createRing(options: RingOptions = {}): SharedArrayBuffer {
  const capacityBytes = options.capacityBytes ?? 256 * 1024;
  const maxBytes = options.maxBytes ?? 1024 ** 3;
  if (!Number.isInteger(maxBytes) || maxBytes > MAX_RING_BYTES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot create ring: maxBytes is ${describeValue(maxBytes)}, expected a whole number up to ${MAX_RING_BYTES}`,
    );
  }
  if (!Number.isInteger(capacityBytes) || capacityBytes < 1 || capacityBytes > maxBytes - HEADER_BYTES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot create ring: capacityBytes is ${describeValue(capacityBytes)}, expected 1 to ${maxBytes - HEADER_BYTES} (maxBytes less the header)`,
    );
  }
  const bytes = powerOfTwoAtLeast(Math.max(capacityBytes, MIN_CAPACITY_BYTES));
  const firstRegion = HEADER_BYTES + Math.ceil((options.sideBytes ?? 0) / HEADER_BYTES) * HEADER_BYTES;
  const buffer = new SharedArrayBuffer(firstRegion + bytes, {
    maxByteLength: Math.max(maxBytes, firstRegion + bytes),
  });
  const words = new Int32Array(buffer, 0, HEADER_BYTES / 4);
  const start = options.startPosition ?? 0;
  const sequence = options.startSequence ?? 0;
  words[MAGIC] = RING_MAGIC;
  words[LAYOUT_VERSION] = RING_LAYOUT_VERSION;
  words[START_POSITION] = words[PUBLISHED] = words[CLAIMED] = start;
  words[START_SEQUENCE] = words[PUBLISHED_SEQUENCE] = sequence;
  addGeneration(words, start, firstRegion / UNIT_BYTES, bytes / UNIT_BYTES);
  return buffer;
}

/**
 * Checks that `buffer` holds a ring of this layout.
 *
 * @throws ERR_SYNTALOS_RING_LAYOUT - when it does not
 */
export function attachRing(buffer: SharedArrayBuffer): AttachedRing {
  const value: unknown = buffer;
  if (!(value instanceof SharedArrayBuffer)) {
    throw layoutError(RING.what, `value is ${describeValue(value)}, expected a SharedArrayBuffer`);
  }
  if (buffer.byteLength < HEADER_BYTES + MIN_CAPACITY_BYTES) {
    throw layoutError(
      RING.what,
      `buffer has ${buffer.byteLength} bytes, expected at least ${HEADER_BYTES + MIN_CAPACITY_BYTES}`,
    );
  }
  const words = new Int32Array(buffer, 0, HEADER_BYTES / 4);
  checkLayout(words, RING);
  return { buffer, words };
}

/**
 * The memory between header and first data region that `sideBytes` asked for: whole pages, so it
 * may be longer than that; empty where none was asked for.
 *
 * @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout
 */
export function sideMemory(buffer: SharedArrayBuffer): Float64Array {
  const { byteOffset } = openGeneration(attachRing(buffer), 0);
  return new Float64Array(buffer, HEADER_BYTES, (byteOffset - HEADER_BYTES) / 8);
}
