import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import type { Test } from 'tap';
import { EdlCollection, edlFloat } from 'syntalos-mlink/edl';
import type { EdlAttributeValue, EdlAttributes } from 'syntalos-mlink/edl';
import { newFolder } from './fixtures/folders.ts';

/** Sets the attributes, saves, and reads them again from disk. */
async function storeAndLoad(
  t: Test,
  attributes: Readonly<Record<string, EdlAttributeValue>>,
): Promise<EdlAttributes> {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  for (const [key, value] of Object.entries(attributes)) recording.setAttribute(key, value);
  await recording.save();
  return (await EdlCollection.open(recording.path)).attributes;
}

test('attributes of every kind come back as they were set', async (t) => {
  const attributes = {
    yes: true,
    integer: -7,
    fraction: 0.1,
    huge: 1e300,
    'not a number': NaN,
    infinite: -Infinity,
    beyond_double: 2n ** 63n - 1n,
    text: 'tab\t "quotes" \\ newline\n é 🐭 \u007f \u0000',
    list: [1, 'two', [3.5, []], { four: 4 }],
    nested: { a: { b: { c: [true] } } },
    when: new Date('2026-11-23T02:35:01.250Z'),
    '': 'an empty key',
    'a key.with "all"': 1,
  };

  t.same(await storeAndLoad(t, attributes), attributes);
});

test('null and empty values are left out, but stay inside an array', async (t) => {
  const loaded = await storeAndLoad(t, {
    none: null,
    no_text: '',
    no_list: [],
    no_map: {},
    only_nothing: { a: null, b: { c: '' } },
    map: { a: null, b: '', c: [], d: 1 },
    list: [null, '', [], {}, { a: null, b: '' }, [null]],
  });

  t.same(loaded, {
    map: { d: 1 },
    list: ['null', '', [], {}, { a: 'null', b: '' }, ['null']],
  });
});

test('a size is a table with width and height, whatever its class', async (t) => {
  class Size {
    readonly width: number;
    readonly height: number;
    constructor(width: number, height: number) {
      this.width = width;
      this.height = height;
    }
  }

  const loaded = await storeAndLoad(t, { size: new Size(960, 600), sizes: [new Size(1, 2)] });

  t.same(loaded, { size: { width: 960, height: 600 }, sizes: [{ width: 1, height: 2 }] });
});

test('keys are written in order, as Syntalos writes them', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  recording.setAttribute('z', 1);
  recording.setAttribute('m', { y: 1, b: 2 });
  recording.setAttribute('a', 2);
  await recording.save();

  const text = readFileSync(join(recording.path, 'attributes.toml'), 'utf8');
  t.equal(text, 'a = 2\nz = 1\n\n[m]\nb = 2\ny = 1\n');
});

test('a whole number is an integer on disk, by edlFloat a fraction; what others wrote keeps its kind', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  recording.setAttribute('video', { frame_width: 960, framerate: edlFloat(200) });
  recording.setAttribute('rates', [edlFloat(1e30), edlFloat(-0.5), 7]);
  await recording.save();
  const again = await EdlCollection.open(recording.path);
  t.same(again.attributes, { video: { frame_width: 960, framerate: 200 }, rates: [1e30, -0.5, 7] });

  again.setAttribute('more', 1);
  await again.save();
  const text = readFileSync(join(recording.path, 'attributes.toml'), 'utf8');
  t.equal(text, 'more = 1\nrates = [ 1e+30, -0.5, 7 ]\n\n[video]\nframe_width = 960\nframerate = 200.0\n');
});

test('null removes an attribute, also from disk', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  recording.setAttribute('a', 1);
  recording.setAttribute('b', 2);
  await recording.save();

  const again = await EdlCollection.open(recording.path);
  again.setAttribute('a', null);
  await again.save();
  t.same((await EdlCollection.open(recording.path)).attributes, { b: 2 });

  again.setAttribute('b', null);
  await again.save();
  t.same((await EdlCollection.open(recording.path)).attributes, {});
});

test('an attribute is a copy: later changes of the value do not reach it, nor changes of what was read', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const list = [1];
  recording.setAttribute('list', list);
  list.push(2);
  (recording.attributes['list'] as number[]).push(3);

  t.same(recording.attributes, { list: [1] });
});

test('setAttribute names the place of a value that cannot be stored', async (t) => {
  const recording = await EdlCollection.create(join(newFolder(t), 'rec'));
  const circular: EdlAttributeValue[] = [];
  circular.push(circular);
  const cases: readonly (readonly [value: unknown, message: string])[] = [
    [() => 1, 'Cannot set attribute "key": a function cannot be stored'],
    [{ a: [1, Symbol('s')] }, 'Cannot set attribute "key.a[1]": Symbol(s) cannot be stored'],
    [new Map(), 'a Map cannot be stored'],
    [2n ** 63n, '9223372036854775808 does not fit 64 bits'],
    [new Date(NaN), 'the date is not of the years 1 to 9999'],
    [new Date(253402300800000), 'the date is not of the years 1 to 9999'],
    [circular, 'nested deeper than 64 levels'],
    [{ '\ud800': 1 }, 'the key is not well-formed Unicode'],
  ];

  for (const [value, message] of cases) {
    t.throws(() => recording.setAttribute('key', value as EdlAttributeValue), {
      code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
      message,
    });
  }
  t.throws(() => recording.setAttribute(7 as unknown as string, 1), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
  });
  t.same(recording.attributes, {});
});

test('any attributes come back from disk as the rules of the format say', async (t) => {
  const text = fc.string({ unit: 'binary' });
  const { value } = fc.letrec<{ value: EdlAttributeValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      text,
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<EdlAttributeValue>,
    ),
  }));

  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, value, { maxKeys: 5 }), async (attributes) => {
      const expected = stored(attributes, false) ?? {};
      const loaded = await storeAndLoad(t, attributes);
      // Twice: what was read is a value again, and stays the same.
      const again = await storeAndLoad(t, loaded);
      return isSame(loaded, expected) && isSame(again, loaded);
    }),
    { numRuns: 100 },
  );
  t.pass();
});

/** The rules of the format, said a second time: null and empty values vanish, but not in an array. */
function stored(value: unknown, inArray: boolean): unknown {
  if (value === null || value === undefined) return inArray ? 'null' : undefined;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Object.is(value, -0)) return 0;
  if (value === '') return inArray ? '' : undefined;
  if (Array.isArray(value)) {
    return value.length === 0 && !inArray ? undefined : value.map((item) => stored(item, true));
  }
  if (typeof value !== 'object' || value instanceof Date) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, stored(item, inArray)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length === 0 && !inArray ? undefined : Object.fromEntries(entries);
}

/** Equal in type and value; key order does not count, and tables have no prototype. */
function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, item]) => Object.hasOwn(b, key) && isSame(item, (b as Record<string, unknown>)[key]))
  );
}
