/**
 * Preparing a user's program: all its files as JavaScript in a folder of their own.
 *
 * @module
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SyntalosError } from '../errors.ts';
import type { ProgramFile } from './program-graph.ts';
import { seesThisPackage } from './this-package.ts';

/** What a thread needs to import a program: plain data, for `workerData` or a message. */
export interface PreparedProgram {
  /** The file that the user named. */
  readonly path: string;
  /** What to import instead. */
  readonly url: string;
  /** Whether positions in errors need source maps. */
  readonly sourceMaps: boolean;
}

/** How to prepare a program. */
export interface PrepareOptions {
  /** The program's text, where it does not lie in the file, which then only gives it name and place. */
  readonly text?: string;
}

/** Owns what a prepared program keeps on disk. */
export interface ProgramHandle extends AsyncDisposable {
  readonly program: PreparedProgram;
  /** Removes it; call after the last thread that runs the program has ended. */
  close(): Promise<void>;
  /** The same at once, for the end of a process; what cannot be removed stays. */
  closeNow(): void;
}

/**
 * Makes a program ready to be imported by any number of threads of this process.
 *
 * A JavaScript file that finds this very package by itself is left as it is. Of a TypeScript
 * program, all files of its own become plain JavaScript in a temporary folder, once, and keep
 * the original positions by source maps: loader hooks would cost each thread about 90 ms of CPU
 * time, this costs about 30 ms for all threads together and 5 ms for each (Node 20).
 *
 * Two things differ from the original files: a computed `import(name)` cannot name a package or
 * a `.ts` file, and decorators are not transformed.
 *
 * @param file - path or `file:` URL of a `.ts`, `.mts`, `.js` or `.mjs` file
 * @throws ERR_SYNTALOS_MODULE_LOAD, with line and column if they are known
 * @throws ERR_SYNTALOS_STORAGE if the temporary folder cannot be written
 */
export async function prepareProgram(
  file: string | URL,
  options: PrepareOptions = {},
): Promise<ProgramHandle> {
  const path = toPath(file);
  const url = pathToFileURL(path);
  const extension = extname(path);
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extension)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MODULE_LOAD',
      `Cannot load program "${path}": its extension is "${extension}", expected .ts, .mts, .js or .mjs`,
      { details: { path } },
    );
  }
  const { text } = options;
  if (text === undefined && extension.endsWith('js') && seesThisPackage(url)) {
    return handle({ path, url: url.href, sourceMaps: false }, undefined);
  }
  // Only here: threads that import programs, and JavaScript, need no resolver and no lexer.
  const { walkProgram } = await import('./program-graph.ts');
  const files = await walkProgram(url, text);
  const folder = await writeFiles(path, files);
  const entry = pathToFileURL(join(folder, files[0]!.name)).href;
  return handle({ path, url: entry, sourceMaps: true }, folder);
}

/**
 * All files of a program's own as plain JavaScript, the entry first: to look at, not to run.
 *
 * @throws ERR_SYNTALOS_MODULE_LOAD, with line and column if they are known
 */
export async function readProgram(file: string | URL): Promise<readonly ProgramFile[]> {
  const { walkProgram } = await import('./program-graph.ts');
  return walkProgram(pathToFileURL(toPath(file)));
}

function handle(program: PreparedProgram, folder: string | undefined): ProgramHandle {
  const close = (): Promise<void> => (folder === undefined ? Promise.resolve() : remove(folder));
  return {
    program,
    close,
    closeNow: () => {
      try {
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      } catch {
        // The system clears its temporary folder.
      }
    },
    [Symbol.asyncDispose]: close,
  };
}

async function writeFiles(
  path: string,
  files: readonly { readonly name: string; readonly code: string }[],
): Promise<string> {
  let folder: string | undefined;
  try {
    // Made with a random name and closed to other users: nobody else can put code into it.
    folder = await mkdtemp(join(tmpdir(), 'syntalos-mlink-'));
    for (const { name, code } of files) await writeFile(join(folder, name), code);
    return folder;
  } catch (cause) {
    if (folder !== undefined) await remove(folder);
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `Cannot load program "${path}": its JavaScript cannot be written to "${folder ?? tmpdir()}"`,
      { cause, details: { path } },
    );
  }
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

function toPath(file: string | URL): string {
  if (typeof file === 'string' && !file.startsWith('file:')) return resolve(file);
  try {
    return fileURLToPath(file);
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MODULE_LOAD',
      `Cannot load program "${String(file)}": expected a path or a file: URL`,
      { cause },
    );
  }
}
