/**
 * Replacing the specifiers of a file's imports.
 *
 * @module
 */
import type { Import } from 'es-module-lexer';

/** Where the import of a specifier leads once the program lies in its own folder. */
export type ImportTarget = (specifier: string, offset: number) => string;

/**
 * Replaces the specifiers of imports by their targets. Lines stay as they are, and columns up to
 * the first specifier of a line.
 *
 * A computed `import(expression)` is resolved at run time against the original file.
 *
 * @param code - plain JavaScript
 * @param imports - what the lexer found in it
 * @param original - URL of the file that the code came from
 * @param target - called with each specifier and its place in `code`
 */
export function rewriteImports(
  code: string,
  imports: readonly Import[],
  original: string,
  target: ImportTarget,
): string {
  let result = '';
  let done = 0;
  for (const found of imports) {
    if (found.type === 'import-meta') continue;
    const { start, end } = found;
    result += code.slice(done, start);
    if (found.specifier === undefined) {
      result += resolveAtRunTime(code.slice(start, end), original);
    } else {
      const url = JSON.stringify(target(found.specifier, start));
      // The place of a static import's specifier is between its quotes, of a dynamic one around.
      result += found.type === 'dynamic' ? url : url.slice(1, -1);
    }
    done = end;
  }
  return result + code.slice(done);
}

function resolveAtRunTime(expression: string, original: string): string {
  const resolve = `/^\\.{0,2}\\//.test(s)?new URL(s,${JSON.stringify(original)}).href:s`;
  return `(s=>${resolve})(String(${expression}))`;
}
