/**
 * Reads the stream encoding of wire-protocol section 6.
 *
 * @module
 */
import { copyOf } from '../copy-bytes.ts';
import { readInt64, readUint64 } from './int64.ts';
import { decodeError, spanOf, type MemorySpan } from './item-codec.ts';
import { readMetaMap, readMetaValue } from './meta-reader.ts';
import type { MetaMap, MetaValue } from './meta-value.ts';
import { readUtf8 } from './utf8.ts';

/**
 * Reads one value after the other. Each method throws ERR_SYNTALOS_DECODE if the bytes end
 * before the value or do not hold one, and names the field by its argument; what follows cannot be read
 * then. No length in the bytes is used, for memory least of all, before it is known to fit. Nothing
 * that is read is a view on the source.
 *
 * @example
 * ```ts
 * const reader = new StreamReader(bytes, 'UpdateInputPortMetadata');
 * const message = { id: reader.str('id'), metadata: reader.metaMap('metadata') };
 * reader.end();
 * ```
 */
export class StreamReader {
  readonly #span: MemorySpan;
  /** What is read, for messages. */
  readonly what: string;
  #at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#span = spanOf(bytes);
    this.what = what;
  }

  /** The number of bytes not read yet. */
  get remaining(): number {
    return this.#span.bytes.byteLength - this.#at;
  }

  u8(field: string): number {
    return this.#span.view.getUint8(this.#take(1, field));
  }

  u16(field: string): number {
    return this.#span.view.getUint16(this.#take(2, field), true);
  }

  u32(field: string): number {
    return this.#span.view.getUint32(this.#take(4, field), true);
  }

  i32(field: string): number {
    return this.#span.view.getInt32(this.#take(4, field), true);
  }

  /** A u64 up to 2^53 − 1; a larger one is refused. */
  u64(field: string): number {
    return readUint64(this.#span.view, this.#take(8, field), this.what, field);
  }

  /** An i64 within ±(2^53 − 1); others are refused. */
  i64(field: string): number {
    return readInt64(this.#span.view, this.#take(8, field), this.what, field);
  }

  /** An i64 of any size. */
  bigInt64(field: string): bigint {
    return this.#span.view.getBigInt64(this.#take(8, field), true);
  }

  f64(field: string): number {
    return this.#span.view.getFloat64(this.#take(8, field), true);
  }

  /** A byte that is 0 or 1. */
  bool(field: string): boolean {
    const value = this.u8(field);
    if (value > 1) throw decodeError(this.what, `"${field}" is ${value}, expected 0 or 1`);
    return value === 1;
  }

  str(field: string): string {
    const length = this.count(1, field);
    return readUtf8(this.#span, this.#take(length, field), length);
  }

  /** Bytes with their length before them. */
  bytes(field: string): Uint8Array<ArrayBuffer> {
    return this.raw(this.count(1, field), field);
  }

  /** Bytes alone, as the 16 of a UUID. */
  raw(byteLength: number, field: string): Uint8Array<ArrayBuffer> {
    return copyOf(this.#span.bytes, this.#take(byteLength, field), byteLength);
  }

  strList(field: string): string[] {
    const texts: string[] = [];
    for (let left = this.count(8, field); left > 0; left--) texts.push(this.str(field));
    return texts;
  }

  metaValue(field: string): MetaValue {
    return readMetaValue(this, field, 0);
  }

  metaMap(field: string): MetaMap {
    return readMetaMap(this, field, 0);
  }

  /**
   * The bytes of a metadata map, checked as {@link metaMap} does. Reading and writing it again would not
   * give the same: it makes an integer of a float that is whole.
   */
  metaMapBytes(field: string): Uint8Array<ArrayBuffer> {
    const from = this.#at;
    this.metaMap(field);
    return copyOf(this.#span.bytes, from, this.#at - from);
  }

  /** A u64 count of things of at least `leastBytes` each, refused where they cannot lie in what is left. */
  count(leastBytes: number, field: string): number {
    const count = this.u64(`${field} length`);
    if (count * leastBytes > this.remaining) {
      throw decodeError(
        this.what,
        `"${field}" has ${count} entries, but only ${this.remaining} bytes are left`,
      );
    }
    return count;
  }

  /** Ends the reading. @throws ERR_SYNTALOS_DECODE where bytes are left */
  end(): void {
    if (this.remaining > 0) throw decodeError(this.what, `${this.remaining} bytes are left after its end`);
  }

  #take(byteLength: number, field: string): number {
    if (byteLength > this.remaining) {
      throw decodeError(
        this.what,
        `the bytes end in "${field}", which takes ${byteLength} of ${this.remaining} left`,
      );
    }
    const at = this.#at;
    this.#at += byteLength;
    return at;
  }
}
