import { test } from 'tap';
import { StreamReader, StreamWriter } from 'syntalos-mlink/types';
import { messageVectors, metaMapOf } from './message-vectors.js';

function recorded(name: string): { value: Record<string, unknown>; bytes: Uint8Array } {
  const { value, bytes } = messageVectors().find(({ type }) => type === name)!;
  return { value: value as Record<string, unknown>, bytes };
}

test('a script to load is written and read as recorded', (t) => {
  const { value, bytes } = recorded('LoadScript');
  const { workingDir, venvDir, script, resetPorts } = value as Record<string, string> & {
    resetPorts: boolean;
  };

  t.same(new StreamWriter().str(workingDir!).str(venvDir!).str(script!).bool(resetPorts).finish(), bytes);
  const reader = new StreamReader(bytes, 'LoadScript');
  t.strictSame(
    {
      workingDir: reader.str('workingDir'),
      venvDir: reader.str('venvDir'),
      script: reader.str('script'),
      resetPorts: reader.bool('resetPorts'),
    },
    value,
  );
  reader.end();
  t.end();
});

test('a port with metadata is written and read as recorded', (t) => {
  const { value, bytes } = recorded('InputPortChange');
  const metadata = metaMapOf(value['metadata'] as Record<string, unknown>);

  const writer = new StreamWriter().u8(1).str('in1').str('In é').i32(3).metaMap(metadata).u32(25);
  t.same(writer.finish(), bytes);

  const reader = new StreamReader(bytes, 'InputPortChange');
  t.equal(reader.u8('action'), 1);
  t.equal(reader.str('id'), 'in1');
  t.equal(reader.str('title'), 'In é');
  t.equal(reader.i32('dataTypeId'), 3);
  t.strictSame(reader.metaMap('metadata'), metadata);
  t.equal(reader.u32('throttleItemsPerSec'), 25);
  reader.end();
  t.end();
});

test('every primitive comes out as it went in, past the size of the first buffer', (t) => {
  const writer = new StreamWriter();
  const large = new Uint8Array(5000).fill(7);
  writer
    .u8(255)
    .u16(65535)
    .u32(4294967295)
    .i32(-2147483648)
    .u64(2 ** 53 - 1)
    .i64(-(2 ** 53) + 1)
    .i64(-(2n ** 63n));
  writer
    .f64(-0.5)
    .bool(true)
    .str('ä'.repeat(400))
    .bytes(large)
    .raw(Uint8Array.of(1, 2))
    .strList(['', 'b'])
    .metaValue([null]);

  const reader = new StreamReader(writer.finish(), 'test');
  t.equal(reader.u8('a'), 255);
  t.equal(reader.u16('a'), 65535);
  t.equal(reader.u32('a'), 4294967295);
  t.equal(reader.i32('a'), -2147483648);
  t.equal(reader.u64('a'), 2 ** 53 - 1);
  t.equal(reader.i64('a'), -(2 ** 53) + 1);
  t.equal(reader.bigInt64('a'), -(2n ** 63n));
  t.equal(reader.f64('a'), -0.5);
  t.equal(reader.bool('a'), true);
  t.equal(reader.str('a'), 'ä'.repeat(400));
  t.strictSame(reader.bytes('a'), large);
  t.strictSame(reader.raw(2, 'a'), Uint8Array.of(1, 2));
  t.strictSame(reader.strList('a'), ['', 'b']);
  t.strictSame(reader.metaValue('a'), [null]);
  t.equal(reader.remaining, 0);
  reader.end();
  t.end();
});

test('a reader at the end of the bytes says what it looked for', (t) => {
  const bytes = new StreamWriter().u16(1).finish();

  t.throws(() => new StreamReader(bytes, 'Start').u32('time'), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot decode Start: the bytes end in "time", which takes 4 of 2 left',
  });
  t.throws(() => new StreamReader(bytes, 'Start').raw(16, 'runUuid'), { code: 'ERR_SYNTALOS_DECODE' });
  t.throws(() => new StreamReader(bytes, 'Start').end(), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot decode Start: 2 bytes are left after its end',
  });
  t.end();
});

test('a bool that is neither 0 nor 1, and an unknown tag, are refused', (t) => {
  t.throws(() => new StreamReader(Uint8Array.of(2), 'Done').bool('success'), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot decode Done: "success" is 2, expected 0 or 1',
  });
  t.throws(() => new StreamReader(Uint8Array.of(9), 'metadata').metaValue('size'), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot decode metadata: "size" has the unknown metadata tag 9',
  });
  t.end();
});

test('a number out of the range of its type is not written', (t) => {
  const writer = new StreamWriter();
  const refused = [
    () => writer.u8(256),
    () => writer.u8(1.5),
    () => writer.u16(-1),
    () => writer.u32(2 ** 32),
    () => writer.i32(2 ** 31),
    () => writer.u64(-1),
    () => writer.u64(2 ** 53),
    () => writer.i64(2 ** 53),
    () => writer.i64(2n ** 63n),
    () => writer.i64(NaN),
  ];
  for (const write of refused) t.throws(write, { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.equal(writer.finish().length, 0);
  t.end();
});
