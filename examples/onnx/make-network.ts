/**
 * Makes `animal.onnx`, the network of this example, so that there is one without training:
 *
 *     node --import syntalos-mlink/register examples/onnx/make-network.ts animal.onnx
 *
 * Of a grey frame it makes a mask, a quarter as wide and high: how likely each place belongs to a dark animal. It has
 * the parts of a trained one, a pooling layer, a convolution and an activation, only that its weights are written down
 * here: the mean of a wide square, less that of a small one.
 *
 * An ONNX file is a protobuf message; numbers of fields are those of `onnx.proto`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Frame pixels for each pixel of the mask, along each axis. */
const SCALE = 4;
/** Side of the convolution's window, in pixels of the mask. */
const WIDE = 25;
const SMALL = 3;
/** Grey levels by which an animal is darker than its surroundings. */
const CONTRAST = 40;
/** How steep the mask's edge is, per grey level. */
const STEEPNESS = 0.25;

const FLOAT = 1;
const UINT8 = 2;
const INT = 2;
const INTS = 7;

/** The network as the bytes of an ONNX file. */
export function makeNetwork(): Uint8Array {
  const weights = new Float32Array(WIDE * WIDE).fill(STEEPNESS / WIDE ** 2);
  const middle = (WIDE - SMALL) / 2;
  for (let y = middle; y < middle + SMALL; y++) {
    for (let x = middle; x < middle + SMALL; x++) weights[y * WIDE + x]! -= STEEPNESS / SMALL ** 2;
  }
  const graph = [
    ...node('Cast', ['frame'], 'grey', { to: FLOAT }),
    ...node('AveragePool', ['grey'], 'small', { kernel_shape: [SCALE, SCALE], strides: [SCALE, SCALE] }),
    ...node('Conv', ['small', 'weights', 'bias'], 'score', {
      kernel_shape: [WIDE, WIDE],
      pads: Array.from({ length: 4 }, () => (WIDE - 1) / 2),
    }),
    ...node('Sigmoid', ['score'], 'mask'),
    ...text(2, 'animal'),
    ...tensor('weights', [1, 1, WIDE, WIDE], weights),
    ...tensor('bias', [1], Float32Array.of(-STEEPNESS * CONTRAST)),
    ...message(11, value('frame', UINT8, ['height', 'width'])),
    ...message(12, value('mask', FLOAT, ['mask_height', 'mask_width'])),
  ];
  // Version 8 of the format, operators of version 13.
  return Uint8Array.from([...number(1, 8), ...message(7, graph), ...message(8, number(2, 13))]);
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): number[] {
  return message(1, [
    ...inputs.flatMap((input) => text(1, input)),
    ...text(2, output),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, given]) =>
      message(5, [
        ...text(1, name),
        ...(typeof given === 'number'
          ? [...number(3, given), ...number(20, INT)]
          : [...given.flatMap((one) => number(8, one)), ...number(20, INTS)]),
      ]),
    ),
  ]);
}

function tensor(name: string, shape: readonly number[], data: Float32Array): number[] {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(5, [
    ...shape.flatMap((size) => number(1, size)),
    ...number(2, FLOAT),
    ...text(8, name),
    ...message(9, [...bytes]),
  ]);
}

/** A picture of one channel; its height and width are known only when it comes. */
function value(name: string, elementType: number, sides: readonly string[]): number[] {
  const shape = [
    ...[1, 1].flatMap((size) => message(1, number(1, size))),
    ...sides.flatMap((side) => message(1, text(2, side))),
  ];
  return [...text(1, name), ...message(2, message(1, [...number(1, elementType), ...message(2, shape)]))];
}

function number(field: number, given: number): number[] {
  return [...varint(field << 3), ...varint(given)];
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

function text(field: number, given: string): number[] {
  return message(field, [...new TextEncoder().encode(given)]);
}

function varint(given: number): number[] {
  return given < 128 ? [given] : [(given & 127) | 128, ...varint(given >>> 7)];
}

const [, program, file] = process.argv;
if (file !== undefined && program === fileURLToPath(import.meta.url)) writeFileSync(file, makeNetwork());
