/**
 * Imports of this very package by a user's program.
 *
 * @module
 */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PACKAGE_NAME = 'syntalos-mlink';
const MANIFEST = `${PACKAGE_NAME}/package.json`;

/**
 * The URL of an entry point of this very package.
 *
 * @param specifier - the package's name or one of its subpaths
 * @returns `undefined` for any other specifier
 * @throws what Node raises for a subpath that does not exist
 */
export function resolveThisPackage(specifier: string): string | undefined {
  if (specifier !== PACKAGE_NAME && !specifier.startsWith(`${PACKAGE_NAME}/`)) return undefined;
  return pathToFileURL(createRequire(import.meta.url).resolve(specifier)).href;
}

/** Whether plain Node finds this package from the file at `url`, and this very copy. */
export function seesThisPackage(url: URL): boolean {
  try {
    const seen = createRequire(url).resolve(MANIFEST);
    return seen === fileURLToPath(resolveThisPackage(MANIFEST) ?? '');
  } catch {
    return false;
  }
}
