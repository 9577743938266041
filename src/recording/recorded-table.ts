/**
 * Streams of a recording as tables: rows of cells, each row with its time.
 *
 * @module
 */
import { TABLE_LAYOUTS, sampleRateOf, usecPerStamp, type TimeRange } from '../formats/index.ts';
import type { ControlCommand, LineCommand, MetaMap } from '../types/index.ts';
import type { Recording, RecordedCommand, RecordingStream } from './open-recording.ts';

/** A row: its time in µs, and its cells. */
export type TimedCells = readonly [timeUsec: number, ...cells: (string | number)[]];

/** A stream as a table. */
export interface RecordedTable {
  /** Names of the cells; not of the time. */
  readonly header: readonly string[];
  /** The rows; each iteration reads the stream again. */
  readonly rows: () => AsyncIterable<TimedCells>;
}

/**
 * A table of a stream's items in a range: the cells of rows, channels of signals, fields of readings and commands,
 * numbers of frames.
 *
 * @returns `undefined` for a type that has no table
 * @throws SyntalosError what reading its files throws
 */
export async function recordedTable(
  recording: Recording,
  stream: RecordingStream,
  range: TimeRange,
): Promise<RecordedTable | undefined> {
  const { id } = stream;
  switch (stream.dataType) {
    case 'Frame':
      return tableOf(
        ['frame'],
        () => recording.frameStamps(id, range),
        ({ timeUsec, index }) => [[timeUsec, index]],
      );
    case 'TableRow':
      return tableOf(
        textsOf((await recording.metadata(id))['table_header']),
        () => recording.rows(id, range),
        ({ timeUsec, row }) => [[timeUsec, ...row]],
      );
    case 'LineReading':
      return tableOf(
        TABLE_LAYOUTS.LineReading.header.slice(1),
        () => recording.lines(id, range),
        ({ timeUsec, lineId, value }) => [[timeUsec, lineId, value]],
      );
    case 'LineCommand':
    case 'ControlCommand': {
      const layout = TABLE_LAYOUTS[stream.dataType];
      return tableOf<RecordedCommand<LineCommand | ControlCommand>>(
        layout.header.slice(1),
        () =>
          stream.dataType === 'LineCommand'
            ? recording.lineCommands(id, range)
            : recording.controlCommands(id, range),
        ({ timeUsec, command }) => [[timeUsec, ...layout.rowOf(command as never, timeUsec).slice(1)]],
      );
    }
    case 'SignalBlockF32':
    case 'SignalBlockI32':
    case 'SignalBlockU16': {
      const metadata = await recording.metadata(id);
      const usec = stampUsec(metadata);
      return tableOf(
        textsOf(metadata['signal_names']),
        () => recording.signals(id, range),
        ({ timestamps, rows, cols, data }) =>
          Array.from({ length: rows }, (_, row) => [
            Math.round(Number(timestamps[row]) * usec),
            ...data.subarray(row * cols, (row + 1) * cols),
          ]),
      );
    }
    default:
      return undefined;
  }
}

/** µs per unit of a signal's time stamps. */
export function stampUsec(metadata: MetaMap): number {
  const unit = metadata['time_unit'];
  return usecPerStamp(typeof unit === 'string' ? unit : undefined, sampleRateOf(metadata));
}

/** The texts of a list of metadata; none if it is no list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function tableOf<T>(
  header: readonly string[],
  items: () => AsyncIterable<T>,
  rowsOf: (item: T) => readonly (readonly (string | number)[])[],
): RecordedTable {
  return {
    header,
    rows: async function* () {
      for await (const item of items()) {
        for (const row of rowsOf(item)) yield row as TimedCells;
      }
    },
  };
}
