/**
 * Making folders, on every file system and supported Node.
 *
 * @module
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it where they are missing.
 *
 * Not `mkdir` with `recursive`: that of Node 20 never returns where a file system says of a new folder
 * that it does not exist, though the one above does, as `/proc` does.
 *
 * @throws what `mkdir` throws of the first folder that cannot be made
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const above = dirname(path);
    if (code === 'ENOENT' && above !== path && !isFolder(above)) {
      makeFolder(above);
      mkdirSync(path);
      return;
    }
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
