/**
 * Programs on their way to another machine.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { SyntalosError } from '../../errors.ts';
import { programFilesOf } from '../engine/program-files.ts';
import type { ParcelFile, ProgramParcel } from './agent-protocol.ts';

/** A path of a parcel that stays inside of it. */
const INNER_PATH = /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\\0]+$/;

/**
 * Puts a program's own files together, as they are now.
 *
 * @param entry - absolute path of its first file
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when a file cannot be read as a program
 */
export async function packProgram(entry: string): Promise<ProgramParcel> {
  const { paths, packages } = await programFilesOf(entry);
  const root = commonFolder(paths);
  const files = await Promise.all(
    paths.map(async (path): Promise<ParcelFile> => {
      const text = await readFile(path, 'utf8');
      return { path: relative(root, path).split(sep).join('/'), text, hash: hashOf(text) };
    }),
  );
  return { root, files, packages };
}

/**
 * Lays a program down and compares the packages that it finds there.
 *
 * @param folder - empty or not there; packages are looked for from here upwards
 * @returns absolute path of the entry
 * @throws `ERR_SYNTALOS_MACHINE` - when the parcel is damaged, or a package is missing or of another version
 */
export async function unpackProgram(parcel: ProgramParcel, folder: string, machine: string): Promise<string> {
  const [entry] = parcel.files;
  if (entry === undefined) throw damaged(machine, 'it has no file');
  for (const { path, text, hash } of parcel.files) {
    if (!INNER_PATH.test(path)) throw damaged(machine, `"${path}" leads out of it`);
    if (hashOf(text) !== hash) throw damaged(machine, `"${path}" is not what was sent`);
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  const found = await programFilesOf(join(folder, entry.path));
  for (const [name, version] of Object.entries(parcel.packages)) {
    const here = found.packages[name];
    if (here === version) continue;
    throw new SyntalosError(
      'ERR_SYNTALOS_MACHINE',
      `Machine "${machine}" has ${name} ${here ?? '(none)'}, the host has ${version}: install ${name}@${version} there`,
      { details: { machine } },
    );
  }
  return join(folder, entry.path);
}

function damaged(machine: string, what: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MACHINE', `Machine "${machine}" got a damaged program: ${what}`, {
    details: { machine },
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The folder that all files lie in or below. */
function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? sep);
  while (!paths.every((path) => path.startsWith(folder === sep ? sep : `${folder}${sep}`))) {
    folder = dirname(folder);
  }
  return folder;
}
