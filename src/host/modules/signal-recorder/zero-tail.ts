/**
 * How a zstd frame that is still growing is read: its blocks so far, and zeros up to its full length
 * (RFC 8878, sections 3.1.1.1 and 3.1.1.2).
 *
 * @module
 */

/** Where the frame header has its flags, and the flag that a checksum follows the last block. */
const FLAGS_AT = 4;
const CHECKSUM_FLAG = 0x04;

/** Longest content of a block. */
const BLOCK_BYTES = 1 << 17;

const RAW_BLOCK = 0;
const RLE_BLOCK = 1;

/**
 * A whole frame of what a frame has so far.
 *
 * @param start - the frame's bytes up to the end of a block, in pieces; none is changed
 * @param zeroBytes - what is missing to the content that its header names
 */
export function completedByZeros(start: readonly Uint8Array[], zeroBytes: number): Uint8Array[] {
  const [first, ...rest] = start;
  // The checksum is of all the content, which only the end of the real frame knows.
  const head = Uint8Array.from(first!);
  head[FLAGS_AT]! &= ~CHECKSUM_FLAG;
  return [head, ...rest, zeroBlocks(zeroBytes)];
}

/** The last blocks of a frame: so many zeros, each block one zero and how often it comes. */
function zeroBlocks(byteLength: number): Uint8Array {
  if (byteLength === 0) return Uint8Array.of(...blockHeader(RAW_BLOCK, 0, true));
  const blocks: number[] = [];
  for (let left = byteLength; left > 0; left -= BLOCK_BYTES) {
    blocks.push(...blockHeader(RLE_BLOCK, Math.min(left, BLOCK_BYTES), left <= BLOCK_BYTES), 0);
  }
  return Uint8Array.from(blocks);
}

function blockHeader(type: number, size: number, isLast: boolean): [number, number, number] {
  const header = (size << 3) | (type << 1) | (isLast ? 1 : 0);
  return [header & 0xff, (header >> 8) & 0xff, header >> 16];
}
