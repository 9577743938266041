/**
 * The settings that modules save, beside the project: `<project>.settings/<module id>.bin`.
 *
 * @module
 */
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SyntalosError, messageOf } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import type { Project } from '../project/index.ts';

/** Bytes that the settings of one module may take. */
const MAX_SETTINGS_BYTES = 64 * 1024 ** 2;

/** Where the settings of modules are kept between runs. */
export interface SettingsKeeper {
  read(moduleId: string): Promise<Uint8Array | undefined>;
  write(moduleId: string, settings: Uint8Array): Promise<void>;
}

/** Settings of a project's modules; a project without a file keeps none. */
export class SettingsStore implements SettingsKeeper {
  readonly #folder: string | undefined;
  /** As they lie there, by module. */
  readonly #known = new Map<string, Uint8Array>();

  constructor({ file, folder }: Pick<Project, 'file' | 'folder'>) {
    if (file !== undefined) this.#folder = join(folder, `${basename(file).replace(/\.toml$/, '')}.settings`);
  }

  /**
   * What a module saved last, if anything.
   *
   * @throws `ERR_SYNTALOS_STORAGE` - when it cannot be read
   */
  async read(moduleId: string): Promise<Uint8Array | undefined> {
    if (this.#folder === undefined) return undefined;
    const path = join(this.#folder, `${moduleId}.bin`);
    try {
      const { size } = await stat(path);
      if (size > MAX_SETTINGS_BYTES) throw tooLarge(moduleId, size);
      const settings = new Uint8Array(await readFile(path));
      this.#known.set(moduleId, settings);
      return settings;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new SyntalosError(
        'ERR_SYNTALOS_STORAGE',
        `Cannot read the settings of module "${moduleId}" from "${path}": ${messageOf(cause)}; remove the file to go on without`,
        { cause, details: { path, module: moduleId } },
      );
    }
  }

  /**
   * Keeps what a module saves; a file is only written if it changes.
   *
   * @throws `ERR_SYNTALOS_STORAGE` - when it cannot be written: what was there stays
   */
  async write(moduleId: string, settings: Uint8Array): Promise<void> {
    const known = this.#known.get(moduleId);
    if (this.#folder === undefined) return;
    if (known !== undefined && Buffer.compare(known, settings) === 0) return;
    const path = join(this.#folder, `${moduleId}.bin`);
    try {
      if (settings.byteLength > MAX_SETTINGS_BYTES) throw tooLarge(moduleId, settings.byteLength);
      makeFolder(this.#folder);
      // Under another name first: a crash must not leave half of them.
      await writeFile(`${path}.new`, settings);
      await rename(`${path}.new`, path);
    } catch (cause) {
      throw new SyntalosError(
        'ERR_SYNTALOS_STORAGE',
        `Cannot keep the settings of module "${moduleId}" in "${path}": ${messageOf(cause)}`,
        { cause, details: { path, module: moduleId } },
      );
    }
    this.#known.set(moduleId, settings);
  }
}

function tooLarge(moduleId: string, byteLength: number): RangeError {
  return new RangeError(
    `those of "${moduleId}" take ${byteLength} bytes, expected at most ${MAX_SETTINGS_BYTES}`,
  );
}
