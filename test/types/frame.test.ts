import * as fc from 'fast-check';
import { test } from 'tap';
import {
  DataType,
  FRAME_DEPTHS,
  FRAME_HEADER_BYTES,
  Frame,
  codecOf,
  decode,
  encode,
  frameByteLength,
  pixelsOver,
  writeFrameHeader,
  type FrameDepth,
} from 'syntalos-mlink/types';
import { everySpan } from './memory-spans.js';

const BYTES: Readonly<Record<FrameDepth, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  i32: 4,
  f32: 4,
  f64: 8,
  f16: 2,
};

test('a frame is created black, with one channel of u8, number 0 at time 0', (t) => {
  const frame = Frame.create({ width: 3, height: 2 });

  t.match(frame, { index: 0, timeUsec: 0, width: 3, height: 2, channels: 1, depth: 'u8' });
  t.strictSame(frame.data, new Uint8Array(6));
  t.end();
});

test('a frame is created around the pixels it is given', (t) => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const frame = Frame.create({
    width: 1,
    height: 2,
    channels: 3,
    depth: 'f32',
    data,
    index: 4,
    timeUsec: -5,
  });

  t.equal(frame.data, data);
  t.match(frame, { index: 4, timeUsec: -5, depth: 'f32' });
  t.end();
});

test('a frame whose fields do not fit each other is not created', (t) => {
  const refused = [
    { width: 2, height: 2, data: new Uint8Array(3) },
    { width: 2, height: 2, depth: 'u16' as const, data: new Uint8Array(4) },
    { width: -1, height: 2 },
    { width: 1, height: 1, channels: 513 },
    { width: 1, height: 1, depth: 'f8' as FrameDepth },
    { width: 1, height: 1, index: -1 },
  ];
  for (const options of refused) {
    t.throws(() => Frame.create(options), { code: 'ERR_SYNTALOS_ITEM_TYPE' });
  }
  t.throws(() => Frame.create({ width: 2 ** 31 - 1, height: 2 ** 31 - 1, channels: 4 }), {
    code: 'ERR_SYNTALOS_ITEM_TYPE',
    message:
      /^Cannot make a Frame of 2147483647 × 2147483647 × 4 u8: \d+ bytes, expected at most 4294967295$/,
  });
  t.end();
});

test('a clone keeps its pixels when those of the frame change', (t) => {
  for (const data of [
    new Uint8Array(4).fill(1),
    Buffer.alloc(4, 1),
    new Uint8Array(new SharedArrayBuffer(4)).fill(1),
  ]) {
    const frame = Frame.create({ width: 2, height: 2, data, index: 9 });
    const clone = frame.clone();
    data.fill(2);

    t.strictSame(clone.data, new Uint8Array(4).fill(1));
    t.equal(clone.index, 9);
    t.ok(clone instanceof Frame);
    t.notOk(clone.data.buffer instanceof SharedArrayBuffer);
  }
  t.end();
});

test('the pixels of a frame on 8 bytes are read in place, in any memory', (t) => {
  const codec = codecOf(DataType.Frame);
  for (const depth of FRAME_DEPTHS) {
    const frame = Frame.create({ width: 3, height: 2, depth });
    const byteLength = codec.measure(frame);
    for (const { kind, span } of everySpan(byteLength, 16)) {
      codec.encodeInto(frame, span, 0);
      const { data } = codec.decode(span, 0, byteLength);

      t.equal(data.buffer, span.bytes.buffer, `${depth} in ${kind}`);
      t.equal(data.byteOffset, 16 + FRAME_HEADER_BYTES);
    }
  }
  t.end();
});

test('the pixels of a frame on odd bytes are copied where their values need alignment', (t) => {
  const codec = codecOf(DataType.Frame);
  for (const depth of FRAME_DEPTHS) {
    const frame = Frame.create({ width: 3, height: 2, depth });
    frame.data.fill(5);
    const byteLength = codec.measure(frame);
    for (const { kind, span } of everySpan(byteLength + 1, 0)) {
      codec.encodeInto(frame, span, 1);
      const decoded = codec.decode(span, 1, byteLength);

      t.equal(decoded.data.buffer === span.bytes.buffer, BYTES[depth] === 1, `${depth} in ${kind}`);
      t.strictSame(decoded.data, frame.data);
    }
  }
  t.end();
});

test('a header written in place before pixels makes the frame that encoding makes', (t) => {
  fc.assert(
    fc.property(
      fc.nat(4),
      fc.nat(4),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(...FRAME_DEPTHS),
      (width, height, channels, depth) => {
        const shape = { width, height, channels, depth };
        const byteLength = frameByteLength(shape);
        for (const { span } of everySpan(byteLength + 8, 0)) {
          const pixels = writeFrameHeader(span, 8, { ...shape, index: 3, timeUsec: 77 });
          pixelsOver(depth, span.bytes.buffer, pixels, byteLength - FRAME_HEADER_BYTES).fill(1);
          const written = span.bytes.slice(8);

          const frame = Frame.create({ ...shape, index: 3, timeUsec: 77 });
          frame.data.fill(1);
          if (Buffer.compare(encode(DataType.Frame, frame), written) !== 0) return false;
        }
        return true;
      },
    ),
  );
  t.end();
});

test('bytes are refused as a frame where size, channels, type and length do not agree', (t) => {
  const good = encode(DataType.Frame, Frame.create({ width: 2, height: 2, channels: 3 }));
  const refused: readonly [offset: number, value: number, problem: string][] = [
    [16, -2, 'its size is -2 × 2'],
    [16, 3, 'got 44 bytes, expected 50'],
    [20, 2 ** 31 - 1, 'got 44 bytes, expected 12884901914'],
    [24, 0, 'it has 0 channels, expected 1 to 512'],
    [24, 513, 'it has 513 channels, expected 1 to 512'],
    [28, 0, 'its OpenCV type 0 does not have 3 channels'],
    [28, 18, 'got 44 bytes, expected 56'],
    [28, -8, 'its OpenCV type -8 does not have 3 channels'],
  ];
  for (const [offset, value, problem] of refused) {
    const bytes = good.slice();
    new DataView(bytes.buffer).setInt32(offset, value, true);
    t.throws(() => decode(DataType.Frame, bytes), {
      code: 'ERR_SYNTALOS_DECODE',
      message: `Cannot decode Frame: ${problem}`,
    });
  }
  t.end();
});
