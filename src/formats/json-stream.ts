/**
 * A JSON file of a recorder as a stream of blocks, readings or rows.
 *
 * @module
 */
import {
  DataType,
  dataTypeName,
  type LineReading,
  type MetaMap,
  type SignalBlock,
  type SignalData,
  type TableRow,
} from '../types/index.ts';
import { openJsonRows, type JsonCell, type JsonHead, type JsonRows } from './json-rows.ts';
import { JSON_TYPE_ATTRIBUTE } from './json-type.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { rowsPerBlock, sampleRateOf, signalMetadata } from './signal-metadata.ts';
import { TableStream, type TableStreamOptions } from './table-stream.ts';
import { unitOfTimeColumn, usecPerStamp } from './time-units.ts';

/** What a file holds. */
export type JsonDataType =
  | typeof DataType.TableRow
  | typeof DataType.LineReading
  | typeof DataType.SignalBlockF32
  | typeof DataType.SignalBlockI32;

const JSON_DATA_TYPES: readonly JsonDataType[] = [
  DataType.TableRow,
  DataType.LineReading,
  DataType.SignalBlockF32,
  DataType.SignalBlockI32,
];

/** A file, and what its dataset says of it. */
export interface JsonFiles {
  readonly path: string;
  readonly dataType: JsonDataType;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Finds out what a file holds: rows of text, readings of lines, or a signal of whole numbers or others. A
 * signal of which the dataset does not say its type is read up to the first number that is not whole.
 *
 * @param attributes - of the dataset
 * @param mostRows - so many rows are read at most
 * @throws SyntalosError as {@link openJsonRows} does
 */
export async function jsonDataType(
  path: string,
  attributes: Readonly<Record<string, unknown>>,
  mostRows: number = Infinity,
): Promise<JsonDataType> {
  const file = await openJsonRows(path, { onWarning: () => undefined });
  try {
    const named = attributes[JSON_TYPE_ATTRIBUTE];
    return JSON_DATA_TYPES.find((type) => dataTypeName(type) === named) ?? (await typeOfRows(file, mostRows));
  } finally {
    await file.close();
  }
}

async function typeOfRows({ head, rows }: JsonRows, mostRows: number): Promise<JsonDataType> {
  const [first = '', second, third] = head.columns;
  const isTimed = /^timestamps?(?:_\w+)?$/.test(first);
  if (!isTimed) return DataType.TableRow;
  let count = 0;
  for await (const row of rows) {
    if (count === 0 && row.some((cell) => typeof cell === 'string')) return DataType.TableRow;
    if (count === 0 && head.columns.length === 3 && second === 'line_id' && third === 'value') {
      return DataType.LineReading;
    }
    if (!row.slice(1).every(isInt32)) return DataType.SignalBlockF32;
    if (++count >= mostRows) break;
  }
  return DataType.SignalBlockI32;
}

function isInt32(cell: JsonCell): boolean {
  return typeof cell === 'number' && Number.isInteger(cell) && (cell | 0) === cell && !Object.is(cell, -0);
}

/**
 * Opens a file.
 *
 * @throws SyntalosError as {@link openJsonRows} does
 */
export async function openJsonStream(files: JsonFiles, options: TableStreamOptions): Promise<RecordedStream> {
  const { path, dataType, attributes } = files;
  const onWarning = options.onWarning ?? (() => undefined);
  if (dataType === DataType.TableRow) return TableStream.open([path], { ...options, readRows: textRows });
  return new JsonStream(await openJsonRows(path, { onWarning }), dataType, attributes);
}

/** Header and rows of a table in JSON, as those of a CSV file. */
async function* textRows(
  path: string,
  { onWarning = () => undefined }: TableStreamOptions,
): AsyncGenerator<readonly string[], void, undefined> {
  const { head, rows } = await openJsonRows(path, { onWarning });
  yield head.columns;
  for await (const row of rows) yield row.map((cell) => (cell === null ? '' : String(cell)));
}

type SignalType = Exclude<JsonDataType, typeof DataType.TableRow>;

class JsonStream implements RecordedStream {
  readonly dataType: SignalType;
  readonly metadata: MetaMap;
  readonly #file: JsonRows;
  readonly #usecPerStamp: number;

  constructor(file: JsonRows, dataType: SignalType, attributes: Readonly<Record<string, unknown>>) {
    this.dataType = dataType;
    this.#file = file;
    const isLines = dataType === DataType.LineReading;
    const unit = timeUnitOf(file.head, attributes);
    const names = isLines ? [] : file.head.columns.slice(1);
    const { sample_rate, data_unit } = file.head;
    const head = { time_unit: unit, sample_rate, data_unit: data_unit ?? attributes['json_data_unit'] };
    this.metadata = signalMetadata([head, attributes], names);
    this.#usecPerStamp = usecPerStamp(unit, sampleRateOf(this.metadata));
  }

  items(): AsyncGenerator<TimedItem<SignalBlock<SignalData> | LineReading | TableRow>, void, undefined> {
    return this.dataType === DataType.LineReading ? this.#readings() : this.#blocks();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async *#readings(): AsyncGenerator<TimedItem<LineReading>, void, undefined> {
    for await (const [stamp, lineId, value] of this.#file.rows) {
      const timeUsec = this.#usecOf(Number(stamp));
      yield { timeUsec, item: { lineId: Number(lineId), value: Number(value), timeUsec } };
    }
  }

  async *#blocks(): AsyncGenerator<TimedItem<SignalBlock<SignalData>>, void, undefined> {
    const cols = this.#file.head.columns.length - 1;
    const most = rowsPerBlock(sampleRateOf(this.metadata));
    let rows: (readonly JsonCell[])[] = [];
    for await (const row of this.#file.rows) {
      rows.push(row);
      if (rows.length < most) continue;
      yield this.#block(rows, cols);
      rows = [];
    }
    if (rows.length > 0) yield this.#block(rows, cols);
  }

  #block(rows: readonly (readonly JsonCell[])[], cols: number): TimedItem<SignalBlock<SignalData>> {
    const values = rows.flatMap((row) => Array.from({ length: cols }, (_, i) => numberOf(row[i + 1])));
    const data =
      this.dataType === DataType.SignalBlockI32 ? Int32Array.from(values) : Float32Array.from(values);
    const timestamps = BigUint64Array.from(rows, ([stamp]) => stampOf(stamp));
    const timeUsec = this.#usecOf(Number(rows.at(-1)![0]));
    return { timeUsec, item: { timestamps, rows: rows.length, cols, data } };
  }

  #usecOf(stamp: number): number {
    return Math.round(stamp * this.#usecPerStamp);
  }
}

/** Time stamps have no sign on the wire. */
function stampOf(cell: JsonCell | undefined): bigint {
  return typeof cell === 'bigint' ? cell : BigInt(Math.max(0, Math.round(Number(cell))));
}

function numberOf(cell: JsonCell | undefined): number {
  return cell === null || cell === undefined ? NaN : Number(cell);
}

function timeUnitOf(head: JsonHead, attributes: Readonly<Record<string, unknown>>): string | undefined {
  const named = [
    head['time_unit'],
    unitOfTimeColumn(head.columns[0] ?? ''),
    attributes['time_unit'],
    attributes['json_time_unit'],
  ];
  return named.find((unit): unit is string => typeof unit === 'string' && unit !== '');
}
