/**
 * A tsync file without a video, as a stream of rows.
 *
 * @module
 */
import { isSyntalosError, messageOf } from '../errors.ts';
import { TsyncReader, type TsyncEntryTimes } from '../timing/index.ts';
import { DataType, type MetaMap, type TableRow } from '../types/index.ts';
import { playParts } from './play-parts.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { UNIT_SUFFIX, masterTimesUsec } from './tsync-times.ts';

/**
 * A tsync file, of one or more parts, that belongs to no video: a row for each entry, of its two times as they are stored,
 * at its master time. The header names them with their units, such as `master-time_usec`.
 */
export class TsyncStream implements RecordedStream {
  readonly dataType: typeof DataType.TableRow = DataType.TableRow;
  readonly metadata: MetaMap;
  readonly #paths: readonly string[];
  readonly #onWarning: (text: string) => void;
  #reader: TsyncReader;

  private constructor(reader: TsyncReader, paths: readonly string[], onWarning: (text: string) => void) {
    this.#reader = reader;
    this.#paths = paths;
    this.#onWarning = onWarning;
    const { time1, time2 } = reader.header;
    this.metadata = { table_header: [time1, time2].map(({ name, unit }) => `${name}${UNIT_SUFFIX[unit]}`) };
  }

  /**
   * Opens the first part.
   *
   * @param paths - absolute paths of the parts, in order; at least one
   * @throws SyntalosError as `TsyncReader.open` does
   */
  static async open(paths: readonly string[], onWarning: (text: string) => void): Promise<TsyncStream> {
    return new TsyncStream(await TsyncReader.open(paths[0]!), paths, onWarning);
  }

  items(): AsyncGenerator<TimedItem<TableRow>, void, undefined> {
    return playParts({
      from: 0,
      count: this.#paths.length,
      itemsOf: (part) => this.#partItems(part),
      what: `Tsync file "${this.#reader.name}"`,
      onWarning: this.#onWarning,
    });
  }

  close(): Promise<void> {
    this.#reader.close();
    return Promise.resolve();
  }

  async *#partItems(part: number): AsyncGenerator<TimedItem<TableRow>, void, undefined> {
    if (part > 0) {
      this.#reader.close();
      this.#reader = await TsyncReader.open(this.#paths[part]!);
    }
    try {
      for (const block of this.#reader.blocks()) {
        if (block.warning !== undefined) this.#onWarning(block.warning.message);
        yield* this.#rowsOf(block);
      }
    } catch (error) {
      if (!isSyntalosError(error, 'ERR_SYNTALOS_TSYNC')) throw error;
      // The writer died, or a block is damaged: what else can be read is played.
      const { tail } = this.#reader.recover();
      this.#onWarning(`${messageOf(error)}; ${tail.time1.length} behind them are played without a checksum`);
      yield* this.#rowsOf(tail);
    }
  }

  *#rowsOf(entries: TsyncEntryTimes): Generator<TimedItem<TableRow>, void, undefined> {
    const timesUsec = masterTimesUsec(this.#reader.header, entries);
    for (let i = 0; i < entries.time1.length; i++) {
      yield { timeUsec: timesUsec?.[i] ?? 0, item: [String(entries.time1[i]), String(entries.time2[i])] };
    }
  }
}
