/**
 * A module's folder among Syntalos' modules: made whole or not at all, and removed only where this package
 * made it.
 *
 * @module
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SyntalosError, messageOf } from '../../errors.ts';

/** Says that a folder is ours, and which of its files are. */
const MARKER = '.syntalos-mlink.json';

/** What the marker holds. */
export interface Marker {
  /** Version of the package that installed the module. */
  readonly version: string;
  readonly program: string;
  /** Names of the files that were made. */
  readonly files: readonly string[];
}

/** A file to be made: with its text, or a copy. */
export type NewFile =
  | { readonly name: string; readonly text: string; readonly isProgram?: boolean }
  | { readonly name: string; readonly copyOf: string };

/** What lies under a module's id. */
export type FolderState =
  | { readonly state: 'free' }
  | { readonly state: 'ours'; readonly marker: Marker }
  | { readonly state: 'foreign' };

/** Looks at what lies under a module's id. */
export function lookAt(folder: string): FolderState {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return { state: 'free' };
  // A link leads to a folder of somebody's: nothing in it is ours to remove.
  if (!stats.isDirectory()) return { state: 'foreign' };
  const marker = readMarker(folder);
  return marker === undefined ? { state: 'foreign' } : { state: 'ours', marker };
}

/**
 * Makes a module's folder. Where `replaces` has a marker, its files go first; what else lies there stays.
 *
 * @throws `ERR_SYNTALOS_STORAGE` naming the folder
 */
export function writeModule(
  folder: string,
  files: readonly NewFile[],
  options: { readonly marker: Omit<Marker, 'files'>; readonly replaces?: Marker },
): void {
  const { replaces } = options;
  const marker: Marker = { ...options.marker, files: files.map(({ name }) => name) };
  // Beside its place, so that it is renamed within one file system; hidden from who lists modules.
  const unfinished = join(dirname(folder), `.${basename(folder)}.unfinished-${process.pid}`);
  try {
    mkdirSync(unfinished, { recursive: true });
    for (const file of files) {
      const path = join(unfinished, file.name);
      if ('text' in file) writeFileSync(path, file.text);
      else copyFileSync(file.copyOf, path);
      chmodSync(path, 'isProgram' in file && file.isProgram ? 0o755 : 0o644);
    }
    writeFileSync(join(unfinished, MARKER), `${JSON.stringify(marker, undefined, 2)}\n`);
    if (replaces === undefined) {
      renameSync(unfinished, folder);
      return;
    }
    // Over the old ones, each whole at any time: Syntalos may be about to start the module.
    for (const { name } of files) renameSync(join(unfinished, name), join(folder, name));
    for (const name of replaces.files) {
      if (!marker.files.includes(name)) rmSync(join(folder, name), { force: true });
    }
    renameSync(join(unfinished, MARKER), join(folder, MARKER));
    rmdirSync(unfinished);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `Cannot write module folder "${folder}": ${messageOf(cause)}`,
      { cause },
    );
  }
}

/**
 * Removes what was installed.
 *
 * @returns the names of files that others put there: they stay, and so does the folder
 * @throws `ERR_SYNTALOS_STORAGE` naming the folder
 */
export function removeModule(folder: string, marker: Marker): readonly string[] {
  try {
    for (const name of [...marker.files, MARKER]) rmSync(join(folder, name), { force: true });
    const left = readdirSync(folder);
    if (left.length === 0) rmdirSync(folder);
    return left;
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `Cannot remove module folder "${folder}": ${messageOf(cause)}`,
      { cause },
    );
  }
}

function readMarker(folder: string): Marker | undefined {
  const path = join(folder, MARKER);
  if (!existsSync(path)) return undefined;
  try {
    const { version, program, files } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Marker>;
    // A name with a path in it would reach out of the folder: such a marker is not of ours.
    const isName = (name: unknown): name is string => typeof name === 'string' && /^[^/]+$/.test(name);
    if (!Array.isArray(files) || !files.every((name) => isName(name) && name !== '..' && name !== '.')) {
      return undefined;
    }
    return { version: String(version), program: String(program), files };
  } catch {
    return undefined;
  }
}
