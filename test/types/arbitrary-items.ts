/**
 * Random items of every data type, for properties.
 */
import * as fc from 'fast-check';
import {
  DataType,
  FRAME_DEPTHS,
  Frame,
  MetaSize,
  frameByteLength,
  pixelsOver,
  type DataOf,
  type MetaMap,
  type MetaValue,
} from 'syntalos-mlink/types';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.nat(0xffffffff);
const u53 = fc.maxSafeNat();
const i53 = fc.maxSafeInteger();
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);

/** An object with the prototype of all objects, as decoding makes them. */
function record<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true });
}

/** Text with every kind of character, also beyond the length at which Node takes over. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  // Lone surrogates, too.
  fc
    .array(fc.integer({ min: 0xd000, max: 0xffff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes)),
);

const anyFrame: fc.Arbitrary<Frame> = record({
  index: u53,
  timeUsec: i53,
  width: fc.nat(5),
  height: fc.nat(5),
  channels: fc.integer({ min: 1, max: 5 }),
  depth: fc.constantFrom(...FRAME_DEPTHS),
}).chain((shape) => {
  const byteLength = frameByteLength(shape) - frameByteLength({ ...shape, width: 0 });
  return fc
    .uint8Array({ minLength: byteLength, maxLength: byteLength })
    .map((bytes) => new Frame({ ...shape, data: pixelsOver(shape.depth, bytes.slice().buffer) }));
});

function anyBlock<TData>(scalars: (length: number) => fc.Arbitrary<TData>): fc.Arbitrary<{
  timestamps: BigUint64Array;
  rows: number;
  cols: number;
  data: TData;
}> {
  return fc.tuple(fc.nat(6), fc.nat(6)).chain(([rows, cols]) =>
    record({
      timestamps: fc
        .array(u64, { minLength: rows, maxLength: rows })
        .map((stamps) => BigUint64Array.from(stamps)),
      rows: fc.constant(rows),
      cols: fc.constant(cols),
      data: scalars(rows * cols),
    }),
  );
}

/** Every data type with its random items. */
export const ANY_ITEM: { readonly [D in DataType]: fc.Arbitrary<DataOf<D>> } = {
  [DataType.ControlCommand]: record({
    kind: fc.constantFrom(0, 1, 2, 3, 4, 5),
    durationMsec: u53,
    command: anyText,
  }),
  [DataType.TableRow]: fc.array(anyText, { maxLength: 8 }),
  [DataType.Frame]: anyFrame,
  [DataType.LineCommand]: record({
    kind: fc.constantFrom(0, 1, 2, 3, 4, 5, 6),
    lineId: u16,
    value: u32,
    durationUsec: i53,
    flags: u32,
    extra: fc.uint8Array({ maxLength: 80 }),
  }),
  [DataType.LineReading]: record({ lineId: u16, value: u32, timeUsec: i53 }),
  [DataType.SignalBlockI32]: anyBlock((length) => fc.int32Array({ minLength: length, maxLength: length })),
  [DataType.SignalBlockU16]: anyBlock((length) => fc.uint16Array({ minLength: length, maxLength: length })),
  [DataType.SignalBlockF32]: anyBlock((length) => fc.float32Array({ minLength: length, maxLength: length })),
};

const anyKey = fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', '', '\u{1f600}', '\uffff'));

/** Random metadata as it is read: numbers that are plain, sizes, lists and maps. */
export const anyMetaMap: fc.Arbitrary<MetaMap> = fc.letrec<{ value: MetaValue; map: MetaMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<MetaValue>(null, true, false, -0, NaN, Infinity, 2n ** 63n - 1n, -(2n ** 63n)),
    fc.double(),
    fc.maxSafeInteger(),
    anyText.map(wellFormed),
    fc.tuple(fc.integer(), fc.integer()).map(([width, height]) => new MetaSize(width, height)),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc
    .array(fc.tuple(anyKey.map(wellFormed), tie('value')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
})).map;

/** What `text` is after a way through UTF-8: lone surrogates are U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
