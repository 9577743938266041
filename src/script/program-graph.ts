/**
 * The files of a program: its entry, and all that it imports.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyntalosError } from '../errors.ts';
import { resolveImport } from './resolve-import.ts';
import { rewriteImports } from './rewrite-imports.ts';
import {
  type Position,
  type Transpiled,
  type Transpiler,
  loadError,
  loadTranspiler,
  offsetToPosition,
} from './transpile.ts';

/** One file of a prepared program: plain JavaScript that imports its siblings by `name`. */
export interface ProgramFile {
  readonly name: string;
  readonly code: string;
  /** Absolute path of the file that it was made from. */
  readonly path: string;
}

type Parse = (typeof import('es-module-lexer'))['parse'];

/** A program with more files of its own than this is no module but a mistake. */
const MAX_FILES = 2000;

/**
 * Walks the imports of a program from its entry through all files of its own and makes plain
 * JavaScript of each, once, however often and in whatever circles they are imported.
 *
 * A program's own files are the TypeScript and JavaScript modules that it imports by a relative
 * path. Everything else (packages, JSON, CommonJS) is imported from where it lies.
 *
 * @param entryText - the entry's text, where it does not lie in its file
 * @returns the files, the entry first
 * @throws ERR_SYNTALOS_MODULE_LOAD with file, line and column of a syntax error or of an import
 *   that leads nowhere
 */
export async function walkProgram(entry: URL, entryText?: string): Promise<ProgramFile[]> {
  const [transpile, lexer] = await Promise.all([loadTranspiler(), import('es-module-lexer')]);
  await lexer.init();
  const names = new Map<string, string>();
  const nameOf = (href: string): string => {
    const name = names.get(href) ?? fileName(names.size, href);
    names.set(href, name);
    return name;
  };
  nameOf(entry.href);
  const files: ProgramFile[] = [];
  // A Map is walked in order of insertion, including what is inserted meanwhile.
  for (const [href, name] of names) {
    if (names.size > MAX_FILES) {
      throw new SyntalosError(
        'ERR_SYNTALOS_MODULE_LOAD',
        `Cannot load program "${fileURLToPath(entry)}": it has more than ${MAX_FILES} files of its own`,
      );
    }
    const url = new URL(href);
    const text = href === entry.href ? (entryText ?? readText(url)) : readText(url);
    files.push({
      name,
      code: prepareFile(url, text, transpile, lexer.parse, nameOf),
      path: fileURLToPath(url),
    });
  }
  return files;
}

function prepareFile(
  url: URL,
  text: string,
  transpile: Transpiler,
  parse: Parse,
  nameOf: (href: string) => string,
): string {
  const transpiled = transpile(url, text);
  const [imports] = parse(transpiled.code);
  const code = rewriteImports(transpiled.code, imports, url.href, (specifier, offset) => {
    try {
      const found = resolveImport(specifier, url);
      const own = /^\.{0,2}\//.test(specifier) && isModuleFile(new URL(found), parse);
      return own ? `./${nameOf(found)}` : found;
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      const position = originalPosition(transpiled, offset);
      throw loadError(fileURLToPath(url), position, cause.message, cause);
    }
  });
  const usesMeta = imports.some(({ type }) => type === 'import-meta');
  return join(url, code, transpiled.map, usesMeta ? `${metaOf(url)}\n` : '');
}

/** Puts a file together: a prologue of whole lines, the code, its source map. */
function join(url: URL, code: string, map: Transpiled['map'], prologue: string): string {
  const shifted = {
    version: 3,
    sources: [url.href],
    names: map.names,
    // One `;` for each line before the code; the text of the source is read from its own file.
    mappings: (prologue === '' ? '' : ';') + map.mappings,
  };
  const base64 = Buffer.from(JSON.stringify(shifted)).toString('base64');
  return `${prologue}${code}\n//# sourceMappingURL=data:application/json;base64,${base64}\n`;
}

/** One line that makes `import.meta` speak of the original file. */
function metaOf(url: URL): string {
  const path = fileURLToPath(url);
  const facts = JSON.stringify({ url: url.href, filename: path, dirname: dirname(path) });
  return `Object.assign(import.meta,${facts},{resolve:(r=>s=>/^\\.{0,2}\\//.test(s)?new URL(s,import.meta.url).href:r(s))(import.meta.resolve)});`;
}

function originalPosition({ code, map }: Transpiled, offset: number): Position {
  const { line, column } = offsetToPosition(code, offset);
  const entry = new SourceMap(map as unknown as SourceMapPayload).findEntry(line - 1, column - 1);
  return 'originalLine' in entry
    ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    : { line, column };
}

function isModuleFile(url: URL, parse: Parse): boolean {
  if (/\.(ts|mts|mjs)$/.test(url.pathname)) return true;
  if (!url.pathname.endsWith('.js')) return false;
  const [, , , hasModuleSyntax] = parse(readText(url));
  return hasModuleSyntax;
}

function fileName(index: number, href: string): string {
  return `${index}-${basename(fileURLToPath(href)).replaceAll(/[^\w.-]/g, '_')}.mjs`;
}

function readText(url: URL): string {
  try {
    return readFileSync(url, 'utf8');
  } catch (cause) {
    const path = fileURLToPath(url);
    throw new SyntalosError(
      'ERR_SYNTALOS_MODULE_LOAD',
      `Cannot load program "${path}": the file cannot be read`,
      { cause, details: { path } },
    );
  }
}
