import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { test, type Test } from 'tap';
import {
  DATA_TYPES,
  codecOf,
  dataTypeName,
  decode,
  decodeMetaMap,
  encode,
  encodeMetaMap,
  type DataOf,
  type DataType,
} from 'syntalos-mlink/types';
import { ANY_ITEM, anyMetaMap, wellFormed } from './arbitrary-items.js';
import { everySpan } from './memory-spans.js';

const CANARY = 0xa5;

for (const type of DATA_TYPES) {
  test(`any ${dataTypeName(type)} comes out of its bytes as it went in`, (t) => {
    check(
      t,
      fc.property(anyItem(type), (item) => {
        deepStrictEqual(decode(type, encode(type, item)), asRead(item));
      }),
      { numRuns: 300 },
    );
    t.end();
  });

  test(`any ${dataTypeName(type)} is written and read in place, in any memory, at any alignment`, (t) => {
    const codec = codecOf(type);
    check(
      t,
      fc.property(anyItem(type), fc.nat(8), fc.nat(8), (item, shift, offset) => {
        const byteLength = codec.measure(item);
        for (const { kind, span } of everySpan(offset + byteLength + 1, shift)) {
          span.bytes.fill(CANARY);

          equal(codec.encodeInto(item, span, offset), byteLength, `writes what it measures in ${kind}`);
          deepStrictEqual(codec.decode(span, offset, byteLength), asRead(item), `reads from ${kind}`);

          const around = [...span.bytes.subarray(0, offset), span.bytes[offset + byteLength]];
          ok(
            around.every((byte) => byte === CANARY),
            'writes nothing before or behind',
          );
        }
      }),
      { numRuns: 100 },
    );
    t.end();
  });

  test(`the quick measure of a ${dataTypeName(type)} is never below the exact one`, (t) => {
    const codec = codecOf(type);
    check(
      t,
      fc.property(anyItem(type), (item) => codec.measureAtMost(item) >= codec.measure(item)),
    );
    t.end();
  });
}

test('any metadata comes out of its bytes as it went in', (t) => {
  check(
    t,
    fc.property(anyMetaMap, (map) => {
      deepStrictEqual(decodeMetaMap(encodeMetaMap(map)), map);
    }),
    { numRuns: 500 },
  );
  t.end();
});

test('metadata has the same bytes whatever the order of its keys', (t) => {
  check(
    t,
    fc.property(anyMetaMap, (map) => {
      const turned = Object.fromEntries(Object.entries(map).reverse());
      deepStrictEqual(encodeMetaMap(turned), encodeMetaMap(map));
    }),
  );
  t.end();
});

function anyItem(type: DataType): fc.Arbitrary<DataOf<DataType>> {
  return ANY_ITEM[type];
}

/** Text in items is read with its lone surrogates replaced. */
function asRead(item: DataOf<DataType>): DataOf<DataType> {
  if (Array.isArray(item)) return item.map(wellFormed);
  return 'command' in item ? { ...item, command: wellFormed(item.command) } : item;
}

/** Holds the property, in one assertion whose message has the seed and the smallest counterexample. */
function check<T>(t: Test, property: fc.IProperty<T>, parameters?: fc.Parameters<T>): void {
  t.doesNotThrow(() => fc.assert(property, parameters));
}
