import { test } from 'tap';
import {
  ControlCommandKind,
  DataType,
  Frame,
  LineCommandKind,
  LineModeFlags,
  dataTypeFromName,
  dataTypeName,
  decode,
  encode,
  isDataType,
  codecOf,
} from 'syntalos-mlink/types';

const reading = { lineId: 7, value: 1, timeUsec: 1500 };
const command = { kind: ControlCommandKind.START, durationMsec: 0, command: '' };
const lineCommand = {
  kind: LineCommandKind.SET_MODE,
  lineId: 3,
  value: 0,
  durationUsec: 0,
  flags: LineModeFlags.IS_INPUT | LineModeFlags.PULL_UP,
  extra: new Uint8Array(0),
};
const block = { timestamps: new BigUint64Array(2), rows: 2, cols: 3, data: new Int32Array(6) };
const frame = {
  index: 0,
  timeUsec: 0,
  width: 2,
  height: 3,
  channels: 1,
  depth: 'u8',
  data: new Uint8Array(6),
};

/** What is refused, by type and field: value, and what the message asks for. */
const REFUSED: readonly [DataType, item: unknown, message: string][] = [
  [
    DataType.LineReading,
    null,
    'Cannot encode a LineReading: the item is null, expected an object with lineId, value and timeUsec',
  ],
  [
    DataType.LineReading,
    5,
    'Cannot encode a LineReading: the item is 5, expected an object with lineId, value and timeUsec',
  ],
  [
    DataType.LineReading,
    {},
    'Cannot encode a LineReading: "lineId" is undefined, expected a whole number from 0 to 65535',
  ],
  [
    DataType.LineReading,
    { ...reading, lineId: 65536 },
    'Cannot encode a LineReading: "lineId" is 65536, expected a whole number from 0 to 65535',
  ],
  [
    DataType.LineReading,
    { ...reading, lineId: 1.5 },
    'Cannot encode a LineReading: "lineId" is 1.5, expected a whole number from 0 to 65535',
  ],
  [
    DataType.LineReading,
    { ...reading, lineId: '7' },
    'Cannot encode a LineReading: "lineId" is "7", expected a whole number from 0 to 65535',
  ],
  [
    DataType.LineReading,
    { ...reading, value: -1 },
    'Cannot encode a LineReading: "value" is -1, expected a whole number from 0 to 4294967295',
  ],
  [
    DataType.LineReading,
    { ...reading, value: true },
    'Cannot encode a LineReading: "value" is true, expected a whole number from 0 to 4294967295',
  ],
  [
    DataType.LineReading,
    { ...reading, timeUsec: NaN },
    'Cannot encode a LineReading: "timeUsec" is NaN, expected a whole number of µs within ±(2^53 − 1)',
  ],
  [
    DataType.LineReading,
    { ...reading, timeUsec: 5n },
    'Cannot encode a LineReading: "timeUsec" is 5n, expected a whole number of µs within ±(2^53 − 1)',
  ],
  [
    DataType.LineReading,
    { ...reading, timeUsec: 2 ** 53 },
    'Cannot encode a LineReading: "timeUsec" is 9007199254740992, expected a whole number of µs within ±(2^53 − 1)',
  ],
  [
    DataType.ControlCommand,
    'START',
    'Cannot encode a ControlCommand: the item is "START", expected an object with kind, durationMsec and command',
  ],
  [
    DataType.ControlCommand,
    { ...command, kind: 6 },
    'Cannot encode a ControlCommand: "kind" is 6, expected a ControlCommandKind',
  ],
  [
    DataType.ControlCommand,
    { ...command, durationMsec: -1 },
    'Cannot encode a ControlCommand: "durationMsec" is -1, expected a whole number from 0 to 2^53 − 1',
  ],
  [
    DataType.ControlCommand,
    { ...command, command: null },
    'Cannot encode a ControlCommand: "command" is null, expected a string',
  ],
  [
    DataType.LineCommand,
    undefined,
    'Cannot encode a LineCommand: the item is undefined, expected an object with kind, lineId, value, durationUsec, flags and extra',
  ],
  [
    DataType.LineCommand,
    { ...lineCommand, kind: -1 },
    'Cannot encode a LineCommand: "kind" is -1, expected a LineCommandKind',
  ],
  [
    DataType.LineCommand,
    { ...lineCommand, lineId: -1 },
    'Cannot encode a LineCommand: "lineId" is -1, expected a whole number from 0 to 65535',
  ],
  [
    DataType.LineCommand,
    { ...lineCommand, value: 2 ** 32 },
    'Cannot encode a LineCommand: "value" is 4294967296, expected a whole number from 0 to 4294967295',
  ],
  [
    DataType.LineCommand,
    { ...lineCommand, durationUsec: 0.5 },
    'Cannot encode a LineCommand: "durationUsec" is 0.5, expected a whole number of µs within ±(2^53 − 1)',
  ],
  [
    DataType.LineCommand,
    { ...lineCommand, flags: -1 },
    'Cannot encode a LineCommand: "flags" is -1, expected LineModeFlags combined with |',
  ],
  [
    DataType.LineCommand,
    { ...lineCommand, extra: [1] },
    'Cannot encode a LineCommand: "extra" is an array of 1, expected a Uint8Array',
  ],
  [DataType.TableRow, 'a,b', 'Cannot encode a TableRow: the item is "a,b", expected an array of cells'],
  [
    DataType.TableRow,
    ['a', null],
    'Cannot encode a TableRow: "cell 1" is null, expected a string, number, boolean or bigint',
  ],
  [
    DataType.TableRow,
    Object.assign(['a'], { length: 2 }),
    'Cannot encode a TableRow: "cell 1" is undefined, expected a string, number, boolean or bigint',
  ],
  [
    DataType.SignalBlockI32,
    [],
    'Cannot encode a SignalBlockI32: "timestamps" is undefined, expected a BigUint64Array',
  ],
  [
    DataType.SignalBlockI32,
    { ...block, timestamps: [1n, 2n] },
    'Cannot encode a SignalBlockI32: "timestamps" is an array of 2, expected a BigUint64Array',
  ],
  [
    DataType.SignalBlockI32,
    { ...block, rows: 3 },
    'Cannot encode a SignalBlockI32: "rows" is 3, expected one per time stamp, 2',
  ],
  [
    DataType.SignalBlockI32,
    { ...block, cols: -1 },
    'Cannot encode a SignalBlockI32: "cols" is -1, expected a whole number from 0',
  ],
  [
    DataType.SignalBlockI32,
    { ...block, data: new Float32Array(6) },
    'Cannot encode a SignalBlockI32: "data" is a Float32Array, expected Int32Array',
  ],
  [
    DataType.SignalBlockI32,
    { ...block, cols: 4 },
    'Cannot encode a SignalBlockI32: "data.length" is 6, expected rows × cols, 8',
  ],
  [
    DataType.Frame,
    new Uint8Array(6),
    'Cannot encode a Frame: "index" is undefined, expected a whole number from 0 to 2^53 − 1',
  ],
  [
    DataType.Frame,
    { ...frame, timeUsec: Infinity },
    'Cannot encode a Frame: "timeUsec" is Infinity, expected a whole number of µs within ±(2^53 − 1)',
  ],
  [
    DataType.Frame,
    { ...frame, width: 2.5 },
    'Cannot encode a Frame: "width" is 2.5, expected a whole number from 0 to 2147483647',
  ],
  [
    DataType.Frame,
    { ...frame, height: -3 },
    'Cannot encode a Frame: "height" is -3, expected a whole number from 0 to 2147483647',
  ],
  [
    DataType.Frame,
    { ...frame, channels: 0 },
    'Cannot encode a Frame: "channels" is 0, expected a whole number from 1 to 512',
  ],
  [
    DataType.Frame,
    { ...frame, depth: 'u32' },
    'Cannot encode a Frame: "depth" is "u32", expected one of u8, i8, u16, i16, i32, f32, f64, f16',
  ],
  [
    DataType.Frame,
    { ...frame, depth: 'f16' },
    'Cannot encode a Frame: "data" is a Uint8Array, expected Uint16Array, as depth is f16',
  ],
  [
    DataType.Frame,
    { ...frame, width: 3 },
    'Cannot encode a Frame: "data.length" is 6, expected 9: height 3 × width 3 × channels 1',
  ],
];

test('an item of the wrong shape is refused with the field, what it is and what it has to be', (t) => {
  for (const [type, item, message] of REFUSED) {
    t.throws(() => encode(type, item as never), { code: 'ERR_SYNTALOS_ITEM_TYPE', message });
    t.throws(() => codecOf(type).measureAtMost(item as never), { code: 'ERR_SYNTALOS_ITEM_TYPE', message });
  }
  t.end();
});

test('numbers, booleans and bigints in a row are submitted as text', (t) => {
  const row = encode(DataType.TableRow, ['a', 1.5, -0, 1e21, true, false, 12345678901234567890n, NaN]);

  t.strictSame(decode(DataType.TableRow, row), [
    'a',
    '1.5',
    '0',
    '1e+21',
    'true',
    'false',
    '12345678901234567890',
    'NaN',
  ]);
  t.end();
});

test('text that is no UTF-8 is read with U+FFFD in its place, and the item kept', (t) => {
  const bytes = encode(DataType.TableRow, ['abc', 'next']);
  bytes[17] = 0xff;

  t.strictSame(decode(DataType.TableRow, bytes), ['a\ufffdc', 'next']);
  t.end();
});

test('a byte order mark at the start of a cell stays', (t) => {
  t.strictSame(decode(DataType.TableRow, encode(DataType.TableRow, ['\ufeffx'])), ['\ufeffx']);
  t.end();
});

test('a time beyond 2^53 is refused, since no number has it exactly', (t) => {
  const bytes = encode(DataType.LineReading, reading);
  new DataView(bytes.buffer).setBigInt64(6, 2n ** 53n, true);

  t.throws(() => decode(DataType.LineReading, bytes), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot decode LineReading: "timeUsec" is 9007199254740992, expected at most 2^53 − 1 in size',
  });
  t.end();
});

test('a decoded item keeps its values when the memory is used again', (t) => {
  const items = [
    [DataType.LineCommand, { ...lineCommand, extra: Uint8Array.of(1, 2, 3) }],
    [DataType.SignalBlockI32, block],
    [DataType.TableRow, ['a', 'b']],
  ] as const;
  for (const [type, item] of items) {
    // A Buffer, whose slices are views.
    const bytes = Buffer.from(encode<DataType>(type, item));
    const decoded = decode(type, bytes);
    bytes.fill(0xff);
    t.strictSame(decoded, item, dataTypeName(type));
  }
  t.end();
});

test('data types are found by name and id', (t) => {
  t.equal(dataTypeFromName('SignalBlockU16'), DataType.SignalBlockU16);
  t.equal(dataTypeName(DataType.Frame), 'Frame');
  t.equal(dataTypeName(99), 'unknown type 99');
  t.ok(isDataType(8));
  t.notOk(isDataType(0));
  t.notOk(isDataType('1'));
  t.throws(() => dataTypeFromName('toString'), {
    code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
    message:
      'Cannot find data type "toString": not one of ControlCommand, TableRow, Frame, LineCommand, LineReading, SignalBlockI32, SignalBlockU16, SignalBlockF32',
  });
  t.throws(() => codecOf(9 as DataType), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.end();
});

test('a frame that crossed a thread, no longer a Frame, is taken', (t) => {
  const original = Frame.create({ width: 2, height: 3 });

  t.strictSame(decode(DataType.Frame, encode(DataType.Frame, structuredClone(original))), original);
  t.end();
});
