/**
 * A Zarr store of a recorder as a stream of blocks or readings.
 *
 * @module
 */
import {
  DataType,
  type LineReading,
  type MetaMap,
  type SignalBlock,
  type SignalData,
} from '../types/index.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { rowsPerBlock, sampleRateOf, signalMetadata } from './signal-metadata.ts';
import { usecPerStamp } from './time-units.ts';
import { openZarr, type ZarrRows, type ZarrSource } from './zarr-source.ts';

/** A recorded signal, as blocks of 10 ms at the time of their last row, or the readings of lines. */
export class ZarrStream implements RecordedStream {
  readonly dataType: DataType;
  readonly metadata: MetaMap;
  readonly #source: ZarrSource;
  readonly #usecPerStamp: number;
  #isClosed = false;

  private constructor(source: ZarrSource, attributes: Readonly<Record<string, unknown>>) {
    this.#source = source;
    this.dataType = dataTypeOf(source);
    // The columns of readings are called so by the recorder, not by their source.
    this.metadata = signalMetadata([source.attributes, attributes], source.isLines ? [] : undefined);
    const unit = this.metadata['time_unit'];
    this.#usecPerStamp = usecPerStamp(
      typeof unit === 'string' ? unit : undefined,
      sampleRateOf(this.metadata),
    );
  }

  /**
   * Opens a store.
   *
   * @param attributes - of its dataset
   * @throws SyntalosError as {@link openZarr} does, and `ERR_SYNTALOS_STORAGE` - nothing was recorded
   */
  static async open(path: string, attributes: Readonly<Record<string, unknown>>): Promise<ZarrStream> {
    const source = await openZarr(path);
    if (source === undefined) throw new Error(`"${path}" is empty: nothing came while it was recorded`);
    return new ZarrStream(source, attributes);
  }

  async *items(
    fromUsec = 0,
  ): AsyncGenerator<TimedItem<SignalBlock<SignalData> | LineReading>, void, undefined> {
    const from = fromUsec > 0 ? await this.#source.rowsBefore(fromUsec / this.#usecPerStamp) : 0;
    for await (const rows of this.#source.read(from)) {
      if (this.#isClosed) return;
      yield* this.#source.isLines ? this.#readings(rows) : this.#blocks(rows);
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  *#readings({ timestamps, data, rows }: ZarrRows): Generator<TimedItem<LineReading>, void, undefined> {
    for (let row = 0; row < rows; row++) {
      const timeUsec = this.#usecOf(timestamps[row]!);
      yield { timeUsec, item: { lineId: data[2 * row]!, value: data[2 * row + 1]!, timeUsec } };
    }
  }

  *#blocks({
    timestamps,
    data,
    rows,
  }: ZarrRows): Generator<TimedItem<SignalBlock<SignalData>>, void, undefined> {
    const { cols } = this.#source;
    const step = rowsPerBlock(sampleRateOf(this.metadata));
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(from + step, rows);
      const item = {
        timestamps: timestamps.slice(from, to),
        rows: to - from,
        cols,
        data: data.slice(from * cols, to * cols) as SignalData,
      };
      yield { timeUsec: this.#usecOf(timestamps[to - 1]!), item };
    }
  }

  #usecOf(stamp: bigint): number {
    return Math.round(Number(stamp) * this.#usecPerStamp);
  }
}

/** What the items of a store are. */
export function dataTypeOf({ isLines, valueType }: ZarrSource): DataType {
  if (isLines) return DataType.LineReading;
  switch (valueType) {
    case 'float32':
      return DataType.SignalBlockF32;
    case 'int32':
      return DataType.SignalBlockI32;
    default:
      return DataType.SignalBlockU16;
  }
}
