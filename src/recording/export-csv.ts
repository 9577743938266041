/**
 * Streams of a recording as CSV tables, each row with its time.
 *
 * @module
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvEncoder } from '../edl/index.ts';
import { usecPerStamp, sampleRateOf } from '../formats/index.ts';
import type { MetaMap } from '../types/index.ts';
import type { Recording, RecordingStream, TimeRange } from './open-recording.ts';

/** What of a recording is exported. */
export interface ExportOptions {
  /** Ids of streams; all if left out. */
  readonly streams?: readonly string[];
  readonly range?: TimeRange;
  /** Called after every thousand rows, with the stream and the time that was reached. */
  readonly onProgress?: (stream: string, timeUsec: number) => void;
}

/** A table that was written. */
export interface ExportedTable {
  readonly stream: string;
  readonly path: string;
  readonly rows: number;
}

/** What was written, and what could not be. */
export interface ExportResult {
  readonly tables: readonly ExportedTable[];
  /** Ids of streams that no table can hold, with the reason. */
  readonly leftOut: readonly { readonly stream: string; readonly why: string }[];
}

/** Characters that wait before they are written. */
const PENDING_CHARS = 1 << 20;

/**
 * Writes `<stream>.csv` for each stream: `time_usec` and the columns of a table; the channels of a signal; line and
 * value of readings; number and size of each frame of a video, whose pixels stay where they are.
 *
 * @param folder - where the tables go; made if it is missing, existing tables are replaced
 * @throws SyntalosError `ERR_SYNTALOS_EDL` - there is no such stream; and what reading its files throws
 */
export async function exportCsv(
  recording: Recording,
  folder: string,
  { streams, range = {}, onProgress }: ExportOptions = {},
): Promise<ExportResult> {
  await mkdir(folder, { recursive: true });
  const tables: ExportedTable[] = [];
  const leftOut: { stream: string; why: string }[] = [];
  const wanted = streams ?? recording.streams.map(({ id }) => id);
  for (const id of wanted) {
    // Refuses an id that is none.
    const metadata = await recording.metadata(id);
    const stream = recording.streams.find((each) => each.id === id)!;
    const table = tableOf(recording, { stream, metadata, range });
    if (table === undefined) {
      leftOut.push({ stream: id, why: `a table of ${stream.dataType} is what is recorded already` });
      continue;
    }
    const path = join(folder, `${id}.csv`);
    tables.push({
      stream: id,
      path,
      rows: await writeTable(path, table, (timeUsec) => onProgress?.(id, timeUsec)),
    });
  }
  return { tables, leftOut };
}

interface Table {
  readonly header: readonly string[];
  readonly rows: AsyncIterable<readonly [timeUsec: number, ...cells: readonly (string | number)[]]>;
}

interface TableSource {
  readonly stream: RecordingStream;
  readonly metadata: MetaMap;
  readonly range: TimeRange;
}

function tableOf(recording: Recording, { stream, metadata, range }: TableSource): Table | undefined {
  const { id } = stream;
  switch (stream.dataType) {
    case 'Frame':
      return {
        header: ['time_usec', 'frame', 'width', 'height', 'channels'],
        rows: mapped(recording.frames(id, range), ({ timeUsec, index, width, height, channels }) => [
          [timeUsec, index, width, height, channels],
        ]),
      };
    case 'TableRow':
      return {
        header: ['time_usec', ...textsOf(metadata['table_header'])],
        rows: mapped(recording.rows(id, range), ({ timeUsec, row }) => [[timeUsec, ...row]]),
      };
    case 'LineReading':
      return {
        header: ['time_usec', 'line_id', 'value'],
        rows: mapped(recording.lines(id, range), ({ timeUsec, lineId, value }) => [
          [timeUsec, lineId, value],
        ]),
      };
    case 'SignalBlockF32':
    case 'SignalBlockI32':
    case 'SignalBlockU16': {
      const unit = metadata['time_unit'];
      const usec = usecPerStamp(typeof unit === 'string' ? unit : undefined, sampleRateOf(metadata));
      return {
        header: ['time_usec', ...textsOf(metadata['signal_names'])],
        rows: mapped(recording.signals(id, range), ({ timestamps, rows, cols, data }) =>
          Array.from({ length: rows }, (_, row) => [
            Math.round(Number(timestamps[row]) * usec),
            ...data.subarray(row * cols, (row + 1) * cols),
          ]),
        ),
      };
    }
    default:
      return undefined;
  }
}

async function* mapped<T>(
  items: AsyncIterable<T>,
  rowsOf: (item: T) => readonly (readonly (string | number)[])[],
): AsyncGenerator<readonly [number, ...(string | number)[]], void, undefined> {
  for await (const item of items) {
    for (const row of rowsOf(item)) yield row as readonly [number, ...(string | number)[]];
  }
}

async function writeTable(
  path: string,
  { header, rows }: Table,
  onProgress: (timeUsec: number) => void,
): Promise<number> {
  await using file = await open(path, 'w');
  const encoder = new CsvEncoder({ header, delimiter: ',' });
  let count = 0;
  for await (const row of rows) {
    encoder.push(row.map(String));
    if (++count % 1000 === 0) onProgress(row[0]);
    if (encoder.pendingChars > PENDING_CHARS) await file.write(encoder.take());
  }
  await file.write(encoder.take());
  return count;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
