/**
 * The files of a dataset on disk.
 *
 * @module
 */
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { EdlDataFile, EdlDataPart, EdlDataset } from '../edl/index.ts';
import { messageOf } from '../errors.ts';

/**
 * Paths of all parts, packed or not. Parts that are missing at the start are left out with a line; of a
 * later one it is the path of the manifest, and reading it fails then.
 *
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` - no part is there
 */
export async function locateParts(
  parts: readonly EdlDataPart[],
  name: string,
  onWarning: (text: string) => void,
): Promise<string[]> {
  const paths: string[] = [];
  const missing: unknown[] = [];
  for (const part of parts) {
    try {
      paths.push((await part.locate()).path);
    } catch (error) {
      if (paths.length === 0) missing.push(error);
      else paths.push(part.path);
    }
  }
  if (paths.length === 0) throw missing[0];
  if (missing.length > 0) {
    const which = missing.length === 1 ? 'its first part' : `its first ${missing.length} parts`;
    onWarning(`Dataset "${name}" is played without ${which} of ${parts.length}: ${messageOf(missing[0])}`);
  }
  return paths;
}

/** What lies in place of a missing video: a file of the same type that no manifest names. */
export async function onlyOtherVideo({ path, dataFile }: EdlDataset): Promise<string | undefined> {
  const missing = dataFile!.parts[0]!.fileName;
  if (dataFile!.parts.length > 1) return undefined;
  const others = (await readdir(path)).filter((file) => file.endsWith(extname(missing)) && file !== missing);
  return others.length === 1 ? others[0] : undefined;
}

/** Types of files that have held the times of a video's frames, in the order in which they are looked for. */
const TIMES_TYPES = ['tsync', 'csv', 'tsv', 'txt'] as const;

/**
 * Paths of the files with the times of a video's frames: one for each part if their names say which, else
 * as the manifest has them.
 *
 * @param videoPaths - of the parts that are played
 */
export async function locateTimes(dataset: EdlDataset, videoPaths: readonly string[]): Promise<string[]> {
  const parts = timesFilesOf(dataset).flatMap(({ parts: own }) => own);
  if (parts.length === 0) return [];
  const paths = await Promise.all(parts.map(pathOf));
  if (videoPaths.length === 1 && parts.length === 1) return paths;
  const found = videoPaths.map((video) => paths.find((path) => isNamedAfter(path, video)));
  const named = found.filter((path) => path !== undefined);
  // Without the file of its times a part has its own: the name says what is missing.
  if (named.length === 0 || new Set(named).size < named.length) return paths;
  const extension = extname(named[0]!);
  return found.map((path, i) => path ?? `${stemOf(videoPaths[i]!)}_timestamps${extension}`);
}

function timesFilesOf({ auxFiles }: EdlDataset): readonly EdlDataFile[] {
  for (const type of TIMES_TYPES) {
    const files = auxFiles.filter(({ fileType }) => fileType.toLowerCase().split('.')[0] === type);
    const called = files.filter(({ summary, parts }) =>
      /time|stamp/i.test(`${summary} ${parts[0]?.fileName ?? ''}`),
    );
    if (called.length > 0) return called;
    if (files.length > 0 && type !== 'txt') return files;
  }
  return [];
}

async function pathOf(part: EdlDataPart): Promise<string> {
  try {
    return (await part.locate()).path;
  } catch {
    // Reading it says what is missing.
    return part.path;
  }
}

/** `film_1_timestamps.tsync` goes with `film_1.mkv`, `film_10.tsync` does not. */
function isNamedAfter(timesPath: string, videoPath: string): boolean {
  const stem = basename(stemOf(videoPath));
  const name = basename(timesPath);
  return name.startsWith(stem) && !/^\d/.test(name.slice(stem.length));
}

function stemOf(path: string): string {
  return join(path, '..', basename(path, extname(path)));
}
