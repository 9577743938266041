/**
 * A Zarr store of timestamps and values that grow together.
 *
 * @module
 */
import { join } from 'node:path';
import { SyntalosError, messageOf } from '../../../errors.ts';
import type { Zstd } from '../../../zstd.ts';
import type { ArrayDescription } from './array-metadata.ts';
import { STORE_FILES, type StoreFiles } from './store-files.ts';
import { ZarrArray } from './zarr-array.ts';

/** Options of a {@link ZarrStore}. */
export interface ZarrStoreOptions {
  readonly zstd: Zstd;
  readonly timestamps: ArrayDescription;
  readonly data: ArrayDescription;
  /** No row is only in memory for longer than this; half a second by default. */
  readonly commitMsec?: number;
  /** Gets the first failure of a write that nobody waited for. */
  readonly onError: (error: SyntalosError) => void;
  /** The file system, by default. */
  readonly files?: StoreFiles;
}

/** A process that dies loses rows of this time at most. */
const COMMIT_MSEC = 500;
/** So many compressed bytes wait for the disk; twice as many, and {@link ZarrStore.push} makes its caller wait. */
const MAX_PENDING_BYTES = 1 << 24;

/**
 * A Zarr v3 store of a signal: times and values, row by row (recorder-formats.md section 2).
 *
 * It can be opened at any moment, whatever happens to this process. When it is closed it has the form that
 * Syntalos writes.
 */
export class ZarrStore {
  readonly path: string;
  readonly #options: ZarrStoreOptions;
  readonly #files: StoreFiles;
  readonly #timer: NodeJS.Timeout;
  /** Made with the first rows: a run without data has the group alone. */
  #open: Arrays | undefined;
  #lastCommit: Promise<void> = Promise.resolve();
  /** Commits that are under way or wait for their turn. */
  #commitCount = 0;
  #failure: SyntalosError | undefined;

  private constructor(path: string, options: ZarrStoreOptions) {
    this.path = path;
    this.#options = options;
    this.#files = options.files ?? STORE_FILES;
    this.#timer = setInterval(
      () => void this.#commit().catch(() => undefined),
      options.commitMsec ?? COMMIT_MSEC,
    );
  }

  /**
   * Makes the store's folder and its group.
   *
   * @throws ERR_SYNTALOS_STORAGE - when that fails, naming the path
   */
  static async create(path: string, options: ZarrStoreOptions): Promise<ZarrStore> {
    const { files = STORE_FILES } = options;
    try {
      files.makeFolder(path);
      const group = { zarr_format: 3, node_type: 'group', attributes: {} };
      await files.replace(join(path, 'zarr.json'), `${JSON.stringify(group, undefined, 4)}\n`);
    } catch (error) {
      throw storageError('create', path, error);
    }
    return new ZarrStore(path, options);
  }

  /** Rows so far. */
  get rows(): number {
    return this.#open?.data.rows ?? 0;
  }

  /**
   * Adds rows.
   *
   * @param timestamps - a u64 for each, little endian
   * @param data - their values, row by row
   * @returns what to wait for before the next rows, at first and when the disk is behind
   * @throws ERR_SYNTALOS_STORAGE - after a write that failed
   */
  push(timestamps: Uint8Array, data: Uint8Array): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#open === undefined) return this.#pushFirst(timestamps, data);
    this.#open.timestamps.push(timestamps);
    this.#open.data.push(data);
    return this.#open.data.pendingBytes > MAX_PENDING_BYTES ? this.#commitAhead() : undefined;
  }

  /**
   * Brings all rows to the disk and closes the files.
   *
   * @throws ERR_SYNTALOS_STORAGE - when that fails; what was committed before can be read
   */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#lastCommit;
    const arrays = this.#open;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      await arrays?.data.finish();
      await arrays?.timestamps.finish();
    } catch (error) {
      if (arrays !== undefined)
        await Promise.allSettled([arrays.data.abandon(), arrays.timestamps.abandon()]);
      throw this.#fail('write', error);
    }
  }

  async #pushFirst(timestamps: Uint8Array, data: Uint8Array): Promise<void> {
    const { zstd } = this.#options;
    const files = this.#files;
    const make = (name: 'timestamps' | 'data'): Promise<ZarrArray> =>
      ZarrArray.create(this.#options[name], { folder: join(this.path, name), files, zstd });
    try {
      this.#open = { timestamps: await make('timestamps'), data: await make('data') };
    } catch (error) {
      throw this.#fail('create', error);
    }
    await this.push(timestamps, data);
  }

  /** Begins to commit, while the next rows are compressed; waits only for the commit before. */
  #commitAhead(): Promise<void> | undefined {
    // Its failure is thrown by the next push.
    const begin = (): void => void this.#commit().catch(() => undefined);
    if (this.#commitCount > 0) return this.#lastCommit.then(begin);
    begin();
    return undefined;
  }

  /** Commits all rows so far, after what was committed before. */
  #commit(): Promise<void> {
    this.#commitCount += 1;
    const committed = this.#lastCommit.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await this.#open?.data.commit();
        await this.#open?.timestamps.commit();
      } catch (error) {
        const failure = this.#fail('write', error);
        this.#options.onError(failure);
        throw failure;
      }
    });
    this.#lastCommit = committed
      .catch(() => undefined)
      .then(() => {
        this.#commitCount -= 1;
      });
    return committed;
  }

  #fail(action: string, error: unknown): SyntalosError {
    this.#failure ??= storageError(action, this.path, error);
    return this.#failure;
  }
}

interface Arrays {
  readonly timestamps: ZarrArray;
  readonly data: ZarrArray;
}

function storageError(action: string, path: string, error: unknown): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_STORAGE',
    `Cannot ${action} Zarr store "${path}": ${messageOf(error)}`,
    {
      cause: error,
      details: { path },
    },
  );
}
