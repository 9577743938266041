/**
 * The files that a module's program consists of, and the packages that it uses.
 *
 * @module
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProgram } from '../../script/index.ts';

/** What a program consists of. */
export interface ProgramFiles {
  /** Absolute paths of its own files that it imports or runs, the entry first. */
  readonly paths: readonly string[];
  /** Of those that it names to read them: `new URL('./model.onnx', import.meta.url)`. */
  readonly dataPaths: readonly string[];
  /** Versions of the packages that it imports, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Files that a program names from its own place: `new URL('./analyze.ts', import.meta.url)`. */
const NAMED_FILE = /new URL\(\s*['"](\.{1,2}\/[^'"]+)['"]\s*,\s*import\.meta\.url/g;
/** Those that are run in workers. */
const PROGRAM = /\.[cm]?[tj]s$/;
/** Imports, which the program's files name by where they were found. */
const IMPORTED_FILE = /['"](file:\/\/\/[^'"]+)['"]/g;

/**
 * Walks a program's imports, and the files that it names from its own place.
 *
 * @param entry - absolute path of its first file
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when a file cannot be read as a program
 */
export async function programFilesOf(entry: string): Promise<ProgramFiles> {
  const paths = new Set<string>();
  const dataPaths = new Set<string>();
  const packages: Record<string, string> = {};
  const entries = [entry];
  for (const next of entries) {
    if (paths.has(next)) continue;
    for (const { path, code } of await readProgram(next)) {
      paths.add(path);
      for (const [, relPath = ''] of code.matchAll(NAMED_FILE)) {
        const named = join(dirname(path), relPath);
        if (!isFile(named)) continue;
        if (PROGRAM.test(named)) entries.push(named);
        else dataPaths.add(named);
      }
      for (const [, url = ''] of code.matchAll(IMPORTED_FILE)) {
        const imported = fileURLToPath(url);
        if (imported.includes('/node_modules/')) {
          const found = packageOf(imported);
          if (found !== undefined) packages[found.name] = found.version;
        } else if (!PROGRAM.test(imported) && isFile(imported)) {
          paths.add(imported); // such as JSON
        }
      }
    }
  }
  return { paths: [...paths], dataPaths: [...dataPaths].filter((path) => !paths.has(path)), packages };
}

/** The folder that all files lie in or below. */
export function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? sep);
  while (!paths.every((path) => path.startsWith(folder === sep ? sep : `${folder}${sep}`))) {
    folder = dirname(folder);
  }
  return folder;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
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
