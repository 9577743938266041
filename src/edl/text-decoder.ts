/**
 * Text of files whose encoding nobody names: UTF-8, UTF-16, or Windows-1252.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Decodes pieces of a file as the text that they are, whatever its encoding. */
export class AnyTextDecoder {
  readonly #onForeign: () => void;
  #decoder: TextDecoder | undefined;
  #isUtf8 = false;
  /** The start of a character whose end is not there yet, or of a file too short to judge. */
  #carry: Uint8Array = new Uint8Array(0);

  /** @param onForeign - called once if the text turns out not to be Unicode */
  constructor(onForeign: () => void) {
    this.#onForeign = onForeign;
  }

  /** Decodes the next piece; `isEnd` with the last one. */
  decode(bytes: Uint8Array, isEnd: boolean): string {
    let piece = this.#carry.length === 0 ? bytes : Buffer.concat([this.#carry, bytes]);
    this.#carry = new Uint8Array(0);
    if (this.#decoder === undefined) {
      if (piece.length < 4 && !isEnd) return this.#keep(piece);
      this.#begin(piece);
    }
    if (this.#isUtf8) {
      const whole = isEnd ? piece.length : endOfWholeCharacters(piece);
      if (isUtf8(piece.subarray(0, whole))) {
        if (whole < piece.length) this.#carry = piece.slice(whole);
        piece = piece.subarray(0, whole);
      } else {
        // Latin-1 as programs of Windows write it; what was read before is the same in both.
        this.#isUtf8 = false;
        this.#decoder = new TextDecoder('windows-1252');
        this.#onForeign();
      }
    }
    return this.#decoder!.decode(piece, { stream: !isEnd });
  }

  #keep(piece: Uint8Array): string {
    this.#carry = piece.slice();
    return '';
  }

  #begin(start: Uint8Array): void {
    const [a = 1, b = 1] = start;
    const isLittle = (a === 0xff && b === 0xfe) || (a !== 0 && b === 0);
    const isBig = (a === 0xfe && b === 0xff) || (a === 0 && b !== 0);
    this.#isUtf8 = !isLittle && !isBig;
    this.#decoder = new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8');
  }
}

/** Where the last character ends that is there as a whole. */
function endOfWholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) return length;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? length - back : length;
  }
  return length;
}
