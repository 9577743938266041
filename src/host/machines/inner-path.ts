/**
 * Paths that another machine has named.
 *
 * @module
 */
import { resolve, sep } from 'node:path';

/** Absolute path of a file below a folder; undefined if `path` leads out of it. */
export function innerPath(folder: string, path: string): string | undefined {
  const root = resolve(folder);
  const file = resolve(root, path);
  return file.startsWith(`${root}${sep}`) ? file : undefined;
}
