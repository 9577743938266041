/**
 * A mailbox as typed views, for either end.
 *
 * @module
 */
import { DATA_BYTES_OFFSET, attachMailbox } from './mailbox-layout.ts';

/** Views of a mailbox; those of the data follow the block as it grows. */
export class MailboxMemory {
  readonly words: Int32Array;
  /** The header's doubles. */
  readonly header: Float64Array;
  readonly #buffer: SharedArrayBuffer;
  #doubles: Float64Array;
  #indices: BigUint64Array;
  #bytes: Uint8Array;

  /** @throws `ERR_SYNTALOS_RING_LAYOUT` when the buffer holds no mailbox of this layout */
  constructor(buffer: SharedArrayBuffer) {
    this.words = attachMailbox(buffer);
    this.header = new Float64Array(buffer, 0, DATA_BYTES_OFFSET / 8);
    this.#buffer = buffer;
    // Views of a fixed length: those that track a growing block are slower to access.
    this.#doubles = new Float64Array(buffer, DATA_BYTES_OFFSET, this.#elements);
    this.#indices = new BigUint64Array(buffer, DATA_BYTES_OFFSET, this.#elements);
    this.#bytes = new Uint8Array(buffer, DATA_BYTES_OFFSET, this.#elements * 8);
  }

  /** Data as doubles. */
  get doubles(): Float64Array {
    this.#refresh();
    return this.#doubles;
  }

  /** Data as indices. */
  get indices(): BigUint64Array {
    this.#refresh();
    return this.#indices;
  }

  /** Data as bytes. */
  get bytes(): Uint8Array {
    this.#refresh();
    return this.#bytes;
  }

  /** Makes room for so many bytes of data; the caller's right alone. */
  reserve(byteLength: number): void {
    const needed = DATA_BYTES_OFFSET + 2 ** Math.ceil(Math.log2(Math.max(8, byteLength)));
    if (needed > this.#buffer.byteLength) this.#buffer.grow(needed);
  }

  get #elements(): number {
    return (this.#buffer.byteLength - DATA_BYTES_OFFSET) / 8;
  }

  #refresh(): void {
    const elements = this.#elements;
    if (elements === this.#doubles.length) return;
    this.#doubles = new Float64Array(this.#buffer, DATA_BYTES_OFFSET, elements);
    this.#indices = new BigUint64Array(this.#buffer, DATA_BYTES_OFFSET, elements);
    this.#bytes = new Uint8Array(this.#buffer, DATA_BYTES_OFFSET, elements * 8);
  }
}
