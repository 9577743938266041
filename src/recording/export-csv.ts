/**
 * Streams of a recording as CSV tables, each row with its time.
 *
 * @module
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvEncoder } from '../edl/index.ts';
import { exportEach, type ExportOptions, type ExportResult } from './export-options.ts';
import type { Recording } from './open-recording.ts';
import { recordedTable, type RecordedTable } from './recorded-table.ts';

/** Characters that wait before they are written. */
const PENDING_CHARS = 1 << 20;
const PROGRESS_ROWS = 1000;

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
  return exportEach(recording, options, async (stream, onTime) => {
    const table = await recordedTable(recording, stream, options.range ?? {});
    if (table === undefined) return { why: `there is no table for items of type ${stream.dataType}` };
    const path = join(folder, `${stream.id}.csv`);
    return { stream: stream.id, path, items: await writeTable(path, table, onTime) };
  });
}

async function writeTable(
  path: string,
  { header, rows }: RecordedTable,
  onTime: (timeUsec: number) => void,
): Promise<number> {
  await using file = await open(path, 'w');
  const encoder = new CsvEncoder({ header: ['time_usec', ...header], delimiter: ',' });
  let count = 0;
  try {
    for await (const row of rows()) {
      encoder.push(row.map(String));
      if (++count % PROGRESS_ROWS === 0) onTime(row[0]);
      if (encoder.pendingChars > PENDING_CHARS) await file.write(encoder.take());
    }
  } finally {
    // Of a stream that is damaged, what came before.
    await file.write(encoder.take());
  }
  return count;
}
