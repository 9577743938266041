/**
 * An HDF5 file that is written, by the optional package h5wasm.
 *
 * @module
 */
import { access, rename, rm, writeFile } from 'node:fs/promises';
import type { Dtype, File as H5File, Group, GuessableDataTypes } from 'h5wasm';
import { SyntalosError, messageOf } from '../../errors.ts';

/** What attributes can hold: texts, whole numbers of 32 bits and others, and lists of them. */
export type Hdf5Attribute =
  | string
  | readonly string[]
  | { readonly int32: number | readonly number[] }
  | { readonly float32: number }
  | { readonly float64: number };

/** Attributes by their names. */
export type Hdf5Attributes = Readonly<Record<string, Hdf5Attribute>>;

/** A dataset that is made: h5wasm's own description of it. */
export type Hdf5Dataset = Parameters<Group['create_dataset']>[0];

/** Appended to the name of a file until it is whole. */
const PARTIAL = '.part';

/**
 * A file that is written; it has its name once it is whole, and nothing stays of one that could not be.
 *
 * h5wasm writes to the disk itself, synchronously in the thread that calls it.
 */
export class Hdf5File {
  readonly path: string;
  readonly #file: H5File;
  #failure: Error | undefined;

  private constructor(path: string, file: H5File) {
    this.path = path;
    this.#file = file;
  }

  /**
   * @throws SyntalosError `ERR_SYNTALOS_MISSING_DEPENDENCY` - h5wasm is not there; `ERR_SYNTALOS_STORAGE` - the file
   *   cannot be written
   */
  static async create(path: string): Promise<Hdf5File> {
    const h5wasm = await loadH5wasm(path);
    const module = await h5wasm.ready;
    try {
      // HDF5 itself says neither which file nor why.
      await writeFile(path + PARTIAL, '');
      await access(path + PARTIAL);
    } catch (error) {
      throw storageError(path, error);
    }
    // Otherwise failures are texts on the standard error of the process, and nothing more.
    module.activate_throwing_error_handler();
    return new Hdf5File(path, new h5wasm.File(path + PARTIAL, 'w'));
  }

  /** Makes a group and those above it that are missing. */
  group(path: string, attributes: Hdf5Attributes = {}): Group {
    let group: Group = this.#file;
    for (const name of path.split('/').filter((each) => each !== '')) {
      const found = group.keys().includes(name) ? group.get(name) : undefined;
      group = (found as Group | undefined) ?? this.#try(() => group.create_group(name));
    }
    this.attributes(path, attributes);
    return group;
  }

  /** Makes a dataset in a group that is there. */
  dataset(group: string, options: Hdf5Dataset, attributes: Hdf5Attributes = {}): void {
    this.#try(() => this.group(group).create_dataset(options));
    this.attributes(`${group}/${options.name}`, attributes);
  }

  /** Sets attributes of a group or dataset that is there. */
  attributes(path: string, attributes: Hdf5Attributes): void {
    const object = path === '/' ? this.#file : this.#file.get(path);
    for (const [name, value] of Object.entries(attributes)) {
      const { data, shape, dtype } = attributeData(value);
      this.#try(() => (object as Group).create_attribute(name, data, shape, dtype));
    }
  }

  /** Makes a dataset longer and writes its new rows. */
  append(path: string, shape: readonly number[], from: number, values: GuessableDataTypes): void {
    this.#try(() => {
      const dataset = this.#file.get(path) as import('h5wasm').Dataset;
      dataset.resize([...shape]);
      dataset.write_slice(
        shape.map((size, i) => [i === 0 ? from : 0, size]),
        values,
      );
    });
  }

  /**
   * Completes the file and gives it its name.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` - this, or something before, could not be written
   */
  async close(): Promise<void> {
    this.#try(() => {
      this.#file.flush();
      this.#file.close();
    });
    await rename(this.path + PARTIAL, this.path);
  }

  /** Gives the file up. */
  async discard(): Promise<void> {
    try {
      this.#file.close();
    } catch {
      // It is removed in any case.
    }
    await rm(this.path + PARTIAL, { force: true });
  }

  #try<T>(step: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return step();
    } catch (error) {
      this.#failure = storageError(this.path, error);
      throw this.#failure;
    }
  }
}

async function loadH5wasm(path: string): Promise<typeof import('h5wasm')> {
  try {
    return await import('h5wasm/node');
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MISSING_DEPENDENCY',
      `Cannot write "${path}": the optional package "h5wasm" is not installed, install it by "npm install h5wasm"`,
      { cause, details: { package: 'h5wasm' } },
    );
  }
}

function attributeData(value: Hdf5Attribute): {
  readonly data: GuessableDataTypes;
  readonly shape: number[];
  readonly dtype: Dtype;
} {
  if (typeof value === 'string') return { data: value, shape: [], dtype: 'S' };
  if ('int32' in value) {
    const { int32 } = value;
    return typeof int32 === 'number'
      ? { data: int32, shape: [], dtype: '<i' }
      : { data: [...int32], shape: [int32.length], dtype: '<i' };
  }
  if ('float32' in value) return { data: value.float32, shape: [], dtype: '<f' };
  if ('float64' in value) return { data: value.float64, shape: [], dtype: '<d' };
  return { data: [...value], shape: [value.length], dtype: 'S' };
}

function storageError(path: string, cause: unknown): SyntalosError {
  const why = messageOf(cause);
  return new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot write "${path}": ${why}`, {
    cause,
    details: { path },
  });
}
