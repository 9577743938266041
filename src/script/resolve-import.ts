/**
 * What an import of a user's program refers to.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { moduleResolve } from 'import-meta-resolve';
import { resolveThisPackage } from './this-package.ts';

const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync']);

/**
 * Finds what an import of a program means.
 *
 * As Node does it, with two additions: `syntalos-mlink` and its subpaths are always this very
 * package, whatever is installed beside the program (two copies could not share a link), and
 * `./x.js` means `./x.ts` where only that exists, as in TypeScript.
 *
 * @param specifier - what the program wrote
 * @param parent - the importing file
 * @returns a `file:` URL, or the specifier itself where it needs no file
 * @throws what Node would raise for an import that leads nowhere
 */
export function resolveImport(specifier: string, parent: URL): string {
  if (isBuiltin(specifier)) return specifier;
  const own = resolveThisPackage(specifier);
  if (own !== undefined) return own;
  if (/^(\.{0,2}\/|file:)/.test(specifier)) {
    const url = new URL(specifier, parent);
    const source = url.href.replace(/\.(m?)js$/, '.$1ts');
    if (!existsSync(url) && existsSync(new URL(source))) return source;
  } else if (URL.canParse(specifier)) {
    return specifier;
  }
  // Node's own resolver takes no parent outside a flag, hence the package. Symbolic links stay,
  // so that errors show the path that the user knows.
  return moduleResolve(specifier, parent, new Set(CONDITIONS), specifier.startsWith('.')).href;
}
