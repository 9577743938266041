/**
 * The module that a user wants to install: its program, and what its package says of it.
 *
 * @module
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { SyntalosError, describeValue, messageOf } from '../../errors.ts';

/** What the field `syntalos` of a package.json may say; `module` is the program. */
export interface ModuleField {
  readonly module?: string;
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  /** Path: from the package's folder in a package.json, from the working folder on the command line. */
  readonly icon?: string;
  readonly categories?: readonly string[];
  readonly features?: readonly string[];
}

/** A program and its package. */
export interface ModuleSource {
  /** The program, without symbolic links: what the launcher runs. */
  readonly program: string;
  /** Name to make an id of, if the caller gives none. */
  readonly givenName: string;
  /** The package's own description, if any. */
  readonly packageDescription: string | undefined;
  readonly field: ModuleField;
  /** Folder that the paths in `field` start from. */
  readonly folder: string;
}

const TEXTS = ['module', 'id', 'name', 'description', 'icon'] as const;
const LISTS = ['categories', 'features'] as const;
const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];

/**
 * Finds the module that `argument` names: a program, or a folder whose package.json names one in its field
 * `syntalos.module` (else in `main`). The field of the nearest package.json is taken for a program, too,
 * unless it names another program.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - there is none
 */
export function findModule(argument: string, workingFolder: string): ModuleSource {
  const path = resolve(workingFolder, argument);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw cannot(path, 'there is no such file or folder');
  if (!stats.isDirectory()) {
    const program = programAt(path, path);
    const manifest = findManifest(dirname(program));
    const name = basename(program, extname(program));
    if (manifest === undefined) {
      return { program, givenName: name, packageDescription: undefined, field: {}, folder: dirname(program) };
    }
    const named = manifest.field.module;
    const isOther = named !== undefined && realPath(resolve(manifest.folder, named)) !== program;
    return {
      program,
      givenName: name,
      packageDescription: isOther || named === undefined ? undefined : manifest.description,
      field: isOther ? {} : manifest.field,
      folder: manifest.folder,
    };
  }
  const manifest = existsSync(join(path, 'package.json')) ? readManifest(path) : undefined;
  if (manifest === undefined) throw cannot(path, 'the folder has no package.json; name the program instead');
  const named = manifest.field.module ?? manifest.main;
  if (named === undefined) {
    throw cannot(path, 'its package.json names no program: add "syntalos": { "module": "./module.ts" }');
  }
  return {
    program: programAt(resolve(path, named), path),
    givenName: manifest.name ?? basename(path),
    packageDescription: manifest.description,
    field: manifest.field,
    folder: path,
  };
}

interface Manifest {
  readonly folder: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly main: string | undefined;
  readonly field: ModuleField;
}

function programAt(path: string, argument: string): string {
  const extension = extname(path);
  if (!EXTENSIONS.includes(extension)) {
    throw cannot(
      argument,
      `program "${path}" has the extension "${extension}", expected ${EXTENSIONS.join(', ')}`,
    );
  }
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw cannot(argument, `its program "${path}" is not there`);
  }
  return realPath(path);
}

/** Through symbolic links, since a link may go while its target stays. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function findManifest(folder: string): Manifest | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return readManifest(at);
    if (dirname(at) === at) return undefined;
  }
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', `Cannot read "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
  const manifest = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const textOf = (key: string): string | undefined =>
    typeof manifest[key] === 'string' && manifest[key] !== '' ? manifest[key] : undefined;
  return {
    folder,
    name: textOf('name'),
    description: textOf('description'),
    main: textOf('main'),
    field: checkField(manifest['syntalos'], path),
  };
}

function checkField(value: unknown, path: string): ModuleField {
  if (value === undefined) return {};
  const wrong = (what: string): SyntalosError =>
    new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', `Cannot use field "syntalos" of "${path}": ${what}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(`it is ${describeValue(value)}, expected an object`);
  }
  const known: readonly string[] = [...TEXTS, ...LISTS];
  for (const [key, given] of Object.entries(value as Record<string, unknown>)) {
    if (!known.includes(key)) throw wrong(`"${key}" is unknown; known are ${known.join(', ')}`);
    const isList = (LISTS as readonly string[]).includes(key);
    if (isList && !(Array.isArray(given) && given.every((item) => typeof item === 'string'))) {
      throw wrong(`"${key}" is ${describeValue(given)}, expected a list of texts`);
    }
    if (!isList && typeof given !== 'string') {
      throw wrong(`"${key}" is ${describeValue(given)}, expected a text`);
    }
  }
  return value;
}

function cannot(path: string, why: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', `Cannot install "${path}": ${why}`);
}
