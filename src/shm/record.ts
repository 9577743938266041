/**
 * Records as those who read them see them, whether by a reader, an observer or a reference.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { HEADER_BYTES } from './layout.ts';
import { attachRing } from './ring-memory.ts';

/** Bytes in two views of the same place. */
export interface RecordMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The current record of a `RingReader` or `RingObserver`. */
export interface RecordSource {
  /** Where the record lies; may be another one for the next record. */
  readonly memory: RecordMemory;
  /** Offset of the payload in {@link memory}, a multiple of 8. */
  readonly offset: number;
  /** Bytes of the payload. */
  readonly byteLength: number;
  /** Counts the records of a ring, 0 to 2^32 - 1, then from 0 again. */
  readonly sequence: number;
}

/** A record that a reader holds: plain data, for threads that read it in place. */
export interface RecordRef {
  /** Bytes from the start of the ring's buffer to the payload, a multiple of 8. */
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly sequence: number;
}

/**
 * The payload of a held record, in place, from any thread. Valid until the reader ends its hold.
 *
 * @param ring - the buffer of the ring
 * @param record - what `RingReader.hold` returned
 * @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no ring of this layout
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when `record` lies outside of it
 */
export function borrowRecord(ring: SharedArrayBuffer, record: RecordRef): RecordMemory {
  attachRing(ring);
  const { byteOffset, byteLength } = record;
  const aligned = Number.isInteger(byteOffset) && byteOffset % 8 === 0 && byteOffset >= HEADER_BYTES;
  const inside =
    Number.isInteger(byteLength) && byteLength >= 0 && byteOffset + byteLength <= ring.byteLength;
  if (!aligned || !inside) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot borrow record of ${byteLength} bytes at byte ${byteOffset}: expected a place within ${HEADER_BYTES} to ${ring.byteLength}`,
    );
  }
  return {
    bytes: new Uint8Array(ring, byteOffset, byteLength),
    view: new DataView(ring, byteOffset, byteLength),
  };
}

/** Memory of this thread alone. */
export function privateMemory(bytes: number): RecordMemory {
  const buffer = new ArrayBuffer(bytes);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}
