/**
 * The kinds of items that a port can carry, and which TypeScript type each has.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import type { ControlCommand } from './control-command.ts';
import type { FrameFields } from './frame-layout.ts';
import type { Frame } from './frame.ts';
import type { LineCommand } from './line-command.ts';
import type { LineReading } from './line-reading.ts';
import type { SignalBlockF32, SignalBlockI32, SignalBlockU16 } from './signal-block.ts';
import type { TableRow, TableRowInput } from './table-row.ts';

/** The data types of ports, with their ids on the wire (wire-protocol section 7). */
export const DataType = {
  ControlCommand: 1,
  TableRow: 2,
  Frame: 3,
  LineCommand: 4,
  LineReading: 5,
  SignalBlockI32: 6,
  SignalBlockU16: 7,
  SignalBlockF32: 8,
} as const;

/** The id of a data type; {@link DataOf} is its item. */
export type DataType = (typeof DataType)[keyof typeof DataType];

/** The name of a data type, as project files and messages write it. */
export type DataTypeName = keyof typeof DataType;

/** Each data type's item as a receiver gets it. */
export interface ItemTypes {
  readonly 1: ControlCommand;
  readonly 2: TableRow;
  readonly 3: Frame;
  readonly 4: LineCommand;
  readonly 5: LineReading;
  readonly 6: SignalBlockI32;
  readonly 7: SignalBlockU16;
  readonly 8: SignalBlockF32;
}

/** Each data type's item as a sender may submit it: what {@link ItemTypes} has, and what turns into it. */
export interface SubmittableTypes extends Omit<ItemTypes, 2 | 3> {
  readonly 2: TableRowInput;
  readonly 3: FrameFields;
}

/** The item that a port of data type `D` delivers. */
export type DataOf<D extends DataType> = ItemTypes[D];

/** What a port of data type `D` takes: {@link DataOf} of it, or what is turned into that. */
export type SubmittableOf<D extends DataType> = SubmittableTypes[D];

/** Every data type, in the order of their ids. */
export const DATA_TYPES: readonly DataType[] = Object.values(DataType);

const NAMES: ReadonlyMap<number, DataTypeName> = new Map(
  Object.entries(DataType).map(([name, id]) => [id, name as DataTypeName]),
);

/** Whether a number from outside is the id of a data type. */
export function isDataType(value: unknown): value is DataType {
  return typeof value === 'number' && NAMES.has(value);
}

/** The name of a data type; of any other value a text that shows it, for messages. */
export function dataTypeName(type: number): string {
  return NAMES.get(type) ?? `unknown type ${describeValue(type)}`;
}

/**
 * The data type of a name.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when there is none; the message lists the names
 */
export function dataTypeFromName(name: string): DataType {
  if (Object.hasOwn(DataType, name)) return DataType[name as DataTypeName];
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot find data type ${describeValue(name)}: not one of ${Object.keys(DataType).join(', ')}`,
    { details: { name } },
  );
}
