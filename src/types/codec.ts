/**
 * The codec of each data type, and items and metadata as bytes for those who have no ring.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { controlCommandCodec } from './control-command.ts';
import {
  DataType,
  isDataType,
  type DataOf,
  type ItemTypes,
  type SubmittableOf,
  type SubmittableTypes,
} from './data-type.ts';
import { frameCodec } from './frame-codec.ts';
import { spanOf, type ItemCodec } from './item-codec.ts';
import { lineCommandCodec } from './line-command.ts';
import { lineReadingCodec } from './line-reading.ts';
import type { MetaMap } from './meta-value.ts';
import { signalBlockF32Codec, signalBlockI32Codec, signalBlockU16Codec } from './signal-block.ts';
import { StreamReader } from './stream-reader.ts';
import { StreamWriter } from './stream-writer.ts';
import { tableRowCodec } from './table-row.ts';

const CODECS: { readonly [D in DataType]: ItemCodec<ItemTypes[D], SubmittableTypes[D]> } = {
  [DataType.ControlCommand]: controlCommandCodec,
  [DataType.TableRow]: tableRowCodec,
  [DataType.Frame]: frameCodec,
  [DataType.LineCommand]: lineCommandCodec,
  [DataType.LineReading]: lineReadingCodec,
  [DataType.SignalBlockI32]: signalBlockI32Codec,
  [DataType.SignalBlockU16]: signalBlockU16Codec,
  [DataType.SignalBlockF32]: signalBlockF32Codec,
};

/**
 * The codec of a data type, the same object each time.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when `type` is none
 */
export function codecOf<D extends DataType>(type: D): ItemCodec<DataOf<D>, SubmittableOf<D>> {
  if (!isDataType(type)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot find a codec: data type is ${describeValue(type)}, expected one of DataType`,
    );
  }
  return CODECS[type];
}

/**
 * An item as bytes.
 *
 * @throws ERR_SYNTALOS_ITEM_TYPE - when `item` is not one of this type
 *
 * @example
 * ```ts
 * const bytes = encode(DataType.LineReading, { lineId: 7, value: 1, timeUsec: 1500 });
 * ```
 */
export function encode<D extends DataType>(type: D, item: SubmittableOf<D>): Uint8Array<ArrayBuffer> {
  const codec = codecOf(type);
  const bytes = new Uint8Array(codec.measure(item));
  codec.encodeInto(item, spanOf(bytes), 0);
  return bytes;
}

/**
 * The item in `bytes`. A frame's `data` is a view on them where it is aligned, else, and
 * everything of other items, a copy.
 *
 * @throws ERR_SYNTALOS_DECODE - when `bytes` are not exactly one item of this type
 */
export function decode<D extends DataType>(type: D, bytes: Uint8Array): DataOf<D> {
  return codecOf(type).decode(spanOf(bytes), 0, bytes.byteLength);
}

/**
 * Metadata as bytes (`metamap` of wire-protocol section 6).
 *
 * @throws ERR_SYNTALOS_METADATA - for a value that cannot be transported, naming its key
 */
export function encodeMetaMap(map: MetaMap): Uint8Array<ArrayBuffer> {
  return new StreamWriter().metaMap(map).finish();
}

/**
 * The metadata in `bytes`.
 *
 * @throws ERR_SYNTALOS_DECODE - when `bytes` are not exactly one `metamap`
 */
export function decodeMetaMap(bytes: Uint8Array): MetaMap {
  const reader = new StreamReader(bytes, 'metadata');
  const map = reader.metaMap('metadata');
  reader.end();
  return map;
}
