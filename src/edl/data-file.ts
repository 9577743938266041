/**
 * Data files of a dataset: one or more parts on disk that make one stream of data.
 *
 * @module
 */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TomlTable, TomlValue } from 'smol-toml';
import { SyntalosError } from '../errors.ts';
import { unreadable, optionalText } from './manifest.ts';
import { fileTypeOf, mediaTypeOf } from './media-type.ts';
import { isMissing, storageError } from './storage-error.ts';
import { describeToml, isTable } from './toml-file.ts';
import { cleanFileName } from './unit-name.ts';

/** How the file of a part is compressed on disk although its manifest does not say so. */
export type EdlCompression = 'none' | 'zst' | 'gz' | 'xz';

const STAND_INS: readonly EdlCompression[] = ['xz', 'zst', 'gz'];

/** Where the bytes of a part are. */
export interface EdlPartLocation {
  /** Absolute path of a file or folder that exists. */
  readonly path: string;
  /** `none`, unless the file that the manifest names was compressed later (`x.rhd` to `x.rhd.xz`). */
  readonly compression: EdlCompression;
}

/** One file of a data file, or one folder: a Zarr store. */
export class EdlDataPart {
  /** Name inside the dataset's folder. */
  readonly fileName: string;
  /** Place among the parts, from 0. */
  readonly index: number;
  /** Absolute path that the manifest stands for; {@link locate} finds the file. */
  readonly path: string;

  constructor(folder: string, fileName: string, index: number) {
    this.fileName = fileName;
    this.index = index;
    this.path = join(folder, fileName);
  }

  /**
   * Finds the part on disk, a file or the folder of a Zarr store, or a compressed stand-in beside it.
   *
   * @throws `ERR_SYNTALOS_STORAGE` if there is neither
   */
  async locate(): Promise<EdlPartLocation> {
    if (await exists(this.path)) return { path: this.path, compression: 'none' };
    for (const compression of STAND_INS) {
      const path = `${this.path}.${compression}`;
      if (await exists(path)) return { path, compression };
    }
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `Cannot read "${this.path}": the manifest names this file, but neither it nor a compressed ` +
        `${STAND_INS.map((extension) => `.${extension}`).join(', ')} of it is there`,
      { details: { path: this.path } },
    );
  }
}

/** A part is a file, or a folder: a Zarr store. */
async function exists(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isFile() || found.isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw storageError('read', path, error);
  }
}

/** The data of a dataset, or data that goes with it (an *auxiliary* file). */
export interface EdlDataFile {
  /** Extension without dot (`csv`, `csv.zst`); empty if the name has none. */
  readonly fileType: string;
  /** MIME type, if it is known. */
  readonly mediaType: string | undefined;
  /** Class of the data; empty if none was given. */
  readonly className: string;
  /** What the data is, for people; empty if none was given. */
  readonly summary: string;
  /** By index; at least one. */
  readonly parts: readonly EdlDataPart[];
}

/** What a program may say of a data file beside its name. */
export interface EdlDataFileOptions {
  /** What the data is, for people. */
  readonly summary?: string;
  /** Class of the data. */
  readonly className?: string;
}

/** Makes a data file whose types follow from the name of its first part. */
export function dataFileOf(
  parts: readonly EdlDataPart[],
  { summary = '', className = '' }: EdlDataFileOptions = {},
): EdlDataFile {
  const first = parts[0]?.fileName ?? '';
  return { fileType: fileTypeOf(first), mediaType: mediaTypeOf(first), summary, className, parts };
}

/** Makes the table of a data file in a manifest. */
export function dataFileToToml(file: EdlDataFile): TomlTable {
  return {
    ...(file.fileType === '' ? {} : { file_type: file.fileType }),
    ...(file.mediaType === undefined ? {} : { media_type: file.mediaType }),
    ...(file.className === '' ? {} : { class: file.className }),
    ...(file.summary === '' ? {} : { summary: file.summary }),
    parts: file.parts.map((part) => ({
      fname: part.fileName,
      ...(file.parts.length > 1 ? { index: BigInt(part.index) } : {}),
    })),
  };
}

/**
 * Checks one data section of a manifest.
 *
 * @param folder - the dataset's folder, which no part can leave
 * @param path - the manifest's path, for messages
 * @param key - `data` or `data_aux`, for messages
 * @returns the file, or `undefined` for a section without parts, as older writers leave behind
 * @throws `ERR_SYNTALOS_EDL` naming file and key
 */
export function dataFileFromToml(
  section: TomlValue,
  folder: string,
  path: string,
  key: string,
): EdlDataFile | undefined {
  if (!isTable(section)) throw unreadable(path, key, `is ${describeToml(section)}, expected a table`);
  const { parts = [] } = section;
  if (!Array.isArray(parts)) throw unreadable(path, `${key}.parts`, 'is not an array of tables');
  if (parts.length === 0) return undefined;
  const read = parts
    .map((part, i) => partFromToml(part, i, folder, path, `${key}.parts[${i}]`))
    .sort((a, b) => a.index - b.index);
  const first = read[0]?.fileName ?? '';
  return {
    fileType: optionalText(section['file_type'], path, `${key}.file_type`) ?? fileTypeOf(first),
    mediaType: optionalText(section['media_type'], path, `${key}.media_type`) ?? mediaTypeOf(first),
    className: optionalText(section['class'], path, `${key}.class`) ?? '',
    summary: optionalText(section['summary'], path, `${key}.summary`) ?? '',
    parts: read,
  };
}

function partFromToml(
  part: TomlValue,
  position: number,
  folder: string,
  path: string,
  key: string,
): EdlDataPart {
  if (!isTable(part)) throw unreadable(path, key, `is ${describeToml(part)}, expected a table`);
  const { fname, index = BigInt(position) } = part;
  const fileName = typeof fname === 'string' ? cleanFileName(fname) : '';
  if (fileName === '') {
    throw unreadable(path, `${key}.fname`, `is ${describeToml(fname)}, expected a file name`);
  }
  if (typeof index !== 'bigint' || !Number.isSafeInteger(Number(index))) {
    throw unreadable(path, `${key}.index`, `is ${describeToml(index)}, expected an integer`);
  }
  return new EdlDataPart(folder, fileName, Number(index));
}
