import type { PreparedProgram } from './prepare-program.ts';
import { loadError } from './transpile.ts';

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
    if (!program.sourceMaps || !(error instanceof SyntaxError)) throw error;
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
