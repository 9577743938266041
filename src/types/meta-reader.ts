/**
 * Bytes to metadata: `metaval` and `metamap` of wire-protocol section 6.
 *
 * @module
 */
import { decodeError } from './item-codec.ts';
import { markFloat } from './meta-floats.ts';
import { META_DEPTH_LIMIT, MetaTag } from './meta-tag.ts';
import { MetaSize, type MetaMap, type MetaValue } from './meta-value.ts';

/** What metadata is read from: of a stream's reader as much as it takes. */
export interface MetaInput {
  /** What is read, for messages. */
  readonly what: string;
  u8(field: string): number;
  i32(field: string): number;
  bigInt64(field: string): bigint;
  f64(field: string): number;
  str(field: string): string;
  /** A number of things of at least `leastBytes` each, which lie in what is left. */
  count(leastBytes: number, field: string): number;
}

/** An entry of a map takes at least the length of its key and the tag of its value. */
const LEAST_ENTRY_BYTES = 9;

/** Reads a value that lies at `depth` in the metadata. */
export function readMetaValue(reader: MetaInput, field: string, depth: number): MetaValue {
  return readTagged(reader, field, depth).value;
}

function readTagged(
  reader: MetaInput,
  field: string,
  depth: number,
): { readonly tag: number; readonly value: MetaValue } {
  const tag = reader.u8(field);
  return { tag, value: readValueOf(tag, reader, { field, depth }) };
}

function readValueOf(
  tag: number,
  reader: MetaInput,
  { field, depth }: { readonly field: string; readonly depth: number },
): MetaValue {
  switch (tag) {
    case MetaTag.NULL:
      return null;
    case MetaTag.FALSE:
      return false;
    case MetaTag.TRUE:
      return true;
    case MetaTag.I64: {
      const value = reader.bigInt64(field);
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case MetaTag.F64:
      return reader.f64(field);
    case MetaTag.STR:
      return reader.str(field);
    case MetaTag.SIZE:
      return new MetaSize(reader.i32(field), reader.i32(field));
    case MetaTag.ARRAY: {
      checkDepth(reader, field, depth);
      const values: MetaValue[] = [];
      const count = reader.count(1, field);
      for (let at = 0; at < count; at++) {
        values.push(readEntry(reader, field, { container: values, key: String(at), depth: depth + 1 }));
      }
      return values;
    }
    case MetaTag.OBJECT:
      return readMetaMap(reader, field, depth + 1);
    default:
      throw decodeError(reader.what, `"${field}" has the unknown metadata tag ${tag}`);
  }
}

/** Reads a map whose entries lie at `depth`. Of a key that comes twice the last value counts. */
export function readMetaMap(reader: MetaInput, field: string, depth: number): MetaMap {
  checkDepth(reader, field, depth);
  const map: Record<string, MetaValue> = {};
  for (let left = reader.count(LEAST_ENTRY_BYTES, field); left > 0; left--) {
    const key = reader.str(field);
    const value = readEntry(reader, field, { container: map, key, depth });
    // Unlike assignment, this makes a plain property of a key `__proto__`, too.
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return map;
}

/** Reads the value of an entry, and notes if a whole number was a float. */
function readEntry(
  reader: MetaInput,
  field: string,
  { container, key, depth }: { readonly container: object; readonly key: string; readonly depth: number },
): MetaValue {
  const value = readTagged(reader, field, depth);
  if (value.tag === MetaTag.F64 && Number.isSafeInteger(value.value)) markFloat(container, key);
  return value.value;
}

function checkDepth(reader: MetaInput, field: string, depth: number): void {
  if (depth > META_DEPTH_LIMIT) {
    throw decodeError(reader.what, `"${field}" is nested more than ${META_DEPTH_LIMIT} deep`);
  }
}
