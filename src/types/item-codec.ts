/**
 * How a port turns items into bytes in place and back.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';

/**
 * A piece of memory seen two ways: `bytes` and `view` cover the same bytes from the same
 * first one. Make both with an explicit length: over a growable `SharedArrayBuffer` views that
 * track the length are twenty times slower (Node 20).
 */
export interface MemorySpan {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The {@link MemorySpan} over `bytes`. */
export function spanOf({ buffer, byteOffset, byteLength }: Uint8Array): MemorySpan {
  // A `Uint8Array` anew, so that no Node `Buffer` gets on into items.
  return {
    bytes: new Uint8Array(buffer, byteOffset, byteLength),
    view: new DataView(buffer, byteOffset, byteLength),
  };
}

/** Reads items of one data type from memory. */
export interface ItemDecoder<T> {
  /**
   * Decodes the `byteLength` bytes at `offset`.
   *
   * The memory may be shared, but must not change during the call: copy first what another
   * thread may overwrite. A frame's `data`, and nothing else, is borrowed: a view on this
   * memory where its elements are aligned there (they are if `offset` lies on 8 bytes of the
   * buffer), else a copy.
   *
   * @throws ERR_SYNTALOS_DECODE - when the bytes are not exactly one item
   */
  decode(source: MemorySpan, offset: number, byteLength: number): T;
}

/**
 * Reads and writes items of one data type. Stateless, so one serves any number of ports.
 *
 * Times and counts are exact to 2^53 both ways: beyond it, encoding and decoding refuse.
 */
export interface ItemCodec<T, TInput = T> extends ItemDecoder<T> {
  /**
   * The number of bytes that `item` takes. Checks the item completely.
   *
   * @throws ERR_SYNTALOS_ITEM_TYPE - saying which field is wrong and what it has to be
   */
  measure(item: TInput): number;
  /**
   * A number of bytes that `item` does not exceed: {@link measure}, but without looking at each
   * character of short text. For who can reserve first and give back what was not written.
   *
   * @throws ERR_SYNTALOS_ITEM_TYPE - as {@link measure}
   */
  measureAtMost(item: TInput): number;
  /**
   * Writes `item` at `offset`. Call it right after one of the two measures, which find its room: it
   * does not check the item again.
   *
   * @returns the number of bytes written: what {@link measure} answers
   */
  encodeInto(item: TInput, target: MemorySpan, offset: number): number;
  /**
   * Of items that are a head and then bytes which lie somewhere already: writes the head alone.
   *
   * @returns bytes written; behind them belongs what {@link tailOf} gives
   */
  encodeHead?(item: TInput, target: MemorySpan, offset: number): number;
  tailOf?(item: TInput): Uint8Array;
}

/** The error for an item that does not have the shape of its data type. */
export function itemTypeError(type: string, field: string, value: unknown, wanted: string): SyntalosError {
  const where = field === '' ? 'the item' : `"${field}"`;
  return new SyntalosError(
    'ERR_SYNTALOS_ITEM_TYPE',
    `Cannot encode a ${type}: ${where} is ${describeValue(value)}, expected ${wanted}`,
    { details: { type, field } },
  );
}

/** The error for bytes that are not what they should be. */
export function decodeError(what: string, problem: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_DECODE', `Cannot decode ${what}: ${problem}`, {
    details: { what },
  });
}

/** Refuses anything but exactly `wanted` bytes. */
export function checkByteLength(what: string, byteLength: number, wanted: number): void {
  if (byteLength !== wanted) {
    throw decodeError(what, `got ${byteLength} bytes, expected ${wanted}`);
  }
}

/** Refuses fewer than `least` bytes. */
export function checkLeastBytes(what: string, byteLength: number, least: number): void {
  if (byteLength < least) {
    throw decodeError(what, `got ${byteLength} bytes, expected at least ${least}`);
  }
}

/** Whether `item` is an object whose fields can be looked at. */
export function isRecord(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null;
}
