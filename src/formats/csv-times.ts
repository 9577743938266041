/**
 * Times of frames from a table beside their video, as Syntalos once wrote them.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import type { FrameEntries, FrameTimesOptions } from './frame-times.ts';
import { readTableRows } from './table-rows.ts';
import { findTableTimes, timeOfRow, type TableTimes } from './table-times.ts';
import { parseTimeText } from './time-text.ts';
import { recognizeUnit } from './time-unit.ts';

/** A column of frame numbers. */
const FRAME_NAME = /^(?:frame(?:[\s_-]*(?:no|nr|num|number|index|id|count))?|index|no|nr|number)s?$/i;

/**
 * Reads numbers and times of frames from a table. The unit of times is that of their column's name,
 * else the one that fits the video's frame rate, else µs.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE`, `ERR_SYNTALOS_DECODE` - it cannot be read, or holds no times
 */
export async function readCsvTimes(
  path: string,
  onWarning: (text: string) => void,
  { periodUsec }: FrameTimesOptions,
): Promise<FrameEntries> {
  const all: (readonly string[])[] = [];
  for await (const row of readTableRows(path, { onWarning })) all.push(row);
  const hasHeader = all[0]?.every((field) => parseTimeText(field) === undefined) ?? false;
  const header = hasHeader ? all[0]! : [];
  const rows = hasHeader ? all.slice(1) : all;
  const times = findTimes(header, rows, periodUsec);
  if (times === undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_DECODE',
      `Cannot take frame times from "${path}": it has no column of times`,
      {
        details: { path },
      },
    );
  }
  if (times.guessedUnit !== undefined) {
    onWarning(`Times in "${path}" name no unit: taken for ${times.guessedUnit}`);
  }
  const numbers = frameColumn(header, rows, times.index);
  const timesUsec: number[] = [];
  const indices: number[] = [];
  for (const row of rows) {
    const timeUsec = timeOfRow(row, times);
    // A line that was cut off, or a remark.
    if (timeUsec === undefined) continue;
    timesUsec.push(timeUsec);
    if (numbers >= 0) indices.push(Number(row[numbers]));
  }
  return {
    timesUsec: Float64Array.from(timesUsec),
    indices: numbers >= 0 && indices.every(Number.isSafeInteger) ? Float64Array.from(indices) : undefined,
  };
}

function findTimes(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  periodUsec: number | undefined,
): TableTimes | undefined {
  const named = findTableTimes(
    { header, rows: rows.slice(0, 1000), lastRow: rows.at(-1) },
    { periodUsec: periodUsec ?? NO_PERIOD_USEC },
  );
  if (named !== undefined || rows.length === 0) return named;
  // Without a name that says so: the last column of numbers that do not count frames.
  const width = rows[0]!.length;
  const counts = frameColumn(header, rows, -1);
  for (let index = width - 1; index >= 0; index--) {
    const values = rows.slice(0, 1000).map((row) => parseTimeText(row[index] ?? ''));
    if (values.some((value) => value === undefined) || (index === counts && width > 1)) continue;
    const numbers = values.flatMap((value) => (value?.kind === 'number' ? [value.value] : []));
    const unit = recognizeUnit({
      name: '',
      values: numbers,
      last: undefined,
      lengthUsec: undefined,
      periodUsec: periodUsec ?? NO_PERIOD_USEC,
    });
    return {
      index,
      name: header[index] ?? '',
      usecPerUnit: unit.usecPerUnit,
      guessedUnit: numbers.length > 0 ? unit.name : undefined,
    };
  }
  return undefined;
}

/** A camera of 30 frames a second: no unit's times are mistaken for another's at 1 to 900. */
const NO_PERIOD_USEC = 1e6 / 30;

/** The column of frame numbers: by its name, or one that counts; -1 for none. */
function frameColumn(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  except: number,
): number {
  const named = header.findIndex((name, i) => i !== except && FRAME_NAME.test(name.trim()));
  if (named >= 0) return named;
  const width = rows[0]?.length ?? 0;
  for (let index = 0; index < width; index++) {
    const first = Number(rows[0]![index]);
    const isCount =
      Number.isSafeInteger(first) && rows.slice(0, 50).every((row, i) => Number(row[index]) === first + i);
    if (index !== except && isCount && rows.length > 1) return index;
  }
  return -1;
}
