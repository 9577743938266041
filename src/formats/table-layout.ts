/**
 * How items become rows of a table, by their data type.
 *
 * @module
 */
import {
  ControlCommandKind,
  DataType,
  LineCommandKind,
  type ControlCommand,
  type LineCommand,
  type LineReading,
  type TableRow,
} from '../types/index.ts';

/** The name of a type that a table can hold. */
export type TableType = 'TableRow' | 'LineReading' | 'LineCommand' | 'ControlCommand';

/** What a table can hold, by the names of its setting. */
export const TABLE_TYPES: Readonly<Record<TableType, DataType>> = {
  TableRow: DataType.TableRow,
  LineReading: DataType.LineReading,
  LineCommand: DataType.LineCommand,
  ControlCommand: DataType.ControlCommand,
};

/** The columns of a table of items, and how an item becomes a row of it. */
export interface TableLayout {
  readonly header: readonly string[];
  /** @param nowUsec - since the start of the run, for commands: they have no time of their own */
  rowOf(item: never, nowUsec: number): readonly string[];
}

/** The layout of a table whose rows become items again. */
export interface ItemTableLayout extends TableLayout {
  /** The item of a row; an error says which field is not what it must be. */
  itemOf(row: readonly string[]): LineReading | LineCommand | ControlCommand;
}

/** The layout of each type but rows, which are what they are. */
export const TABLE_LAYOUTS: Readonly<Record<Exclude<TableType, 'TableRow'>, ItemTableLayout>> = {
  LineReading: {
    header: ['time_usec', 'line_id', 'value'],
    rowOf: ({ timeUsec, lineId, value }: LineReading) => textsOf(timeUsec, lineId, value),
    itemOf: ([timeUsec, lineId, value]) => ({
      timeUsec: integerOf(timeUsec),
      lineId: integerOf(lineId),
      value: integerOf(value),
    }),
  },
  LineCommand: {
    header: ['time_usec', 'kind', 'line_id', 'value', 'duration_usec', 'flags', 'extra'],
    rowOf: ({ kind, lineId, value, durationUsec, flags, extra }: LineCommand, nowUsec) => [
      ...textsOf(nowUsec, nameOf(LineCommandKind, kind), lineId, value, durationUsec, flags),
      Buffer.from(extra).toString('hex'),
    ],
    itemOf: ([, kind, lineId, value, durationUsec, flags, extra = '']) => ({
      kind: kindOf(LineCommandKind, kind) as LineCommandKind,
      lineId: integerOf(lineId),
      value: integerOf(value),
      durationUsec: integerOf(durationUsec),
      flags: integerOf(flags),
      extra: new Uint8Array(Buffer.from(extra, 'hex')),
    }),
  },
  ControlCommand: {
    header: ['time_usec', 'kind', 'duration_msec', 'command'],
    rowOf: ({ kind, durationMsec, command }: ControlCommand, nowUsec) =>
      textsOf(nowUsec, nameOf(ControlCommandKind, kind), durationMsec, command),
    itemOf: ([, kind, durationMsec, command = '']) => ({
      kind: kindOf(ControlCommandKind, kind) as ControlCommandKind,
      durationMsec: integerOf(durationMsec),
      command,
    }),
  },
};

/** The layout of rows. */
export function rowsLayout(header: readonly string[]): TableLayout {
  return { header, rowOf: (row: TableRow) => row };
}

function textsOf(...cells: readonly (string | number)[]): string[] {
  return cells.map(String);
}

function nameOf(kinds: Readonly<Record<string, number>>, kind: number): string {
  return Object.keys(kinds).find((name) => kinds[name] === kind) ?? String(kind);
}

function integerOf(text = ''): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value)) throw new Error(`"${text}" is no whole number`);
  return value;
}

/** The inverse of {@link nameOf}. */
function kindOf(kinds: Readonly<Record<string, number>>, name = ''): number {
  return kinds[name] ?? integerOf(name);
}
