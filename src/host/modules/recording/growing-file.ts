/**
 * A file that grows while it is recorded: what was gathered is written at intervals.
 *
 * @module
 */
import { open, type FileHandle } from 'node:fs/promises';
import { SyntalosError, messageOf } from '../../../errors.ts';

/** What gathers the content of a {@link GrowingFile} between two writes. */
export interface FileContent {
  /** About the bytes that {@link take} would hand out. */
  readonly pendingBytes: number;
  /** Hands out all that was gathered since the last call. */
  take(): Uint8Array;
  /** What completes the file, after the last {@link take}. */
  end?(): Uint8Array;
}

/** Options of a {@link GrowingFile}. */
export interface GrowingFileOptions {
  /** What the file is, for messages: `table`. */
  readonly what: string;
  /** Nothing stays in memory for longer than this; half a second by default. */
  readonly flushMsec?: number;
  /** Gets the first failure of a write that nobody waited for. */
  readonly onError: (error: SyntalosError) => void;
}

/** A process that dies loses content of this time at most. */
const FLUSH_MSEC = 500;
/** So many bytes may wait for the disk: beyond them {@link GrowingFile.offer} makes its caller wait. */
const MAX_PENDING_BYTES = 1 << 18;

/**
 * A file that content is appended to: gathered and written together, soon enough that a crash leaves nearly all
 * of it.
 */
export class GrowingFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #content: FileContent;
  readonly #options: GrowingFileOptions;
  readonly #timer: NodeJS.Timeout;
  #lastWrite: Promise<void> = Promise.resolve();
  #failure: SyntalosError | undefined;

  private constructor(path: string, file: FileHandle, content: FileContent, options: GrowingFileOptions) {
    this.path = path;
    this.#file = file;
    this.#content = content;
    this.#options = options;
    this.#timer = setInterval(
      () => void this.#write().catch(() => undefined),
      options.flushMsec ?? FLUSH_MSEC,
    );
  }

  /**
   * Creates the file, in place of one that is there, and writes what its content has already.
   *
   * @throws ERR_SYNTALOS_STORAGE - when it cannot be made, naming the path
   */
  static async create(path: string, content: FileContent, options: GrowingFileOptions): Promise<GrowingFile> {
    let file: FileHandle;
    try {
      file = await open(path, 'w');
    } catch (error) {
      throw failure(`create ${options.what}`, path, error);
    }
    const growing = new GrowingFile(path, file, content, options);
    await growing.#write();
    return growing;
  }

  /** @throws ERR_SYNTALOS_STORAGE - after a write that failed */
  checkWritable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Called after content was added.
   *
   * @returns what to wait for before more is added, when the disk is behind
   */
  offer(): Promise<void> | undefined {
    return this.#content.pendingBytes > MAX_PENDING_BYTES ? this.#write() : undefined;
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws ERR_SYNTALOS_STORAGE - when that fails; the file is closed all the same
   */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.#write();
      const end = this.#content.end?.();
      if (end !== undefined) await this.#append(end);
    } finally {
      await this.#file.close();
    }
  }

  /** Hands all content so far to the kernel, after what was handed before. */
  #write(): Promise<void> {
    const written = this.#lastWrite.then(async () => {
      this.checkWritable();
      if (this.#content.pendingBytes > 0) await this.#append(this.#content.take());
    });
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    try {
      // Unlike `write`, it goes on where the kernel took a part only.
      await this.#file.appendFile(bytes);
    } catch (error) {
      this.#failure = failure(`write ${this.#options.what}`, this.path, error);
      this.#options.onError(this.#failure);
      throw this.#failure;
    }
  }
}

function failure(action: string, path: string, error: unknown): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot ${action} "${path}": ${messageOf(error)}`, {
    cause: error,
    details: { path },
  });
}
