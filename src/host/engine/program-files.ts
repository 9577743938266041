/**
 * The files that a module's program consists of, and the packages that it uses.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProgram } from '../../script/index.ts';

/** What a program consists of. */
export interface ProgramFiles {
  /** Absolute paths of its own files, the entry first. */
  readonly paths: readonly string[];
  /** Versions of the packages that it imports, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Files that a program runs in workers: `new URL('./analyze.ts', import.meta.url)`. */
const WORKER_FILE = /new URL\(\s*['"](\.{1,2}\/[^'"]+\.m?[tj]s)['"]\s*,\s*import\.meta\.url/g;
/** Imports of packages, which the program's files name by where they were found. */
const PACKAGE_FILE = /['"](file:\/\/[^'"]*\/node_modules\/[^'"]+)['"]/g;

/**
 * Walks a program's imports, and the files that it names for workers.
 *
 * @param entry - absolute path of its first file
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when a file cannot be read as a program
 */
export async function programFilesOf(entry: string): Promise<ProgramFiles> {
  const paths = new Set<string>();
  const packages: Record<string, string> = {};
  const entries = [entry];
  for (const next of entries) {
    if (paths.has(next)) continue;
    for (const { path, code } of await readProgram(next)) {
      paths.add(path);
      for (const [, relPath = ''] of code.matchAll(WORKER_FILE)) {
        const worker = join(dirname(path), relPath);
        if (existsSync(worker)) entries.push(worker);
      }
      for (const [, url = ''] of code.matchAll(PACKAGE_FILE)) {
        const found = packageOf(fileURLToPath(url));
        if (found !== undefined) packages[found.name] = found.version;
      }
    }
  }
  return { paths: [...paths], packages };
}

/** The package that a file belongs to. */
function packageOf(file: string): { readonly name: string; readonly version: string } | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    // A package.json without a version only says of which kind the files beside it are.
    if (typeof name === 'string' && typeof version === 'string') return { name, version };
  }
  return undefined;
}
