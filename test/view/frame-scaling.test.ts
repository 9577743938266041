import { halfFloat, scaleFrame } from '#src/view/previews/frame-scaling';
import { Frame } from 'syntalos-mlink';
import { FRAME_DEPTHS } from 'syntalos-mlink/types';
import { test } from 'tap';
import { FRAME_HEIGHT, FRAME_WIDTH, RANGES, bitsOfPixel, greyOf } from './fixtures/pixels.ts';

const COUNT = FRAME_WIDTH * FRAME_HEIGHT;

test('a frame of any depth that is small enough is shown pixel by pixel, over its own range', (t) => {
  for (const depth of FRAME_DEPTHS) {
    const frame = Frame.create({ width: FRAME_WIDTH, height: FRAME_HEIGHT, depth });
    for (let at = 0; at < COUNT; at++) frame.data[at] = bitsOfPixel(depth, at);
    const { width, height, channels, pixels, range } = scaleFrame(frame, 640);
    t.strictSame([width, height, channels], [FRAME_WIDTH, FRAME_HEIGHT, 1], depth);
    t.strictSame(range?.map(Math.fround), depth === 'u8' ? undefined : RANGES[depth].map(Math.fround), depth);
    for (let at = 0; at < COUNT; at++) {
      // A half float has 11 bits.
      const tolerance = depth === 'f16' ? 1 : 0;
      if (Math.abs(pixels[at]! - greyOf(depth, at)) > tolerance)
        t.equal(pixels[at], greyOf(depth, at), `${depth} ${at}`);
    }
  }
  t.end();
});

test('a large frame is made smaller with its proportions, each pixel a mean of what it covers', (t) => {
  const frame = Frame.create({ width: 1000, height: 500 });
  for (let y = 0; y < 500; y++) frame.data.fill(y % 2 === 0 ? 100 : 200, y * 1000, y * 1000 + 1000);
  const { width, height, pixels } = scaleFrame(frame, 500);
  t.strictSame([width, height], [500, 250]);
  t.ok(pixels.every((value) => value === 150));
  const tall = scaleFrame(Frame.create({ width: 10, height: 10_000 }), 400);
  t.strictSame([tall.width, tall.height], [1, 300], 'one that is high keeps to the height of the place');
  t.end();
});

test('blue, green and red come as red, green and blue; alpha is left out; of other counts the first is shown', (t) => {
  const pixelsOf = (channels: number, data: readonly number[]): number[] => [
    ...scaleFrame(Frame.create({ width: 1, height: 1, channels, data: Uint8Array.from(data) }), 100).pixels,
  ];
  t.strictSame(pixelsOf(3, [1, 2, 3]), [3, 2, 1]);
  t.strictSame(pixelsOf(4, [1, 2, 3, 255]), [3, 2, 1]);
  t.strictSame(pixelsOf(2, [1, 2]), [1]);
  t.strictSame(pixelsOf(5, [9, 2, 3, 4, 5]), [9]);
  t.end();
});

test('values that are none, infinite or all the same make a picture, too', (t) => {
  const of = (...values: readonly number[]): { pixels: number[]; range: readonly number[] | undefined } => {
    const { pixels, range } = scaleFrame(
      Frame.create({ width: values.length, height: 1, depth: 'f64', data: Float64Array.from(values) }),
      100,
    );
    return { pixels: [...pixels], range };
  };
  t.strictSame(of(NaN, -Infinity, 1, 3, Infinity), { pixels: [0, 0, 0, 255, 255], range: [1, 3] });
  t.strictSame(of(5, 5), { pixels: [0, 0], range: [5, 5] });
  t.strictSame(of(NaN, NaN), { pixels: [0, 0], range: [0, 0] });
  const most = Number.MAX_VALUE;
  t.strictSame(of(-most, 0, most), { pixels: [0, 128, 255], range: [-most, most] });
  const none = scaleFrame(Frame.create({ width: 0, height: 4 }), 100);
  t.equal(none.pixels.length, 0, 'a frame without pixels is an empty picture');
  t.end();
});

test('the bits of half floats mean what IEEE 754 says', (t) => {
  const known: readonly (readonly [number, number])[] = [
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x0001, 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ];
  for (const [bits, value] of known) t.equal(halfFloat(bits), value);
  t.ok(Number.isNaN(halfFloat(0x7e00)));
  t.end();
});
