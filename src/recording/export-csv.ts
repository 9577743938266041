/**
 * Streams of a recording as CSV tables, each row with its time.
 *
 * @module
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvEncoder } from '../edl/index.ts';
import { exportEach, type ExportOptions, type ExportResult, type StreamProgress } from './export-options.ts';
import type { Recording, RecordingStream } from './open-recording.ts';
import { recordedTable, type RecordedTable } from './recorded-table.ts';

/** Characters that wait before they are written. */
const PENDING_CHARS = 1 << 20;

/**
 * Writes `<stream>.csv` for each stream: `time_usec` and the columns of a table; the channels of a signal; the fields
 * of readings and commands; the number of each frame of a video, whose pixels stay where they are.
 *
 * @param folder - where the tables go; made if it is missing, existing tables are replaced
 * @throws SyntalosError `ERR_SYNTALOS_EDL` - there is no such stream
 */
export async function exportCsv(
  recording: Recording,
  folder: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  await mkdir(folder, { recursive: true });
  const pathOf = ({ id }: RecordingStream): string => join(folder, `${id}.csv`);
  return exportEach(recording, options, {
    pathOf,
    async write(stream, progress) {
      const table = await recordedTable(recording, stream, options.range ?? {});
      if (table === undefined) return { why: `there is no table for items of type ${stream.dataType}` };
      await writeTable(pathOf(stream), table, progress);
      return {};
    },
  });
}

async function writeTable(
  path: string,
  { header, rows }: RecordedTable,
  progress: StreamProgress,
): Promise<void> {
  await using file = await open(path, 'w');
  const encoder = new CsvEncoder({ header: ['time_usec', ...header], delimiter: ',' });
  try {
    for await (const row of rows()) {
      encoder.push(row.map(String));
      progress.add(1, row[0]);
      if (encoder.pendingChars > PENDING_CHARS) await file.write(encoder.take());
    }
  } finally {
    // Of a stream that is damaged, what came before.
    await file.write(encoder.take());
  }
}
