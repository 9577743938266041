/**
 * Attribute values: what a program may set, and what of it a TOML file can hold.
 *
 * @module
 */

import type { TomlTable, TomlValue } from 'smol-toml';
import { SyntalosError, describeValue } from '../errors.ts';

/** A size in pixels; stored as a table with `width` and `height`. */
export interface EdlSize {
  readonly width: number;
  readonly height: number;
}

const FLOAT: unique symbol = Symbol('EdlFloat');

/** A number that is stored as a fraction even if it is whole, see {@link edlFloat}. */
export interface EdlFloat {
  readonly [FLOAT]: number;
}

/**
 * Marks a number to be stored as a fraction even if it is whole (`60.0`): for attributes that other
 * readers expect to be one.
 *
 * @example
 * ```ts
 * dataset.setAttribute('video', { framerate: edlFloat(60) });
 * ```
 */
export function edlFloat(value: number): EdlFloat {
  return { [FLOAT]: value };
}

/** A map of attribute values. */
export interface EdlAttributeMap {
  readonly [key: string]: EdlAttributeValue | undefined;
}

/**
 * Anything that an attribute can hold.
 *
 * `null`, empty strings, empty arrays and empty maps are not stored, except inside an array, where
 * `null` is stored as the string `"null"` and empty values stay. A `number` without a fraction
 * is stored as an integer, by {@link edlFloat} as a fraction; a `bigint` must fit 64 bits.
 */
export type EdlAttributeValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | EdlFloat
  | EdlSize
  | EdlAttributeMap
  | readonly EdlAttributeValue[];

/** Attributes as they were read or will be stored. */
export type EdlAttributes = Readonly<Record<string, EdlAttributeValue>>;

/** Deepest nesting of arrays and maps, which also ends values that contain themselves. */
const MAX_DEPTH = 64;

/**
 * Turns an attribute into what its file will hold: a copy, so that later changes of `value` by its
 * owner do not reach the file. Integers become `bigint`s, as `writeTomlFile` wants them.
 *
 * @param key - name of the attribute, for messages
 * @returns the value, or `undefined` if it is not stored at all
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` if a value or key cannot be stored
 */
export function attributeToToml(key: string, value: unknown): TomlValue | undefined {
  checkKey(key, key);
  return storedValue(value, key, MAX_DEPTH);
}

function storedValue(value: unknown, where: string, depth: number): TomlValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : storedArray(value, where, depth);
  }
  if (isFloat(value)) return value[FLOAT];
  if (!isMap(value)) return storedScalar(value, where);
  const table = storedMap(value, where, depth, (item, path) => storedValue(item, path, depth - 1));
  return Object.keys(table).length === 0 ? undefined : table;
}

/** Inside an array nothing may vanish, or the items after it would move. */
function storedItem(value: unknown, where: string, depth: number): TomlValue {
  if (value === null || value === undefined) return 'null';
  if (value === '') return '';
  if (Array.isArray(value)) return storedArray(value, where, depth);
  if (isFloat(value)) return value[FLOAT];
  if (!isMap(value)) return storedScalar(value, where);
  return storedMap(value, where, depth, (item, path) => storedItem(item, path, depth - 1));
}

function storedArray(items: readonly unknown[], where: string, depth: number): TomlValue[] {
  checkDepth(where, depth);
  return Array.from(items, (item, i) => storedItem(item, `${where}[${i}]`, depth - 1));
}

function storedMap(
  map: Readonly<Record<string, unknown>>,
  where: string,
  depth: number,
  store: (value: unknown, where: string) => TomlValue | undefined,
): TomlTable {
  checkDepth(where, depth);
  const entries: [string, TomlValue][] = [];
  for (const [key, value] of Object.entries(map)) {
    const path = `${where}.${key}`;
    checkKey(key, path);
    const stored = store(value, path);
    if (stored !== undefined) entries.push([key, stored]);
  }
  return Object.fromEntries(entries);
}

function storedScalar(value: unknown, where: string): TomlValue {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) throw invalid(where, `${value} does not fit 64 bits`);
    return value;
  }
  if (value instanceof Date) {
    const year = value.getUTCFullYear();
    if (!(year >= 1 && year <= 9999)) throw invalid(where, 'the date is not of the years 1 to 9999');
    return value as TomlValue;
  }
  throw invalid(
    where,
    `${describeValue(value)} cannot be stored, use null, a boolean, number, bigint, string, Date, ` +
      'array or plain object',
  );
}

function isFloat(value: unknown): value is EdlFloat {
  return typeof value === 'object' && value !== null && FLOAT in value;
}

/** Plain objects, and sizes of whatever class. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || value instanceof Date) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  const keys = Object.keys(value);
  return keys.length === 2 && keys.includes('width') && keys.includes('height');
}

function checkKey(key: string, where: string): void {
  if (/\p{Surrogate}/u.test(key)) throw invalid(where, 'the key is not well-formed Unicode');
}

function checkDepth(where: string, depth: number): void {
  if (depth === 0) throw invalid(where.slice(0, 80), `it is nested deeper than ${MAX_DEPTH} levels`);
}

function invalid(where: string, reason: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', `Cannot set attribute "${where}": ${reason}`, {
    details: { attribute: where },
  });
}
