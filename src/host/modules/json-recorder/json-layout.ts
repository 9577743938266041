/**
 * How items become rows of JSON text, by their data type (recorder-formats.md section 3).
 *
 * @module
 */
import { SyntalosError, assertNever } from '../../../errors.ts';
import {
  DataType,
  type LineReading,
  type SignalBlockF32,
  type SignalBlockI32,
  type TableRow,
} from '../../../types/index.ts';
import type { StreamMetadata } from '../recording/stream-metadata.ts';
import { floatText } from './float-text.ts';

/** What a JSON file can hold, by the names of its setting. */
export const JSON_TYPES: Readonly<Record<JsonType, DataType>> = {
  F32: DataType.SignalBlockF32,
  I32: DataType.SignalBlockI32,
  LineReading: DataType.LineReading,
  TableRow: DataType.TableRow,
};

/** The name of a type that a JSON file can hold. */
export type JsonType = 'F32' | 'I32' | 'LineReading' | 'TableRow';

/** The columns of a file, and how an item becomes rows. */
export interface JsonLayout {
  readonly columns: readonly string[];
  /** Gives each row of an item as text, such as `[0,1.5,2]`. */
  readonly rowsOf: (item: never, add: (row: string) => void) => void;
}

/** The unit of a time column, by the unit of the stream. */
const UNIT_SUFFIXES: Readonly<Record<string, string>> = {
  seconds: 'sec',
  milliseconds: 'msec',
  microseconds: 'usec',
  index: 'idx',
};

/**
 * Lays a file out.
 *
 * @param selected - names of the signals to record; empty for all of them
 * @throws ERR_SYNTALOS_METADATA - when the stream does not name its columns, or not a selected one
 */
export function layOut(type: JsonType, stream: StreamMetadata, selected: readonly string[]): JsonLayout {
  switch (type) {
    case 'F32':
      return signalLayout(stream, selected, floatText);
    case 'I32':
      return signalLayout(stream, selected, String);
    case 'LineReading':
      return {
        columns: [timeColumn(stream.timeUnit ?? 'microseconds'), 'line_id', 'value'],
        rowsOf: ({ timeUsec, lineId, value }: LineReading, add) => add(`[${timeUsec},${lineId},${value}]`),
      };
    case 'TableRow':
      return tableLayout(stream);
    default:
      return assertNever(type);
  }
}

function signalLayout(
  stream: StreamMetadata,
  selected: readonly string[],
  textOf: (value: number) => string,
): JsonLayout {
  const names = stream.signalNames;
  if (names.length === 0) throw missing('signal_names');
  const unknown = selected.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new SyntalosError(
      'ERR_SYNTALOS_METADATA',
      `Cannot record signal "${unknown[0]!}": the stream has ${names.join(', ')}`,
    );
  }
  const kept = names.map((_, i) => i).filter((i) => selected.length === 0 || selected.includes(names[i]!));
  return {
    columns: [timeColumn(stream.timeUnit), ...kept.map((i) => names[i]!)],
    rowsOf({ timestamps, rows, cols, data }: SignalBlockF32 | SignalBlockI32, add): void {
      if (cols !== names.length) {
        throw new SyntalosError(
          'ERR_SYNTALOS_ITEM_TYPE',
          `Cannot record a block of ${cols} channels: its stream names ${names.length} signals`,
        );
      }
      for (let row = 0; row < rows; row++) {
        let text = `[${timestamps[row]!}`;
        for (const column of kept) text += `,${textOf(data[row * cols + column]!)}`;
        add(`${text}]`);
      }
    },
  };
}

function tableLayout({ tableHeader: columns }: StreamMetadata): JsonLayout {
  if (columns.length === 0) throw missing('table_header');
  return {
    columns,
    rowsOf(row: TableRow, add): void {
      if (row.length !== columns.length) {
        throw new SyntalosError(
          'ERR_SYNTALOS_ITEM_TYPE',
          `Cannot record a row of ${row.length} cells: the table_header of its stream names ${columns.length} columns`,
        );
      }
      add(JSON.stringify(row));
    },
  };
}

function timeColumn(timeUnit: string | undefined): string {
  if (timeUnit === undefined) return 'timestamp';
  return `timestamp_${Object.hasOwn(UNIT_SUFFIXES, timeUnit) ? UNIT_SUFFIXES[timeUnit] : 't'}`;
}

function missing(key: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_METADATA',
    `Cannot record the stream: it does not name its columns; set the metadata "${key}" where it is sent`,
  );
}
