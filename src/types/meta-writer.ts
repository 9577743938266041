/**
 * Metadata to bytes: `metaval` and `metamap` of wire-protocol section 6.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import { SyntalosError, describeValue } from '../errors.ts';
import { META_DEPTH_LIMIT, MetaTag } from './meta-tag.ts';
import { MetaFloat, MetaSize, type MetaMap } from './meta-value.ts';

/** What metadata is written to: of a stream's writer as much as it takes. */
export interface MetaOutput {
  u8(value: number): MetaOutput;
  i32(value: number): MetaOutput;
  u64(value: number): MetaOutput;
  i64(value: number | bigint): MetaOutput;
  f64(value: number): MetaOutput;
  str(text: string): MetaOutput;
}

/** Writes `value`, which lies at `path` and `depth` in the metadata. */
export function writeMetaValue(writer: MetaOutput, value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'boolean':
      writer.u8(value ? MetaTag.TRUE : MetaTag.FALSE);
      return;
    case 'string':
      writer.u8(MetaTag.STR).str(value);
      return;
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.u8(MetaTag.I64).i64(value);
      else writer.u8(MetaTag.F64).f64(value);
      return;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw notTransportable(path, value);
      writer.u8(MetaTag.I64).i64(value);
      return;
    case 'object':
      writeMetaObject(writer, value, path, depth);
      return;
    case 'undefined':
    case 'function':
    case 'symbol':
      throw notTransportable(path, value);
  }
}

function writeMetaObject(writer: MetaOutput, value: object | null, path: string, depth: number): void {
  if (value === null) writer.u8(MetaTag.NULL);
  else if (value instanceof MetaSize) writer.u8(MetaTag.SIZE).i32(value.width).i32(value.height);
  else if (value instanceof MetaFloat) writer.u8(MetaTag.F64).f64(value.value);
  else if (Array.isArray(value)) {
    checkDepth(depth, path);
    writer.u8(MetaTag.ARRAY).u64(value.length);
    for (let at = 0; at < value.length; at++) writeMetaValue(writer, value[at], `${path}[${at}]`, depth + 1);
  } else {
    writer.u8(MetaTag.OBJECT);
    writeMetaMap(writer, value as MetaMap, path, depth + 1);
  }
}

/** Writes `map`, whose entries lie at `depth`. */
export function writeMetaMap(writer: MetaOutput, map: MetaMap, path: string, depth: number): void {
  checkDepth(depth, path);
  const prototype: unknown = Object.getPrototypeOf(map);
  if (prototype !== Object.prototype && prototype !== null) throw notTransportable(path, map);
  const keys = Object.keys(map).sort(compareUtf8);
  writer.u64(keys.length);
  for (const key of keys) {
    writer.str(key);
    writeMetaValue(writer, map[key], path === '' ? key : `${path}.${key}`, depth);
  }
}

/** The order of UTF-8 bytes, which beyond U+FFFF is not the order of JavaScript's strings. */
function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function checkDepth(depth: number, path: string): void {
  if (depth <= META_DEPTH_LIMIT) return;
  const start = path.length > 40 ? `${path.slice(0, 40)}...` : path;
  throw new SyntalosError(
    'ERR_SYNTALOS_METADATA',
    `Cannot encode metadata "${start}": nested more than ${META_DEPTH_LIMIT} deep, or in itself`,
  );
}

function notTransportable(path: string, value: unknown): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_METADATA',
    `Cannot encode metadata "${path}": it is ${describeValue(value)}, expected null, a boolean, number, string, ` +
      'MetaSize, array or plain object of such, or a bigint of 64 bits',
    { details: { path } },
  );
}
