/**
 * Watches files, however an editor saves them.
 *
 * @module
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';

/** An editor saves a file, or several, in some steps: what follows within this time, in ms, is one save. */
const ONE_SAVE_MSEC = 60;

/** What is to be heard of a watch. */
export interface FileWatchListeners {
  /** One of the files was saved: its absolute path. */
  readonly onSave: (path: string) => void;
  /** What the system says where it cannot watch. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Says when one of some files was saved.
 *
 * What is watched are their folders: editors often write another file and give it the name of the old one, and
 * version control takes files away for a moment.
 */
export class FileWatch {
  readonly #listeners: FileWatchListeners;
  /** Of each file, what changes with a save. */
  #stamps = new Map<string, string>();
  /** The newest last: one ends when the next is ready. */
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(listeners: FileWatchListeners) {
    this.#listeners = listeners;
  }

  /** From now on watches these files, by absolute paths, and no others. Once closed it watches none. */
  set(paths: Iterable<string>): void {
    if (this.#isClosed) return;
    const wanted = new Set(paths);
    const known = this.#stamps;
    if (wanted.size === known.size && [...wanted].every((path) => known.has(path))) return;
    this.#stamps = new Map([...wanted].map((path) => [path, known.get(path) ?? stampOf(path)]));
    const folders = new Set([...wanted].map((path) => dirname(path)));
    const look = (): void => this.#lookSoon();
    // The files beside them are many at times, and of no interest.
    const isWanted = (path: string): boolean => folders.has(path) || wanted.has(path);
    const watcher = watch([...folders], { depth: 0, ignored: (path) => !isWanted(path) })
      .on('add', look)
      .on('change', look)
      .on('ready', () => {
        this.#look();
        for (const former of this.#watchers.splice(0, this.#watchers.indexOf(watcher))) void former.close();
      })
      .on('error', this.#listeners.onFailure);
    this.#watchers.push(watcher);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#watchers.map((watcher) => watcher.close()));
  }

  #lookSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ONE_SAVE_MSEC);
  }

  #look(): void {
    let saved: string | undefined;
    for (const [path, stamp] of this.#stamps) {
      const now = stampOf(path);
      // A file that is gone comes back, or is not part of the program any more.
      if (now === stamp || now === '') continue;
      this.#stamps.set(path, now);
      saved ??= path;
    }
    if (saved !== undefined) this.#listeners.onSave(saved);
  }
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
}
