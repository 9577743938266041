/**
 * Importing a prepared program into a thread.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PreparedProgram } from './prepare-program.ts';
import { loadError, loadTranspiler } from './transpile.ts';

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
    const path = fileOf(error) ?? program.path;
    if (await isModuleReadAsCommonJs(path)) {
      const remedy = 'write "type": "module" into the package.json beside it, or call the file .mjs or .mts';
      throw loadError(path, undefined, `Node reads it as CommonJS (${error.message}): ${remedy}`, error);
    }
    if (!program.sourceMaps) throw error;
    throw linkError(program, error);
  }
}

/** The file that a syntax error is in: Node gives its place before the stack. */
function fileOf(error: SyntaxError): string | undefined {
  return /^(?:file:\/\/)?(\/.*|[A-Za-z]:\\.*):\d+\r?\n/.exec(error.stack ?? '')?.[1];
}

/** Whether a file is an ES module that its package says is none: each may fail Node in another way. */
async function isModuleReadAsCommonJs(path: string): Promise<boolean> {
  if (!path.endsWith('.js') || packageType(path) === 'module') return false;
  try {
    (await loadTranspiler())(pathToFileURL(path), readFileSync(path, 'utf8'));
    return true;
  } catch {
    return false; // it is no module either, or nobody can tell
  }
}

/** The field `type` of the package that a file is in. */
function packageType(path: string): unknown {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return (manifest as { readonly type?: unknown } | null)?.type;
    } catch {
      if (folder === dirname(folder)) return undefined;
    }
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
