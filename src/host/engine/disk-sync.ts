/**
 * Has the system write to its disk what a run records: what lies in its memory only is gone when the power is.
 *
 * @module
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';

/** For so long may what a module has written be in memory only, in ms; Linux alone takes 30 s. */
const SYNC_MSEC = 1_000;
/** What is said where a file system has no such call, or does not let us read. */
const UNABLE: ReadonlySet<unknown> = new Set(['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EROFS', 'EISDIR']);

/**
 * Has the system write a file, or the entries of a folder, to its disk. Resolves as well where it has no such call for it,
 * or does not let us read it.
 *
 * @throws what the system says if it could not
 */
export async function writeToDisk(path: string): Promise<void> {
  try {
    await using file = await open(path, 'r');
    await file.datasync();
  } catch (error) {
    if (!UNABLE.has(codeOf(error))) throw error;
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}

/**
 * Writes the files of a folder to the disk, again and again: those that have changed, whoever wrote them. Runs in
 * threads of libuv.
 */
export class DiskSync {
  readonly #folder: string;
  readonly #onFailure: (text: string) => void;
  /** Size and time of each file, and of each folder, as they were when they were last written. */
  readonly #written = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;
  #syncing: Promise<void> = Promise.resolve();
  #hasFailed = false;

  /** @param onFailure - gets a text, once */
  constructor(folder: string, onFailure: (text: string) => void) {
    this.#folder = folder;
    this.#onFailure = onFailure;
    this.#schedule(SYNC_MSEC);
  }

  /** Writes what there is by now. */
  async write(): Promise<void> {
    await this.#syncing;
    await this.#sync();
  }

  /** Writes all that is left. */
  async end(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    await this.write();
  }

  #schedule(afterMsec: number): void {
    this.#timer = setTimeout(() => {
      const sinceMsec = performance.now();
      this.#syncing = this.#sync().then(() => {
        // A folder of very many files, or a slow disk, is left in peace for most of the time.
        const pauseMsec = Math.max(SYNC_MSEC, 3 * (performance.now() - sinceMsec));
        if (!this.#isEnded) this.#schedule(pauseMsec);
      });
    }, afterMsec);
    this.#timer.unref();
  }

  async #sync(): Promise<void> {
    try {
      const entries = await readdir(this.#folder, { recursive: true, encoding: 'utf8' });
      // Folders come before what lies in them; their own entries are written last.
      for (const entry of [...entries.reverse(), '']) await this.#writeFile(join(this.#folder, entry));
    } catch (error) {
      this.#noteFailure(error);
    }
  }

  async #writeFile(path: string): Promise<void> {
    try {
      const { size, mtimeMs } = await stat(path);
      const state = `${size} ${mtimeMs}`;
      if (this.#written.get(path) === state) return;
      await writeToDisk(path);
      this.#written.set(path, state);
    } catch (error) {
      this.#noteFailure(error);
    }
  }

  #noteFailure(error: unknown): void {
    // What is gone was temporary; what cannot be read is not ours.
    if (this.#hasFailed || codeOf(error) === 'ENOENT' || UNABLE.has(codeOf(error))) return;
    this.#hasFailed = true;
    this.#onFailure(
      `What is recorded may not be on the disk if the power fails: the system could not write it there (${messageOf(error)})`,
    );
  }
}
