/**
 * Checks the checksums that FFV1 keeps in its frames.
 *
 * @module
 */
/** After its data, a slice has its size (3 bytes), an error flag (1) and its CRC (4). */
const FOOTER_BYTES = 8;

/** Tables of a byte's effect on the CRC after 0 to 7 more bytes. */
const TABLES = 8;

/** CRC-32 of ISO 3309, highest bit first. */
const POLYNOMIAL = 0x04c11db7;

/**
 * Checks the checksums in frames of FFV1 version 3 (RFC 9043, section 4.9).
 *
 * FFmpeg checks them too, but hands a damaged frame out all the same, with nothing but a line in
 * its log to report it.
 */
export class Ffv1Checksum {
  readonly #table: Uint32Array = new Uint32Array(TABLES * 256);
  /** A video has checksums or has none: the first slice that ends in its own decides. */
  #present = false;

  constructor() {
    const table = this.#table;
    for (let byte = 0; byte < 256; byte++) {
      let crc = byte << 24;
      for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
      table[byte] = crc;
    }
    for (let i = 256; i < table.length; i++) {
      const before = table[i - 256]!;
      table[i] = (before << 8) ^ table[before >>> 24]!;
    }
  }

  /**
   * Returns whether an encoded frame is intact; about 1 ms per 500 kB.
   *
   * A frame before the first intact slice cannot be judged and passes.
   */
  isIntact(frame: Uint8Array): boolean {
    let damaged = false;
    // Slices are found from the last to the first, by the sizes at their ends.
    for (let end = frame.length; end > 0 && !(damaged && this.#present);) {
      const size = end - FOOTER_BYTES;
      const data = size < 0 ? Infinity : readUint24(frame, size);
      if (data > size) return !this.#present;
      const start = size - data;
      if (this.#crc(frame, start, end) === 0) this.#present = true;
      else damaged = true;
      end = start;
    }
    return !(damaged && this.#present);
  }

  /** The CRC of some bytes, which is 0 if they end in their own CRC. Eight bytes at a time. */
  #crc(bytes: Uint8Array, start: number, end: number): number {
    const t = this.#table;
    let crc = 0;
    let i = start;
    for (; i + 8 <= end; i += 8) {
      crc ^= (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
      crc =
        t[0x700 + (crc >>> 24)]! ^
        t[0x600 + ((crc >>> 16) & 0xff)]! ^
        t[0x500 + ((crc >>> 8) & 0xff)]! ^
        t[0x400 + (crc & 0xff)]! ^
        t[0x300 + bytes[i + 4]!]! ^
        t[0x200 + bytes[i + 5]!]! ^
        t[0x100 + bytes[i + 6]!]! ^
        t[bytes[i + 7]!]!;
    }
    for (; i < end; i++) crc = (crc << 8) ^ t[(crc >>> 24) ^ bytes[i]!]!;
    return crc;
  }
}

function readUint24(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 16) | (bytes[offset + 1]! << 8) | bytes[offset + 2]!;
}
