/**
 * Where this package's own files are.
 *
 * The one place that knows: compiled file by file (`dist/files`) as tests import it, and bundled
 * (`dist/bundle`, made by `scripts/bundle.mjs`), this code lies two folders below the package's own.
 *
 * @module
 */

/** The package's folder. */
export const PACKAGE_FOLDER: URL = new URL('../../', import.meta.url);

/** The folder that all its built code is in. */
export const BUILT_CODE: URL = new URL('../', import.meta.url);

/**
 * A bundled file that a thread or process starts with.
 *
 * @param name - an entry of `scripts/bundle.mjs`, with its extension
 */
export function entryUrl(name: string): URL {
  return new URL(`bundle/${name}`, BUILT_CODE);
}
