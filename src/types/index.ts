/**
 * The data that ports carry: its types, and its bytes. Pure functions, for any thread.
 *
 * Knows the items of wire-protocol section 7 and the stream encoding of section 6; knows nothing
 * of ports, rings or channels.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export {
  DATA_TYPES,
  DataType,
  dataTypeFromName,
  dataTypeName,
  isDataType,
  type DataOf,
  type DataTypeName,
  type ItemTypes,
  type SubmittableOf,
  type SubmittableTypes,
} from './data-type.ts';
export { ControlCommandKind, type ControlCommand } from './control-command.ts';
export { Frame, type FrameOptions } from './frame.ts';
export { FRAME_DEPTHS, isFrameDepth, pixelsOver, type FrameDepth, type FramePixels } from './frame-depth.ts';
export {
  FRAME_HEADER_BYTES,
  frameByteLength,
  writeFrameHeader,
  type FrameFields,
  type FrameHeader,
  type FrameShape,
} from './frame-layout.ts';
export { LineCommandKind, LineModeFlags, type LineCommand } from './line-command.ts';
export { type LineReading } from './line-reading.ts';
export {
  type SignalBlock,
  type SignalBlockF32,
  type SignalBlockI32,
  type SignalBlockU16,
  type SignalData,
} from './signal-block.ts';
export { type TableCell, type TableRow, type TableRowInput } from './table-row.ts';
export { MetaFloat, MetaSize, type MetaMap, type MetaValue } from './meta-value.ts';
export { TimeSyncStrategy } from './time-sync-strategy.ts';
export { codecOf, decode, decodeMetaMap, encode, encodeMetaMap } from './codec.ts';
export { spanOf, type ItemCodec, type ItemDecoder, type MemorySpan } from './item-codec.ts';
export { canConnect, decoderBetween } from './signal-conversion.ts';
export { StreamReader } from './stream-reader.ts';
export { StreamWriter } from './stream-writer.ts';
