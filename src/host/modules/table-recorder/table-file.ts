/**
 * A CSV file that grows row by row.
 *
 * @module
 */
import { CsvEncoder } from '../../../edl/index.ts';
import { GrowingFile, type FileContent, type GrowingFileOptions } from '../recording/growing-file.ts';

/** Options of a {@link TableFile}. */
export interface TableFileOptions extends Omit<GrowingFileOptions, 'what'> {
  /** First line; none where left out or empty. */
  readonly header?: readonly string[];
}

/**
 * A CSV file that grows row by row, `;` between the fields.
 *
 * Rows are gathered and written together, soon enough that a crash leaves nearly all of them in a
 * readable file.
 */
export class TableFile {
  readonly #rows: Rows;
  readonly #file: GrowingFile;
  #rowCount = 0;

  private constructor(rows: Rows, file: GrowingFile) {
    this.#rows = rows;
    this.#file = file;
  }

  /**
   * Creates the file, in place of one that is there, and writes its header.
   *
   * @throws ERR_SYNTALOS_STORAGE - when it cannot be made, naming the path
   */
  static async create(path: string, options: TableFileOptions): Promise<TableFile> {
    const { header = [], ...rest } = options;
    const rows = new Rows({ header });
    return new TableFile(rows, await GrowingFile.create(path, rows, { what: 'table', ...rest }));
  }

  get path(): string {
    return this.#file.path;
  }

  /** Rows pushed so far, the header not counted. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /**
   * Adds a row.
   *
   * @returns what to wait for before the next row where the disk is behind
   * @throws ERR_SYNTALOS_STORAGE - after a write that failed
   */
  push(row: readonly string[]): Promise<void> | undefined {
    this.#file.checkWritable();
    this.#rows.push(row);
    this.#rowCount++;
    return this.#file.offer();
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws ERR_SYNTALOS_STORAGE - when that fails; the file is closed all the same
   */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

class Rows extends CsvEncoder implements FileContent {
  get pendingBytes(): number {
    return this.pendingChars;
  }
}
