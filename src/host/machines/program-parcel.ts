/**
 * Programs on their way to another machine.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { SyntalosError } from '../../errors.ts';
import { commonFolder, programFilesOf } from '../engine/program-files.ts';
import { formatBytes } from '../report/index.ts';
import type { ParcelFile, ProgramParcel } from './agent-protocol.ts';
import { innerPath } from './inner-path.ts';

/** Most bytes of the files that a program reads: it travels as one message. */
const MOST_DATA_BYTES = 256 * 1024 * 1024;

/**
 * Puts a program's own files together, as they are now.
 *
 * @param entry - absolute path of its first file
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when a file cannot be read as a program
 */
export async function packProgram(entry: string): Promise<ProgramParcel> {
  const { paths, dataPaths, packages } = await programFilesOf(entry);
  const root = commonFolder([...paths, ...dataPaths]);
  const sizes = await Promise.all(dataPaths.map(async (path) => (await stat(path)).size));
  const dataBytes = sizes.reduce((sum, size) => sum + size, 0);
  if (dataBytes > MOST_DATA_BYTES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MODULE_LOAD',
      `Cannot send "${entry}" to another machine: the files that it reads have ${formatBytes(dataBytes)} (${dataPaths.join(', ')}), expected at most ${formatBytes(MOST_DATA_BYTES)}; put large ones there yourself, and name them by their whole path`,
      { details: { path: entry } },
    );
  }
  const pack = async (path: string): Promise<ParcelFile> => {
    const bytes = await readFile(path);
    const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
    const content = bytes.toString(encoding);
    return { path: relative(root, path).split(sep).join('/'), content, encoding, hash: hashOf(bytes) };
  };
  const files = await Promise.all([...paths, ...dataPaths].map(pack));
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
  for (const { path, content, encoding, hash } of parcel.files) {
    const file = innerPath(folder, path);
    if (file === undefined) throw damaged(machine, `"${path}" leads out of it`);
    const bytes = Buffer.from(content, encoding);
    if (hashOf(bytes) !== hash) throw damaged(machine, `"${path}" is not what was sent`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
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

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
