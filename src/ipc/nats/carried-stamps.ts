/**
 * Send times of items on their way: entries of the side memory of a ring, a table of (sequence, time) pairs that a port
 * keeps for some of its records. They go behind the records that they belong to.
 *
 * @module
 */
import { sideMemory } from '../../shm/index.ts';

/** Of an entry in a message: its place in the table and the sequence as u32, the time as f64. */
const ENTRY_BYTES = 16;
/** A message of small items holds no more of them. */
const MOST_ENTRIES = 64;

/** Bytes that a message of at most `messageBytes` keeps free for them. */
export function stampRoom(messageBytes: number): number {
  return Math.min(MOST_ENTRIES, Math.floor(messageBytes / 8 / ENTRY_BYTES)) * ENTRY_BYTES;
}

/** The table of a ring that is sent from. */
export class StampSource {
  readonly #table: Float64Array;

  constructor(ring: SharedArrayBuffer) {
    this.#table = sideMemory(ring);
  }

  /** Writes entries of some records at `at`, as many as have room; returns their bytes. */
  put(
    bytes: Uint8Array,
    at: number,
    records: { readonly first: number; readonly count: number; readonly roomBytes: number },
  ): number {
    const { first, count, roomBytes } = records;
    const table = this.#table;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let end = at;
    for (let index = 0; index < table.length && end - at < roomBytes; index += 2) {
      const sequence = table[index]!;
      if ((sequence - first) >>> 0 >= count) continue;
      const timeUsec = table[index + 1]!;
      // It was used again meanwhile, or never.
      if (table[index] !== sequence || timeUsec === 0) continue;
      view.setUint32(end, index, true);
      view.setUint32(end + 4, sequence, true);
      view.setFloat64(end + 8, timeUsec, true);
      end += ENTRY_BYTES;
    }
    return end - at;
  }
}

/** The table of a ring that is received into. */
export class StampTarget {
  readonly #table: Float64Array;

  constructor(ring: SharedArrayBuffer) {
    this.#table = sideMemory(ring);
  }

  /**
   * Takes entries over, before their records are committed.
   *
   * @param first - sequence that the first record of the message has in this ring: where it is another one than at the
   *   sender, readers would look for the entries elsewhere
   */
  take(stamps: Uint8Array, firstThere: number, firstHere: number): void {
    if (firstThere !== firstHere) return;
    const table = this.#table;
    const view = new DataView(stamps.buffer, stamps.byteOffset, stamps.byteLength);
    for (let at = 0; at + ENTRY_BYTES <= stamps.byteLength; at += ENTRY_BYTES) {
      const index = view.getUint32(at, true);
      if (index + 1 >= table.length) return;
      table[index + 1] = view.getFloat64(at + 8, true);
      // The number last: who reads it looks for the time then.
      table[index] = view.getUint32(at + 4, true);
    }
  }
}
