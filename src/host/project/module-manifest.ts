/**
 * `module.toml`: what a module that is a program of its own says of itself (wire protocol, section 9).
 *
 * @module
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { SyntalosError, describeValue, messageOf } from '../../errors.ts';

/** File that describes a module, in the module's folder. */
export const MANIFEST_FILE = 'module.toml';

/** A module's description, checked. */
export interface ModuleManifest {
  readonly name: string;
  readonly description: string;
  /** Absolute path of its program. */
  readonly binary: string;
}

/** The folder in which Syntalos finds the modules of a user (wire protocol, section 9). */
export function userModulesFolder(): string {
  return join(homedir(), '.local/share/Syntalos/modules');
}

/**
 * Finds the description of a module.
 *
 * @param name - path of a `module.toml` or of its folder, relative to `folder`; or the name of a module
 *   in {@link userModulesFolder}
 * @returns its absolute path, or undefined if there is none
 */
export function findModuleManifest(name: string, folder: string): string | undefined {
  const places = [resolve(folder, name)];
  if (/^[\w-][\w.-]*$/.test(name)) places.push(join(userModulesFolder(), name));
  return places.map((place) => (isKind(place, 'folder') ? join(place, MANIFEST_FILE) : place)).find(isFile);
}

/**
 * Reads a `module.toml`, and looks whether its program can be run.
 *
 * @param path - absolute path of the file; the program's path is relative to its folder
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when it cannot be read or lacks what a module needs
 */
export function readModuleManifest(path: string): ModuleManifest {
  let root: Record<string, unknown>;
  try {
    root = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw manifestError(path, messageOf(error), error);
  }
  const module = root['syntalos_module'];
  if (typeof module !== 'object' || module === null) throw manifestError(path, 'it has no [syntalos_module]');
  const fields = module as Record<string, unknown>;
  const { type } = fields;
  if (type !== 'executable') {
    throw manifestError(path, `"type" is ${describeValue(type)}, expected "executable"`);
  }
  const text = (key: string): string => {
    const value = fields[key];
    if (typeof value === 'string' && value !== '') return value;
    throw manifestError(path, `"${key}" is ${describeValue(value)}, expected a text`);
  };
  const binary = resolve(dirname(path), text('binary'));
  checkExecutable(path, binary);
  return { name: text('name'), description: text('description'), binary };
}

function checkExecutable(path: string, binary: string): void {
  if (!isFile(binary)) throw manifestError(path, `its program "${binary}" does not exist`);
  try {
    accessSync(binary, constants.X_OK);
  } catch (error) {
    throw manifestError(path, `its program "${binary}" is not executable, run "chmod +x" on it`, error);
  }
}

function isFile(path: string): boolean {
  return isKind(path, 'file');
}

function isKind(path: string, kind: 'file' | 'folder'): boolean {
  try {
    return statSync(path).isDirectory() === (kind === 'folder');
  } catch {
    // Whatever keeps us from looking (a missing folder, no permission) hides the file from a run too.
    return false;
  }
}

function manifestError(path: string, state: string, cause?: unknown): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MODULE_LOAD', `Cannot use module "${path}": ${state}`, {
    ...(cause === undefined ? {} : { cause }),
    details: { path },
  });
}
