/**
 * Reading and writing a fixed-size struct field by field, from one description.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import type { PayloadType } from '../addon/native-types.ts';
import { readStaticString, viewOf, writeStaticString } from './static-string.ts';

/** A fixed-size message's bytes, zero to begin with; fields are written in place. */
export class FixedWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(type: PayloadType) {
    this.#bytes = new Uint8Array(type.size);
    this.#view = viewOf(this.#bytes);
  }

  bool(offset: number, value: boolean): this {
    this.#view.setUint8(offset, value ? 1 : 0);
    return this;
  }

  u8(offset: number, value: number): this {
    this.#view.setUint8(offset, whole(value, 0, 0xff));
    return this;
  }

  u32(offset: number, value: number): this {
    this.#view.setUint32(offset, whole(value, 0, 0xffff_ffff), true);
    return this;
  }

  i32(offset: number, value: number): this {
    this.#view.setInt32(offset, whole(value, -0x8000_0000, 0x7fff_ffff), true);
    return this;
  }

  i64(offset: number, value: number): this {
    const least = Number.MIN_SAFE_INTEGER;
    this.#view.setBigInt64(offset, BigInt(whole(value, least, Number.MAX_SAFE_INTEGER)), true);
    return this;
  }

  /** Text of at most `capacity` bytes, cut at a character. */
  text(offset: number, capacity: number, text: string): this {
    writeStaticString(this.#bytes, offset, capacity, text);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }
}

/** A received fixed-size message; its length is checked once, here. */
export class FixedReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;

  /** @throws `ERR_SYNTALOS_DECODE` - the bytes are not as many as the type has */
  constructor(type: PayloadType, bytes: Uint8Array) {
    this.#what = type.name;
    if (bytes.byteLength !== type.size) {
      throw this.#damaged(`it has ${bytes.byteLength} bytes, expected ${type.size}`);
    }
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** A C++ bool: anything but 0 is true. */
  bool(offset: number): boolean {
    return this.#view.getUint8(offset) !== 0;
  }

  u8(offset: number): number {
    return this.#view.getUint8(offset);
  }

  u32(offset: number): number {
    return this.#view.getUint32(offset, true);
  }

  i32(offset: number): number {
    return this.#view.getInt32(offset, true);
  }

  /** @throws `ERR_SYNTALOS_DECODE` - beyond ±(2^53 − 1) */
  i64(offset: number): number {
    const value = Number(this.#view.getBigInt64(offset, true));
    if (!Number.isSafeInteger(value)) {
      throw this.#damaged(`the number at byte ${offset} is ${value}, beyond ±(2^53 - 1)`);
    }
    return value;
  }

  /** A u64 count of entries of which at most `most` fit. @throws `ERR_SYNTALOS_DECODE` - above that */
  count(offset: number, most: number): number {
    const value = this.#view.getBigUint64(offset, true);
    if (value > BigInt(most)) throw this.#damaged(`it counts ${value} entries, expected at most ${most}`);
    return Number(value);
  }

  text(offset: number, capacity: number): string {
    return readStaticString(this.#bytes, offset, capacity);
  }

  #damaged(state: string): SyntalosError {
    return new SyntalosError('ERR_SYNTALOS_DECODE', `Cannot read message ${this.#what}: ${state}`);
  }
}

function whole(value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot write ${value}: expected a whole number from ${least} to ${most}`,
    );
  }
  return value;
}
