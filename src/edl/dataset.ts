/**
 * A folder with the data of one modality.
 *
 * @module
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TomlTable } from 'smol-toml';
import { SyntalosError, describeValue } from '../errors.ts';
import {
  EdlDataPart,
  dataFileFromToml,
  dataFileOf,
  dataFileToToml,
  type EdlDataFile,
  type EdlDataFileOptions,
} from './data-file.ts';
import { compareNatural } from './natural-order.ts';
import { storageError } from './storage-error.ts';
import { EdlUnit, type EdlUnitInit } from './unit.ts';
import { cleanFileName, isFormatFile, nameKey } from './unit-name.ts';
import { compileWildcard } from './wildcard.ts';

/** Options of {@link EdlDataset.setDataFile}. */
export interface EdlSetDataFileOptions extends EdlDataFileOptions {
  /** The name is a wildcard (`*.rhd`): the files are looked up when the dataset is saved. */
  readonly scan?: boolean;
}

/** Options of {@link EdlDataset.addAuxFile}. */
export interface EdlAddAuxFileOptions extends EdlSetDataFileOptions {
  /** Distinguishes this auxiliary file from others of the dataset; the file's name by default. */
  readonly key?: string;
}

/** Options of the methods that add one more part to a data file. */
export interface EdlPartOptions {
  /** Place among the parts; after the last one by default. */
  readonly index?: number;
}

interface Scan extends EdlDataFileOptions {
  readonly pattern: string;
}

/**
 * A folder with the data of one modality: a data file of one or more parts, and auxiliary files
 * that go with it.
 *
 * Every registration writes the manifest at once, so that a recording that is cut short still
 * says what its files are. Writing the files themselves is the caller's.
 *
 * @example
 * ```ts
 * const dataset = await group.createDataset('positions');
 * const path = dataset.setDataFile('table.csv', { summary: 'Positions' });
 * await writeFile(path, 'Time;X;Y\n');
 * await dataset.save();
 * ```
 */
export class EdlDataset extends EdlUnit {
  #data: EdlDataFile | undefined;
  readonly #aux = new Map<string, EdlDataFile>();
  #dataScan: Scan | undefined;
  readonly #auxScans = new Map<string, Scan>();
  readonly #isOurs: boolean;

  private constructor(init: EdlUnitInit, isOurs: boolean) {
    super(init);
    this.#isOurs = isOurs;
  }

  /** @internal Makes the folder and a first manifest. */
  static create(init: EdlUnitInit): EdlDataset {
    const dataset = new EdlDataset(init, true);
    dataset.#writeManifest();
    return dataset;
  }

  /** @internal Takes the data sections of a manifest that was read. */
  static fromManifest(init: EdlUnitInit, manifest: TomlTable): EdlDataset {
    const dataset = new EdlDataset(init, false);
    const { path, manifestPath } = dataset;
    if (manifest['data'] !== undefined) {
      dataset.#data = dataFileFromToml(manifest['data'], path, manifestPath, 'data');
    }
    const aux = manifest['data_aux'] ?? [];
    // Syntalos 1 wrote its one auxiliary file as a table, not as an array of tables.
    (Array.isArray(aux) ? aux : [aux]).forEach((section, i) => {
      const file = dataFileFromToml(section, path, manifestPath, 'data_aux');
      if (file !== undefined) dataset.#aux.set(file.parts[0]?.fileName ?? `${i}`, file);
    });
    return dataset;
  }

  /** True while neither a file nor a scan pattern was registered. */
  get isEmpty(): boolean {
    return (
      this.#data === undefined &&
      this.#aux.size === 0 &&
      this.#dataScan === undefined &&
      this.#auxScans.size === 0
    );
  }

  /** The data file; files of a scan pattern are in it after the dataset was saved. */
  get dataFile(): EdlDataFile | undefined {
    return this.#data;
  }

  /** The auxiliary files in the order in which they were registered. */
  get auxFiles(): readonly EdlDataFile[] {
    return [...this.#aux.values()];
  }

  /**
   * Registers the data file, in place of one registered before. A scan pattern stays: the files that it
   * finds at save take the place of a named one, as in Syntalos.
   *
   * @param fileName - reduced to its last component and cleaned; a wildcard with `scan`
   * @returns absolute path to write the file to; with `scan`, that of the wildcard itself
   * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for an empty name, `ERR_SYNTALOS_EDL` for a name that is
   *   an auxiliary file, `ERR_SYNTALOS_STORAGE` if the manifest can't be written
   */
  setDataFile(fileName: string, options: EdlSetDataFileOptions = {}): string {
    if (options.scan === true) {
      this.#dataScan = scanOf(fileName, options);
      return join(this.path, this.#dataScan.pattern);
    }
    const part = this.#newPart(fileName, this.auxFiles, 0);
    this.#data = dataFileOf([part], options);
    this.#writeManifest();
    return part.path;
  }

  /**
   * Adds one more part to the data file.
   *
   * @returns absolute path to write the part to
   * @throws as {@link setDataFile}
   */
  addDataFilePart(fileName: string, { index }: EdlPartOptions = {}): string {
    const part = this.#newPart(fileName, this.#filesExcept(), index ?? nextIndex(this.#data));
    this.#data = withPart(this.#data, part);
    this.#writeManifest();
    return part.path;
  }

  /**
   * Registers an auxiliary file, in place of one registered with the same key.
   *
   * @param fileName - reduced to its last component and cleaned; a wildcard with `scan`
   * @returns absolute path to write the file to; with `scan`, that of the wildcard itself
   * @throws as {@link setDataFile}
   */
  addAuxFile(fileName: string, options: EdlAddAuxFileOptions = {}): string {
    if (options.scan === true) {
      const scan = scanOf(fileName, options);
      this.#auxScans.set(options.key ?? scan.pattern, scan);
      return join(this.path, scan.pattern);
    }
    const key = options.key ?? cleanFileName(fileName);
    const part = this.#newPart(fileName, this.#filesExcept(key), 0);
    this.#aux.set(key, dataFileOf([part], options));
    this.#writeManifest();
    return part.path;
  }

  /**
   * Adds one more part to the auxiliary file with this key.
   *
   * @returns absolute path to write the part to
   * @throws as {@link setDataFile}
   */
  addAuxFilePart(fileName: string, { key, index }: EdlPartOptions & { readonly key: string }): string {
    const file = this.#aux.get(key);
    const part = this.#newPart(fileName, this.#filesExcept(), index ?? nextIndex(file));
    this.#aux.set(key, withPart(file, part));
    this.#writeManifest();
    return part.path;
  }

  /**
   * The absolute path of a file with this name in the dataset's folder, without registering it: a
   * scan pattern can do that. An empty name becomes `data`.
   */
  pathForBasename(basename: string): string {
    return join(this.path, cleanFileName(basename) || 'data');
  }

  /**
   * Looks up the files of scan patterns and writes manifest and attributes.
   *
   * A pattern that matches nothing is a warning. A file that is auxiliary is not also primary.
   *
   * @throws `ERR_SYNTALOS_STORAGE` if the folder can't be read or written
   */
  override async save(): Promise<void> {
    if (this.#dataScan !== undefined || this.#auxScans.size > 0) {
      await this.#resolveScans();
      this.#writeManifest();
    } else if (this.#isOurs) {
      this.#writeManifest();
    }
    this.saveAttributes();
  }

  async #resolveScans(): Promise<void> {
    const files = await listFiles(this.path);
    // A primary file that was named is not looked for among the auxiliary ones.
    const named = this.#dataScan === undefined ? namesOf(this.#data) : [];
    const candidates = files.filter((name) => !named.includes(name));
    for (const [key, scan] of this.#auxScans) {
      const found = this.#resolve(scan, candidates);
      if (found !== undefined) this.#aux.set(key, found);
    }
    if (this.#dataScan === undefined) return;
    const aux = new Set(this.auxFiles.flatMap(namesOf));
    this.#data =
      this.#resolve(
        this.#dataScan,
        files.filter((name) => !aux.has(name)),
      ) ?? this.#data;
  }

  #resolve(scan: Scan, files: readonly string[]): EdlDataFile | undefined {
    const found = files.filter(compileWildcard(scan.pattern)).sort(compareNatural);
    if (found.length === 0) {
      this.tree.warn(
        `Dataset "${this.name}" expected files that match "${scan.pattern}", but there are none in "${this.path}"`,
      );
      return undefined;
    }
    return dataFileOf(
      found.map((name, i) => new EdlDataPart(this.path, name, i)),
      scan,
    );
  }

  #filesExcept(key?: string): EdlDataFile[] {
    const aux = [...this.#aux].filter(([other]) => other !== key).map(([, file]) => file);
    return this.#data === undefined ? aux : [this.#data, ...aux];
  }

  #newPart(fileName: string, others: readonly EdlDataFile[], index: number): EdlDataPart {
    const clean = typeof fileName === 'string' ? cleanFileName(fileName) : '';
    if (clean === '') throw noName(fileName);
    if (!Number.isSafeInteger(index)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot register file "${clean}": its index is ${describeValue(index)}, expected an integer`,
      );
    }
    if (others.flatMap(namesOf).some((name) => nameKey(name) === nameKey(clean))) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL',
        `Cannot register file "${clean}" in dataset "${this.name}": it is registered already, choose another name`,
        { details: { path: join(this.path, clean) } },
      );
    }
    return new EdlDataPart(this.path, clean, index);
  }

  #writeManifest(): void {
    const aux = this.auxFiles.map(dataFileToToml);
    this.writeManifest({
      ...(this.#data === undefined ? {} : { data: dataFileToToml(this.#data) }),
      ...(aux.length === 0 ? {} : { data_aux: aux }),
    });
  }
}

function scanOf(wildcard: string, { summary = '', className = '' }: EdlDataFileOptions): Scan {
  // Only `/` separates here: `\` is the wildcard's own escape.
  const pattern = typeof wildcard === 'string' ? wildcard.slice(wildcard.lastIndexOf('/') + 1) : '';
  if (pattern === '') throw noName(wildcard);
  return { pattern, summary, className };
}

function namesOf(file: EdlDataFile | undefined): readonly string[] {
  return file?.parts.map((part) => part.fileName) ?? [];
}

function noName(fileName: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot register file ${describeValue(fileName)}: nothing is left of its name after cleaning`,
  );
}

function nextIndex(file: EdlDataFile | undefined): number {
  return (file?.parts.at(-1)?.index ?? -1) + 1;
}

function withPart(file: EdlDataFile | undefined, part: EdlDataPart): EdlDataFile {
  if (file === undefined) return dataFileOf([part]);
  return { ...file, parts: [...file.parts, part].sort((a, b) => a.index - b.index) };
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !isFormatFile(entry.name)).map((entry) => entry.name);
  } catch (error) {
    throw storageError('read folder', folder, error);
  }
}
