/**
 * Where this package's own files are.
 *
 * The one place that knows: compiled file by file (`dist/files`) as tests import it, and bundled
 * (`dist/bundle`, made by `scripts/bundle.mjs`), this code lies below the package's folder `dist`.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DIST = '/dist/';
const here = import.meta.url;

/** The folder that all built code of the package is in. */
export const BUILT_CODE: URL = new URL(here.slice(0, here.lastIndexOf(DIST) + DIST.length));

/** The package's folder. */
export const PACKAGE_FOLDER: URL = new URL('../', BUILT_CODE);

/**
 * A bundled file that a thread or process starts with.
 *
 * @param name - an entry of `scripts/bundle.mjs`, with its extension
 */
export function entryUrl(name: string): URL {
  return new URL(`bundle/${name}`, BUILT_CODE);
}

/** What a run shows and what its words mean: the guide that summaries and help name. */
export const RUN_GUIDE: string = fileURLToPath(new URL('docs/read-a-run.md', PACKAGE_FOLDER));

/** How somebody who has the package builds its addon. */
export const BUILD_ADDON: string = `run "npm run build:native" in "${fileURLToPath(PACKAGE_FOLDER)}" (needs Rust)`;

/** Version of this package. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}
