/**
 * The recorded messages of the C++ library (`test/vectors/messages.json`) as items.
 */
import { readFileSync } from 'node:fs';
import {
  DataType,
  FRAME_DEPTHS,
  Frame,
  MetaSize,
  pixelsOver,
  type DataOf,
  type DataTypeName,
  type MetaMap,
  type MetaValue,
} from 'syntalos-mlink/types';

/** A recorded message: its name, its fields as JSON, its bytes. */
export interface MessageVector {
  readonly type: string;
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

/** Every recorded message, of the data channels and of the control channels. */
export function messageVectors(): MessageVector[] {
  const url = new URL('../../../test/vectors/messages.json', import.meta.url);
  const recorded = JSON.parse(readFileSync(url, 'utf8')) as { type: string; value: unknown; hex: string }[];
  return recorded.map(({ type, value, hex }) => ({
    type,
    value,
    bytes: Uint8Array.from(Buffer.from(hex, 'hex')),
  }));
}

/** The recorded items of one data type, as a receiver has to get them. */
export interface ItemVector {
  readonly name: DataTypeName;
  readonly type: DataType;
  readonly item: DataOf<DataType>;
  readonly bytes: Uint8Array;
}

/** Every recorded item of a data channel. */
export function itemVectors(): ItemVector[] {
  return messageVectors()
    .filter(({ type }) => Object.hasOwn(DataType, type))
    .map(({ type, value, bytes }) => {
      const name = type as DataTypeName;
      return { name, type: DataType[name], item: ITEM_OF_JSON[name](value as never), bytes };
    });
}

/** JSON writes a metadata size as `{"$size": [width, height]}`. */
export function metaMapOf(json: Readonly<Record<string, unknown>>): MetaMap {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, metaValueOf(value)]));
}

function metaValueOf(json: unknown): MetaValue {
  if (Array.isArray(json)) return json.map(metaValueOf);
  if (typeof json !== 'object' || json === null) return json as MetaValue;
  if ('$size' in json) return new MetaSize(...(json.$size as [number, number]));
  return metaMapOf(json as Record<string, unknown>);
}

interface JsonBlock {
  timestamps: string[];
  rows: number;
  cols: number;
  data: number[];
}

interface JsonFrame {
  index: string;
  timeUsec: number;
  width: number;
  height: number;
  channels: number;
  cvType: number;
  data: string;
}

const ITEM_OF_JSON: { readonly [N in DataTypeName]: (json: never) => DataOf<(typeof DataType)[N]> } = {
  ControlCommand: (json) => json,
  TableRow: (json) => json,
  LineReading: (json) => json,
  LineCommand: (json: DataOf<typeof DataType.LineCommand> & { extra: string }) => ({
    ...json,
    extra: hex(json.extra),
  }),
  Frame: ({ cvType, index, data, ...rest }: JsonFrame) => {
    const depth = FRAME_DEPTHS[cvType % 8]!;
    return new Frame({ ...rest, index: Number(index), depth, data: pixelsOver(depth, hex(data).buffer) });
  },
  SignalBlockI32: (json: JsonBlock) => ({ ...json, ...stamps(json), data: Int32Array.from(json.data) }),
  SignalBlockU16: (json: JsonBlock) => ({ ...json, ...stamps(json), data: Uint16Array.from(json.data) }),
  SignalBlockF32: (json: JsonBlock) => ({ ...json, ...stamps(json), data: Float32Array.from(json.data) }),
};

function stamps(json: JsonBlock): { timestamps: BigUint64Array } {
  return { timestamps: BigUint64Array.from(json.timestamps.map(BigInt)) };
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
