import { open, type FileHandle } from 'node:fs/promises';
import { CsvEncoder } from '../../../edl/index.ts';
import { SyntalosError, messageOf } from '../../../errors.ts';

/** What a {@link TableFile} is given. */
export interface TableFileOptions {
  /** First line; none where left out or empty. */
  readonly header?: readonly string[];
  /** No row stays in memory for longer than this. */
  readonly flushMsec?: number;
  /** Gets the first failure of a write that nobody waited for. */
  readonly onError: (error: SyntalosError) => void;
}

/** A process that dies loses rows of this time at most. */
const FLUSH_MSEC = 500;
/** So many characters may wait for the disk: beyond them {@link TableFile.push} makes its caller wait. */
const MAX_PENDING_CHARS = 1 << 18;

/**
 * A CSV file that grows row by row, `;` between the fields.
 *
 * Rows are gathered and written together, soon enough that a crash leaves nearly all of them in a
 * readable file.
 */
export class TableFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #encoder: CsvEncoder;
  readonly #onError: (error: SyntalosError) => void;
  readonly #timer: NodeJS.Timeout;
  #rowCount = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #failure: SyntalosError | undefined;

  private constructor(path: string, file: FileHandle, options: TableFileOptions) {
    this.path = path;
    this.#file = file;
    this.#encoder = new CsvEncoder({ header: options.header ?? [] });
    this.#onError = options.onError;
    this.#timer = setInterval(
      () => void this.#write().catch(() => undefined),
      options.flushMsec ?? FLUSH_MSEC,
    );
  }

  /**
   * Creates the file, in place of one that is there, and writes its header.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` naming the path
   */
  static async create(path: string, options: TableFileOptions): Promise<TableFile> {
    let file: FileHandle;
    try {
      file = await open(path, 'w');
    } catch (error) {
      throw failure('create', path, error);
    }
    const table = new TableFile(path, file, options);
    await table.#write();
    return table;
  }

  /** Rows pushed so far, the header not counted. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /**
   * Adds a row.
   *
   * @returns what to wait for before the next row where the disk is behind
   * @throws SyntalosError the first failure of a write, `ERR_SYNTALOS_STORAGE`
   */
  push(row: readonly string[]): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    this.#encoder.push(row);
    this.#rowCount++;
    return this.#encoder.pendingChars > MAX_PENDING_CHARS ? this.#write() : undefined;
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE`; the file is closed all the same
   */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.#write();
    } finally {
      await this.#file.close();
    }
  }

  /** Hands all rows so far to the kernel, after those handed before. */
  #write(): Promise<void> {
    const written = this.#lastWrite.then(() => this.#writePending());
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  async #writePending(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#encoder.pendingChars === 0) return;
    try {
      // Unlike `write`, it goes on where the kernel took a part only.
      await this.#file.appendFile(this.#encoder.take());
    } catch (error) {
      this.#failure = failure('write', this.path, error);
      this.#onError(this.#failure);
      throw this.#failure;
    }
  }
}

function failure(action: string, path: string, error: unknown): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot ${action} table "${path}": ${messageOf(error)}`, {
    cause: error,
    details: { path },
  });
}
