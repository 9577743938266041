/**
 * `module.toml`: what a module that is a program of its own says of itself (wire protocol, section 9).
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { SyntalosError, describeValue, messageOf } from '../../errors.ts';

/** A module's description, checked. */
export interface ModuleManifest {
  readonly name: string;
  readonly description: string;
  /** Absolute path of its program. */
  readonly binary: string;
}

/**
 * Reads a `module.toml`.
 *
 * @param path - absolute path of the file; the program's path is relative to its folder
 * @throws `ERR_SYNTALOS_MODULE_LOAD` where it cannot be read or lacks what a module needs
 */
export async function readModuleManifest(path: string): Promise<ModuleManifest> {
  let root: unknown;
  try {
    root = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw manifestError(path, messageOf(error), error);
  }
  const module = (root as Record<string, unknown>)['syntalos_module'];
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
  return {
    name: text('name'),
    description: text('description'),
    binary: resolve(dirname(path), text('binary')),
  };
}

function manifestError(path: string, state: string, cause?: unknown): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MODULE_LOAD', `Cannot use "${path}": ${state}`, {
    ...(cause === undefined ? {} : { cause }),
    details: { path },
  });
}
