import { test } from 'tap';
import {
  MetaFloat,
  MetaSize,
  StreamReader,
  StreamWriter,
  decodeMetaMap,
  encodeMetaMap,
  type MetaValue,
} from 'syntalos-mlink/types';

const TAG_I64 = 3;
const TAG_F64 = 4;

test('whole numbers are sent as integers where they are exact, all others as floats', (t) => {
  const tags: readonly [MetaValue, number][] = [
    [0, TAG_I64],
    [-7, TAG_I64],
    [30, TAG_I64],
    [Number.MAX_SAFE_INTEGER, TAG_I64],
    [2 ** 53, TAG_F64],
    [30.5, TAG_F64],
    [-0, TAG_F64],
    [NaN, TAG_F64],
    [2n ** 62n, TAG_I64],
    [new MetaFloat(30), TAG_F64],
  ];
  for (const [value, tag] of tags) {
    t.equal(new StreamWriter().metaValue(value).finish()[0], tag, typeof value);
  }
  t.end();
});

test('a MetaFloat is read as its number', (t) => {
  t.strictSame(decodeMetaMap(encodeMetaMap({ framerate: new MetaFloat(30) })), { framerate: 30 });
  t.end();
});

test('an i64 beyond 2^53 is read as a bigint', (t) => {
  const map = { least: -(2n ** 63n), odd: 2n ** 53n + 1n, most: 2n ** 63n - 1n };

  t.strictSame(decodeMetaMap(encodeMetaMap(map)), map);
  t.strictSame(decodeMetaMap(encodeMetaMap({ small: 5n })), { small: 5 });
  t.end();
});

test('keys are written in the order of their UTF-8 bytes, not of their UTF-16 units', (t) => {
  const reader = new StreamReader(encodeMetaMap({ '\u{1f600}': 1, '\uffff': 2, b: 3, B: 4, '': 5 }), 'test');
  const keys = Array.from({ length: reader.u64('count') }, () => {
    const key = reader.str('key');
    reader.metaValue('value');
    return key;
  });

  t.strictSame(keys, ['', 'B', 'b', '\uffff', '\u{1f600}']);
  t.end();
});

test('a key "__proto__" is a key like others', (t) => {
  const map = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, MetaValue>;
  const decoded = decodeMetaMap(encodeMetaMap(map));

  t.ok(Object.hasOwn(decoded, '__proto__'));
  t.equal((decoded as { polluted?: unknown }).polluted, undefined);
  t.end();
});

test('of a key that comes twice the last value counts', (t) => {
  const bytes = new StreamWriter().u64(2).str('a').metaValue(1).str('a').metaValue(2).finish();

  t.strictSame(decodeMetaMap(bytes), { a: 2 });
  t.end();
});

test('a value that cannot be transported is refused with its place', (t) => {
  const wanted =
    'expected null, a boolean, number, string, MetaSize, array or plain object of such, or a bigint of 64 bits';
  const refused: readonly [value: unknown, place: string, is: string][] = [
    [undefined, 'a', 'undefined'],
    [() => 0, 'a', 'a function'],
    [Symbol('s'), 'a', 'Symbol(s)'],
    [new Date(0), 'a', 'a Date'],
    [new Map(), 'a', 'a Map'],
    [new Uint8Array(2), 'a', 'a Uint8Array'],
    [2n ** 63n, 'a', '9223372036854775808n'],
    [{ list: [1, { deep: undefined }] }, 'a.list[1].deep', 'undefined'],
  ];
  for (const [value, place, is] of refused) {
    t.throws(() => encodeMetaMap({ a: value as MetaValue }), {
      code: 'ERR_SYNTALOS_METADATA',
      message: `Cannot encode metadata "${place}": it is ${is}, ${wanted}`,
    });
  }
  t.end();
});

test('metadata that holds itself is refused', (t) => {
  const map: Record<string, MetaValue> = {};
  map['self'] = map;
  const list: MetaValue[] = [];
  list.push(list);

  t.throws(() => encodeMetaMap(map), { code: 'ERR_SYNTALOS_METADATA', message: /or in itself$/ });
  t.throws(() => encodeMetaMap({ list }), { code: 'ERR_SYNTALOS_METADATA', message: /or in itself$/ });
  t.end();
});

test('what can be encoded can be decoded at the greatest depth, arrays and maps alike', (t) => {
  let value: MetaValue = 'end';
  let levels = 0;
  for (; ; levels++) {
    const deeper: MetaValue = levels % 2 === 0 ? [value] : { k: value };
    try {
      encodeMetaMap({ deeper });
    } catch {
      break;
    }
    value = deeper;
  }

  t.ok(levels > 30, `${levels} levels`);
  t.strictSame(decodeMetaMap(encodeMetaMap({ value })), { value });
  t.end();
});

test('a MetaSize has two 32-bit integers', (t) => {
  t.match(new MetaSize(640, -480), { width: 640, height: -480 });
  for (const side of [0.5, 2 ** 31, NaN, '5' as never]) {
    t.throws(() => new MetaSize(640, side), { code: 'ERR_SYNTALOS_METADATA' });
  }
  t.end();
});
