import * as fc from 'fast-check';
import { test } from 'tap';
import {
  DATA_TYPES,
  DataType,
  canConnect,
  codecOf,
  dataTypeName,
  decoderBetween,
  encode,
  spanOf,
  type DataOf,
  type SubmittableOf,
} from 'syntalos-mlink/types';

const { SignalBlockI32, SignalBlockU16, SignalBlockF32 } = DataType;

test('items of equal type connect, and of blocks U16 to I32, U16 to F32, I32 to F32, F32 to I32; no others', (t) => {
  const converting = DATA_TYPES.flatMap((source) =>
    DATA_TYPES.filter((target) => source !== target && canConnect(source, target)).map((target) => [
      source,
      target,
    ]),
  );
  t.strictSame(converting, [
    [SignalBlockI32, SignalBlockF32],
    [SignalBlockU16, SignalBlockI32],
    [SignalBlockU16, SignalBlockF32],
    [SignalBlockF32, SignalBlockI32],
  ]);
  t.ok(DATA_TYPES.every((type) => canConnect(type, type)));
  t.end();
});

test('a pair that does not convert is refused with both types named', (t) => {
  for (const source of DATA_TYPES) {
    for (const target of DATA_TYPES.filter((type) => !canConnect(source, type))) {
      t.throws(() => decoderBetween(source, target), {
        code: 'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
        message: `Cannot connect ${dataTypeName(source)} to ${dataTypeName(target)}: there is no conversion`,
      });
    }
  }
  t.end();
});

test('equal types are read by their codec', (t) => {
  for (const type of DATA_TYPES) t.equal(decoderBetween(type, type), codecOf(type));
  t.end();
});

test('integers convert by value', (t) => {
  const stamps = BigUint64Array.of(10n, 20n);
  const u16 = { timestamps: stamps, rows: 2, cols: 2, data: Uint16Array.of(0, 1, 32768, 65535) };
  const i32 = { timestamps: stamps, rows: 2, cols: 2, data: Int32Array.of(0, -1, 2147483647, -2147483648) };

  t.strictSame(convert(SignalBlockU16, SignalBlockI32, u16), {
    ...u16,
    data: Int32Array.of(0, 1, 32768, 65535),
  });
  t.strictSame(convert(SignalBlockU16, SignalBlockF32, u16), {
    ...u16,
    data: Float32Array.of(0, 1, 32768, 65535),
  });
  t.strictSame(convert(SignalBlockI32, SignalBlockF32, i32), {
    ...i32,
    data: Float32Array.of(0, -1, 2147483648, -2147483648),
  });
  t.end();
});

test('floats are clamped and truncated toward zero, and NaN is 0', (t) => {
  const cases: readonly [from: number, to: number][] = [
    [0.9, 0],
    [-0.9, 0],
    [1.5, 1],
    [-1.5, -1],
    [NaN, 0],
    [2147483520, 2147483520],
    [2147483648, 2147483520],
    [1e30, 2147483520],
    [Infinity, 2147483520],
    [-2147483648, -2147483648],
    [-2147483904, -2147483648],
    [-Infinity, -2147483648],
  ];
  const block = {
    timestamps: new BigUint64Array(cases.length),
    rows: cases.length,
    cols: 1,
    data: Float32Array.from(cases, ([from]) => from),
  };

  const { data } = convert(SignalBlockF32, SignalBlockI32, block);

  t.strictSame(
    data,
    Int32Array.from(cases, ([, to]) => to),
  );
  t.end();
});

test('any float converts to what the clamped, truncated value is', (t) => {
  fc.assert(
    fc.property(fc.float(), (value) => {
      const block = { timestamps: new BigUint64Array(1), rows: 1, cols: 1, data: Float32Array.of(value) };
      const clamped = Math.min(2147483520, Math.max(-2147483648, Number.isNaN(value) ? 0 : value));
      return convert(SignalBlockF32, SignalBlockI32, block).data[0] === Math.trunc(clamped) + 0;
    }),
  );
  t.end();
});

function convert<S extends DataType, T extends DataType>(
  source: S,
  target: T,
  item: SubmittableOf<S>,
): DataOf<T> {
  const bytes = encode(source, item);
  return decoderBetween(source, target).decode(spanOf(bytes), 0, bytes.byteLength);
}
