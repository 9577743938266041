/**
 * Copies of metadata: what was set stays as it is, whatever becomes of the object it was set with.
 *
 * @module
 */
import { isMarkedFloat } from './meta-floats.ts';
import { MetaFloat, MetaSize, type MetaMap, type MetaValue } from './meta-value.ts';

/** Entries that the field defines as floats: Syntalos' modules do not find them as integers. */
const FLOAT_KEYS: ReadonlySet<string> = new Set(['framerate', 'sample_rate', 'data_scale', 'data_offset']);

/**
 * A deep, frozen copy. Numbers that are to be floats on the wire become {@link MetaFloat}: those that were read as
 * such, and those of `framerate`, `sample_rate`, `data_scale` and `data_offset`.
 *
 * @param map - metadata that can be encoded
 */
export function copyMetadata(map: MetaMap, options: { readonly asReceived?: boolean } = {}): MetaMap {
  const { asReceived = false } = options;
  const entries = Object.entries(map).map(([key, value]): [string, MetaValue] => {
    const isFloat = (!asReceived && FLOAT_KEYS.has(key)) || isMarkedFloat(map, key);
    return [key, copyValue(value, isFloat)];
  });
  return Object.freeze(Object.fromEntries(entries));
}

/** Freezes metadata that was read, with all that is in it. */
export function freezeMetadata(map: MetaMap): MetaMap {
  freezeValue(map);
  return map;
}

function copyValue(value: MetaValue, isFloat: boolean): MetaValue {
  if (isFloat && (typeof value === 'number' || typeof value === 'bigint')) {
    return Object.freeze(new MetaFloat(Number(value)));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof MetaFloat) return Object.freeze(new MetaFloat(value.value));
  if (value instanceof MetaSize) return Object.freeze(new MetaSize(value.width, value.height));
  if (isArray(value)) {
    return Object.freeze(
      value.map((entry, at) => copyValue(entry, isFloat || isMarkedFloat(value, String(at)))),
    );
  }
  return copyMetadata(value);
}

function freezeValue(value: MetaValue): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const entry of Object.values(value)) freezeValue(entry as MetaValue);
}

function isArray(value: object): value is readonly MetaValue[] {
  return Array.isArray(value);
}
