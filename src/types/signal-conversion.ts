/**
 * Which types two ends of a connection may have, and how items turn from one into the other.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { codecOf } from './codec.ts';
import { DataType, dataTypeName, type DataOf } from './data-type.ts';
import type { ItemDecoder, MemorySpan } from './item-codec.ts';
import type { SignalBlockF32, SignalBlockI32, SignalBlockU16 } from './signal-block.ts';

/** The largest f32 below 2^31: what larger values become as i32. */
const F32_BELOW_I32_MAX = 2147483520;
const I32_MIN = -2147483648;

/** Whether items of one type can reach a port of another: they are the same, or convert. */
export function canConnect(sourceType: DataType, targetType: DataType): boolean {
  return sourceType === targetType || conversionOf(sourceType, targetType) !== undefined;
}

/**
 * What reads the items of `sourceType` as items of `targetType`: the codec where they are the
 * same, else with the conversion of wire-protocol section 7.
 *
 * @throws ERR_SYNTALOS_PORT_TYPE_MISMATCH - when they cannot be connected
 */
export function decoderBetween<D extends DataType>(
  sourceType: DataType,
  targetType: D,
): ItemDecoder<DataOf<D>> {
  if ((sourceType as number) === targetType) return codecOf(targetType);
  const convert = conversionOf(sourceType, targetType);
  if (convert === undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
      `Cannot connect ${dataTypeName(sourceType)} to ${dataTypeName(targetType)}: there is no conversion`,
      { details: { sourceType, targetType } },
    );
  }
  const source = codecOf(sourceType) as ItemDecoder<AnySignalBlock>;
  return {
    decode(span: MemorySpan, offset: number, byteLength: number): DataOf<D> {
      return convert(source.decode(span, offset, byteLength)) as DataOf<D>;
    },
  };
}

type AnySignalBlock = SignalBlockI32 | SignalBlockU16 | SignalBlockF32;
type Conversion = (block: AnySignalBlock) => AnySignalBlock;

/** The pairs that convert; by value except for float to integer. */
function conversionOf(sourceType: DataType, targetType: DataType): Conversion | undefined {
  if (sourceType === DataType.SignalBlockU16) {
    if (targetType === DataType.SignalBlockI32) return toI32;
    if (targetType === DataType.SignalBlockF32) return toF32;
  }
  if (sourceType === DataType.SignalBlockI32 && targetType === DataType.SignalBlockF32) return toF32;
  if (sourceType === DataType.SignalBlockF32 && targetType === DataType.SignalBlockI32) return floatToI32;
  return undefined;
}

function toI32({ timestamps, rows, cols, data }: AnySignalBlock): SignalBlockI32 {
  return { timestamps, rows, cols, data: new Int32Array(data) };
}

function toF32({ timestamps, rows, cols, data }: AnySignalBlock): SignalBlockF32 {
  return { timestamps, rows, cols, data: new Float32Array(data) };
}

function floatToI32({ timestamps, rows, cols, data: from }: AnySignalBlock): SignalBlockI32 {
  const data = new Int32Array(from.length);
  for (let at = 0; at < data.length; at++) {
    const value = from[at]!;
    // The last case, truncation, also makes 0 of NaN.
    if (value > F32_BELOW_I32_MAX) data[at] = F32_BELOW_I32_MAX;
    else if (value < I32_MIN) data[at] = I32_MIN;
    else data[at] = Math.trunc(value);
  }
  return { timestamps, rows, cols, data };
}
