/**
 * The files that an agent has recorded, as its host reads them.
 *
 * @module
 */
import { closeSync, openSync, readSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isMissing } from '../../edl/storage-error.ts';
import { SyntalosError, messageOf } from '../../errors.ts';
import type { EnvelopeCarrier } from '../../ipc/envelope/index.ts';
import { CHUNK_BYTES, FileAnswer, innerPath, readJson, type RecordedFileFacts } from '../machines/index.ts';

/**
 * Answers each question for a piece of a file, in their order.
 *
 * @param recordedIn - the folder of the recording, if there is one
 */
export function serveFiles(carrier: EnvelopeCarrier, recordedIn: () => Promise<string | undefined>): void {
  carrier.onEnvelope((bytes) => {
    const { path, at } = readJson(bytes) ?? {};
    if (typeof path !== 'string' || typeof at !== 'number') return;
    void recordedIn()
      .then((folder) => chunkOf(fileIn(folder, path), at))
      .catch((error: unknown) => failureOf(messageOf(error)))
      .then((answer) => carrier.post(answer, {}));
  });
}

/**
 * Absolute path of a file of a recording.
 *
 * @throws `ERR_SYNTALOS_STORAGE` - there is no recording, or the path leads out of it
 */
export function fileIn(folder: string | undefined, path: string): string {
  const file = folder === undefined ? undefined : innerPath(folder, path);
  if (file === undefined) {
    throw new SyntalosError('ERR_SYNTALOS_STORAGE', `There is no "${path}" in what was recorded here`);
  }
  return file;
}

/** All files of a folder. A link is what it leads to, and nothing if that is not there. */
export async function filesBelow(folder: string): Promise<RecordedFileFacts[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const found = await statIfThere(path);
      if (found?.isFile() !== true) return undefined;
      return { path: relative(folder, path).split(sep).join('/'), bytes: found.size };
    }),
  );
  return files.filter((file) => file !== undefined);
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function chunkOf(file: string, at: number): Uint8Array {
  const handle = openSync(file, 'r');
  try {
    const answer = new Uint8Array(1 + CHUNK_BYTES);
    answer[0] = FileAnswer.chunk;
    return answer.subarray(0, 1 + readSync(handle, answer, 1, CHUNK_BYTES, at));
  } finally {
    closeSync(handle);
  }
}

function failureOf(why: string): Uint8Array {
  return Uint8Array.of(FileAnswer.failure, ...new TextEncoder().encode(why));
}
