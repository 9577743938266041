/**
 * What the first two words of each block of shared memory say: which kind of block it is, and the
 * version of its layout.
 *
 * @module
 */
import { SyntalosError } from './errors.ts';

/** A kind of block, as its first words name it. */
export interface BlockLayout {
  /** How messages name the block, after "Cannot attach". */
  readonly what: string;
  /** Its first word: four bytes of text. */
  readonly magic: number;
  /** Its second word. */
  readonly version: number;
}

/**
 * Checks the first two words of a block.
 *
 * @throws ERR_SYNTALOS_RING_LAYOUT - the block is of another kind or version
 */
export function checkLayout(words: Int32Array, { what, magic, version }: BlockLayout): void {
  const [foundMagic = 0, foundVersion] = words;
  if (foundMagic >>> 0 !== magic) {
    throw layoutError(what, `first word is ${hex(foundMagic >>> 0)}, expected ${hex(magic)}`);
  }
  if (foundVersion !== version) {
    throw layoutError(what, `layout version is ${foundVersion ?? 'missing'}, expected ${version}`);
  }
}

/** The error of a block that cannot be attached. */
export function layoutError(what: string, state: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_RING_LAYOUT', `Cannot attach ${what}: ${state}`);
}

function hex(word: number): string {
  return `0x${word.toString(16)}`;
}
