/**
 * Importing a prepared program into a thread.
 *
 * @module
 */
import type { PreparedProgram } from './prepare-program.ts';
import { loadError } from './transpile.ts';

/** How Node refuses an ES module that its package says is CommonJS. */
const IS_READ_AS_COMMONJS =
  /^(Cannot use import statement outside a module|Unexpected token 'export'|await is only valid in async functions)/;

/**
 * Imports a prepared program into this thread; its top-level code runs.
 *
 * Stack traces of the program show its original files, lines and columns.
 *
 * @returns the exports of its entry file
 * @throws ERR_SYNTALOS_MODULE_LOAD if its files do not fit together, such as an import of a name
 *   that the other file does not export; else whatever the program itself throws
 */
export async function importProgram(program: PreparedProgram): Promise<Record<string, unknown>> {
  if (program.sourceMaps) process.setSourceMapsEnabled(true);
  try {
    return (await import(program.url)) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (IS_READ_AS_COMMONJS.test(error.message)) {
      const remedy = 'write "type": "module" into the package.json beside it, or call the file .mjs or .mts';
      throw loadError(
        program.path,
        undefined,
        `Node reads it as CommonJS (${error.message}): ${remedy}`,
        error,
      );
    }
    if (!program.sourceMaps) throw error;
    throw linkError(program, error);
  }
}

/** The linker speaks of the prepared files, and gives the place before the stack. */
function linkError(program: PreparedProgram, error: SyntaxError): Error {
  // `/folder/name.ts:LINE`, the line itself, a caret below the column: Node applies the source map.
  const place = /^(\/.*|[A-Za-z]:\\.*):(\d+)\r?\n.*\r?\n( *)\^/.exec(error.stack ?? '');
  const reason = error.message.replaceAll(/\.\/\d+-([\w.-]+)\.mjs/g, './$1');
  if (place === null) return loadError(program.path, undefined, reason, error);
  const [, path = program.path, line, indent = ''] = place;
  return loadError(path, { line: Number(line), column: indent.length + 1 }, reason, error);
}
