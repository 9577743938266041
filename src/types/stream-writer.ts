/**
 * Writes the stream encoding of wire-protocol section 6.
 *
 * @module
 */
import { copyInto } from '../copy-bytes.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import { writeInt64 } from './int64.ts';
import { spanOf, type MemorySpan } from './item-codec.ts';
import { writeMetaMap, writeMetaValue } from './meta-writer.ts';
import type { MetaMap, MetaValue } from './meta-value.ts';
import { utf8Length, writeUtf8 } from './utf8.ts';

/**
 * Writes one value after the other into a buffer that grows; for the messages of the control
 * channels, not for items.
 *
 * Every method answers the writer, so that calls chain. A number out of its type's range is
 * refused with ERR_SYNTALOS_INVALID_ARGUMENT.
 *
 * @example
 * ```ts
 * const bytes = new StreamWriter().str('in1').metaMap({ framerate: 30 }).finish();
 * ```
 */
export class StreamWriter {
  #span: MemorySpan = spanOf(new Uint8Array(256));
  #length = 0;

  u8(value: number): this {
    this.#check('u8', value, 0, 0xff);
    const at = this.#grow(1);
    this.#span.view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    this.#check('u16', value, 0, 0xffff);
    const at = this.#grow(2);
    this.#span.view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    this.#check('u32', value, 0, 0xffffffff);
    const at = this.#grow(4);
    this.#span.view.setUint32(at, value, true);
    return this;
  }

  i32(value: number): this {
    this.#check('i32', value, -0x80000000, 0x7fffffff);
    const at = this.#grow(4);
    this.#span.view.setInt32(at, value, true);
    return this;
  }

  /** A u64 up to 2^53 − 1. */
  u64(value: number): this {
    this.#check('u64', value, 0, Number.MAX_SAFE_INTEGER);
    const at = this.#grow(8);
    writeInt64(this.#span.view, at, value);
    return this;
  }

  /** An i64; a number within ±(2^53 − 1). */
  i64(value: number | bigint): this {
    if (typeof value === 'bigint') {
      if (BigInt.asIntN(64, value) !== value) throw outOfRange('i64', value);
      const at = this.#grow(8);
      this.#span.view.setBigInt64(at, value, true);
      return this;
    }
    this.#check('i64', value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    const at = this.#grow(8);
    writeInt64(this.#span.view, at, value);
    return this;
  }

  f64(value: number): this {
    const at = this.#grow(8);
    this.#span.view.setFloat64(at, value, true);
    return this;
  }

  bool(value: boolean): this {
    return this.u8(value ? 1 : 0);
  }

  str(text: string): this {
    const length = utf8Length(text);
    this.u64(length);
    const at = this.#grow(length);
    writeUtf8(this.#span.bytes, at, text);
    return this;
  }

  /** Bytes with their length before them. */
  bytes(bytes: Uint8Array): this {
    return this.u64(bytes.byteLength).raw(bytes);
  }

  /** Bytes alone, as those of a UUID. */
  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.byteLength);
    copyInto(this.#span.bytes, bytes, at);
    return this;
  }

  strList(texts: readonly string[]): this {
    this.u64(texts.length);
    for (const text of texts) this.str(text);
    return this;
  }

  /** @throws ERR_SYNTALOS_METADATA - for what is no metadata */
  metaValue(value: MetaValue): this {
    writeMetaValue(this, value, '', 0);
    return this;
  }

  /** @throws ERR_SYNTALOS_METADATA - for what is no metadata, naming the key */
  metaMap(map: MetaMap): this {
    writeMetaMap(this, map, '', 0);
    return this;
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#span.bytes.subarray(0, this.#length));
  }

  /** Makes room for `byteLength` more bytes and answers where they go. */
  #grow(byteLength: number): number {
    const at = this.#length;
    const wanted = at + byteLength;
    if (wanted > this.#span.bytes.byteLength) {
      const grown = new Uint8Array(Math.max(wanted, 2 * this.#span.bytes.byteLength));
      grown.set(this.#span.bytes.subarray(0, at));
      this.#span = spanOf(grown);
    }
    this.#length = wanted;
    return at;
  }

  #check(type: string, value: number, least: number, most: number): void {
    if (!Number.isInteger(value) || value < least || value > most) throw outOfRange(type, value);
  }
}

function outOfRange(type: string, value: number | bigint): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot write ${describeValue(value)} as ${type}: out of its range`,
  );
}
