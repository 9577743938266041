/**
 * TypeScript to JavaScript, one file at a time, with the positions of what fails.
 *
 * @module
 */
import type { SourceMap, transformSync } from 'oxc-transform';
import { fileURLToPath } from 'node:url';
import { SyntalosError } from '../errors.ts';

/** A file of a program as plain JavaScript. */
export interface Transpiled {
  readonly code: string;
  readonly map: SourceMap;
}

type Transform = typeof transformSync;

/** Turns one TypeScript or JavaScript file into plain JavaScript with a source map. */
export type Transpiler = (url: URL, text: string) => Transpiled;

/**
 * Loads the transpiler: 10 to 20 ms the first time in a process.
 *
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY where its native part has no build for this machine
 */
export async function loadTranspiler(): Promise<Transpiler> {
  let transform: Transform;
  try {
    ({ transformSync: transform } = await import('oxc-transform'));
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MISSING_DEPENDENCY',
      'Cannot run TypeScript modules: package "oxc-transform" does not load, install it for this machine or give the module as JavaScript',
      { cause },
    );
  }
  return (url, text) => transpile(transform, url, text);
}

function transpile(transform: Transform, url: URL, text: string): Transpiled {
  const path = fileURLToPath(url);
  const result = transform(path, text, {
    lang: /\.m?ts$/.test(path) ? 'ts' : 'js',
    sourceType: 'module',
    sourcemap: true,
  });
  const error = result.errors[0];
  if (error !== undefined) {
    // Labels count bytes of UTF-8.
    const before = Buffer.from(text)
      .subarray(0, error.labels[0]?.start ?? 0)
      .toString();
    throw loadError(path, offsetToPosition(text, before.length), error.message);
  }
  if (result.map === undefined) {
    throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `No source map was made for "${path}"`);
  }
  return { code: result.code, map: result.map };
}

/** A place in a file, both from 1; columns count UTF-16 units, as in stack traces. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The place of a character of a text. */
export function offsetToPosition(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** What a program that cannot be loaded raises: file, line and column lead the message. */
export function loadError(
  path: string,
  position: Position | undefined,
  reason: string,
  cause?: unknown,
): SyntalosError {
  const place = position === undefined ? '' : `line ${position.line}, column ${position.column}: `;
  return new SyntalosError(
    'ERR_SYNTALOS_MODULE_LOAD',
    `Cannot load program "${path}": ${place}${reason.replace(/\.$/, '')}`,
    { cause, details: { path, ...position } },
  );
}
