/**
 * Where the live page of a run is, for this user's other programs: one file per port in the runtime folder.
 *
 * @module
 */
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { VARIABLES, type Environment } from '../environment.ts';
import { isToken } from './access.ts';

/** What the file says. */
export interface AddressFile {
  /** Of the page; the socket is at `socket` below it, by `ws:`. */
  readonly address: string;
  readonly token: string;
  /** Process that serves it; unset once it has ended. */
  readonly processId?: number;
  /** Path of the project file, if there is one. */
  readonly project?: string;
}

/**
 * The folder of these files, readable by this user alone: in `$XDG_RUNTIME_DIR`, else among temporary files.
 *
 * @returns undefined where there can be none that only this user reads
 */
export function addressFolder(environment: Environment): string | undefined {
  const runtimeDir = environment[VARIABLES.runtimeDir];
  const folder =
    runtimeDir !== undefined && runtimeDir !== ''
      ? join(runtimeDir, 'syntalos-mlink')
      : join(tmpdir(), `syntalos-mlink-${userInfo().uid}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It is there, or what is there is no folder of ours.
  }
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const isOurs =
    found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  return isOurs ? folder : undefined;
}

/** The file of the page at `port`. */
export function addressFilePath(folder: string, port: number): string {
  return join(folder, `view-${port}.json`);
}

/** What a file says; undefined if there is none, or it is damaged. */
export function readAddressFile(folder: string, port: number): AddressFile | undefined {
  try {
    const value = JSON.parse(readFileSync(addressFilePath(folder, port), 'utf8')) as Partial<AddressFile>;
    const { address, token } = value;
    return typeof address === 'string' && isToken(token) ? { ...value, address, token } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file that only this user may read. */
export function writeAddressFile(folder: string, port: number, content: AddressFile): void {
  const path = addressFilePath(folder, port);
  // The mode counts only for a file that is made.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
}
