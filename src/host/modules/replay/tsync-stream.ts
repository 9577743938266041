/**
 * A tsync file without a video, as a stream of rows.
 *
 * @module
 */
import { TsyncReader } from '../../../timing/index.ts';
import type { MetaMap, TableRow } from '../../../types/index.ts';
import type { RecordedStream, TimedItem } from './recorded-stream.ts';
import { UNIT_SUFFIX, masterTimesUsec } from './tsync-times.ts';

/**
 * A tsync file, of one or more parts, that belongs to no video: a row for each entry, of its two times as they are stored,
 * at its master time. The header names them with their units, such as `master-time_usec`.
 */
export class TsyncStream implements RecordedStream {
  readonly metadata: MetaMap;
  readonly #laterPaths: readonly string[];
  readonly #onWarning: (text: string) => void;
  #reader: TsyncReader;

  private constructor(reader: TsyncReader, laterPaths: readonly string[], onWarning: (text: string) => void) {
    this.#reader = reader;
    this.#laterPaths = laterPaths;
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
    return new TsyncStream(await TsyncReader.open(paths[0]!), paths.slice(1), onWarning);
  }

  async *items(): AsyncGenerator<TimedItem<TableRow>, void, undefined> {
    yield* this.#entries();
    for (const path of this.#laterPaths) {
      this.#reader.close();
      this.#reader = await TsyncReader.open(path);
      yield* this.#entries();
    }
  }

  close(): Promise<void> {
    this.#reader.close();
    return Promise.resolve();
  }

  *#entries(): Generator<TimedItem<TableRow>, void, undefined> {
    for (const block of this.#reader.blocks()) {
      if (block.warning !== undefined) this.#onWarning(block.warning.message);
      const timesUsec = masterTimesUsec(this.#reader.header, block);
      for (let i = 0; i < block.time1.length; i++) {
        yield {
          timeUsec: timesUsec?.[i] ?? 0,
          item: [String(block.time1[i]), String(block.time2[i])],
        };
      }
    }
  }
}
