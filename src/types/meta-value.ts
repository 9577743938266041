/**
 * Metadata of a stream: what the receivers of an output port know of it before the run.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { isIntegerIn } from './int64.ts';

/** A width and a height, each an i32. */
export class MetaSize {
  readonly width: number;
  readonly height: number;

  /** @throws ERR_SYNTALOS_METADATA - when a side is not a 32-bit integer */
  constructor(width: number, height: number) {
    for (const side of [width, height]) {
      if (!isIntegerIn(side, -0x80000000, 0x7fffffff)) {
        throw new SyntalosError(
          'ERR_SYNTALOS_METADATA',
          `Cannot make a MetaSize: a side is ${describeValue(side)}, expected a 32-bit integer`,
        );
      }
    }
    this.width = width;
    this.height = height;
  }
}

/**
 * A number that is sent as a float even when it is whole.
 *
 * The wire distinguishes integers and floats, JavaScript does not, and Syntalos' modules look
 * for one of them: asked for the float `framerate` they do not find the integer 30. Reading
 * metadata gives plain numbers.
 */
export class MetaFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * A metadata value. Whole numbers are sent as i64 where they are exact, other numbers as f64
 * (see {@link MetaFloat}); an i64 beyond 2^53 is read as a `bigint`.
 */
export type MetaValue =
  null | boolean | number | bigint | string | MetaSize | MetaFloat | readonly MetaValue[] | MetaMap;

/** Metadata by key. */
export interface MetaMap {
  readonly [key: string]: MetaValue;
}
