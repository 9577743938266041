/**
 * A table of readings or commands, as items of the type that they had.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../errors.ts';
import { DataType, type MetaMap } from '../types/index.ts';
import { TABLE_LAYOUTS, TABLE_TYPES, type TableType } from './table-layout.ts';
import type { RecordedItem, RecordedStream, TimedItem } from './recorded-stream.ts';
import { readTableRows } from './table-rows.ts';
import type { TableStream } from './table-stream.ts';

type ItemTable = Exclude<TableType, 'TableRow'>;

/**
 * What a table holds, by its header: that of the recorder of tables for one type of items, else rows.
 *
 * @throws SyntalosError as {@link readTableRows} does
 */
export async function tableDataType(path: string): Promise<DataType> {
  for await (const header of readTableRows(path)) {
    const type = tableTypeOf(header);
    return type === undefined ? DataType.TableRow : TABLE_TYPES[type];
  }
  return DataType.TableRow;
}

function tableTypeOf(header: readonly string[]): ItemTable | undefined {
  const types = Object.keys(TABLE_LAYOUTS) as ItemTable[];
  return types.find((type) => TABLE_LAYOUTS[type].header.join('\0') === header.join('\0'));
}

/** Plays rows as the items that they stand for. */
export class TypedTable implements RecordedStream {
  readonly dataType: DataType;
  readonly metadata: MetaMap = {};
  readonly #table: TableStream;
  readonly #name: string;

  constructor(table: TableStream, dataType: DataType, name: string) {
    this.#table = table;
    this.dataType = dataType;
    this.#name = name;
  }

  async *items(): AsyncGenerator<TimedItem<RecordedItem>, void, undefined> {
    const type = (Object.keys(TABLE_LAYOUTS) as ItemTable[]).find(
      (each) => TABLE_TYPES[each] === this.dataType,
    )!;
    let number = 0;
    for await (const { timeUsec, item: row } of this.#table.items()) {
      number++;
      yield { timeUsec, item: this.#itemOf(type, row, number) };
    }
  }

  close(): Promise<void> {
    return this.#table.close();
  }

  #itemOf(type: ItemTable, row: readonly string[], number: number): RecordedItem {
    try {
      return TABLE_LAYOUTS[type].itemOf(row);
    } catch (error) {
      throw new SyntalosError(
        'ERR_SYNTALOS_DECODE',
        `Cannot play row ${number} of table "${this.#name}" as ${type}: ${messageOf(error)}`,
      );
    }
  }
}
