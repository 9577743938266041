import { test } from 'tap';
import { decode, decodeMetaMap, encode, encodeMetaMap } from 'syntalos-mlink/types';
import { itemVectors, messageVectors, metaMapOf } from './message-vectors.js';

for (const [at, { name, type, item, bytes }] of itemVectors().entries()) {
  test(`recorded item ${at}, a ${name}, encodes to the bytes of the C++ library`, (t) => {
    t.same(encode(type, item), bytes);
    t.end();
  });

  test(`recorded item ${at}, a ${name}, decodes from the bytes of the C++ library`, (t) => {
    t.strictSame(decode(type, bytes), item);
    t.end();
  });
}

test('every data type is among the recorded items', (t) => {
  t.same(new Set(itemVectors().map(({ type }) => type)), new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  t.end();
});

test('the recorded metadata encodes and decodes', (t) => {
  const vector = messageVectors().find(({ type }) => type === 'MetaMap')!;
  const map = metaMapOf(vector.value as Record<string, unknown>);

  t.same(encodeMetaMap(map), vector.bytes);
  t.strictSame(decodeMetaMap(vector.bytes), map);
  t.end();
});
