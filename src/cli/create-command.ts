/**
 * The command `create`: a folder with a module, a project and a test, to start from.
 *
 * @module
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyntalosError, messageOf } from '../errors.ts';
import { PACKAGE_FOLDER } from '../threads/index.ts';
import type { Template } from './templates.ts';
import type { CliWorld } from './world.ts';

/** Options of `create`. */
export interface CreateCommandOptions {
  /** The folder to make; it may exist, but has to be empty. */
  readonly folder: string;
  readonly template: Template;
  /** What npm installs as this package, such as the path of a `.tgz`; its version by default. */
  readonly package?: string;
}

const COMMON = 'common';
const NAME_PLACE = '{{name}}';

/**
 * `syntalos-mlink create`: copies a template, and names it after its folder.
 *
 * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` where the folder has something in it or is a file,
 *   `ERR_SYNTALOS_STORAGE` where it cannot be written
 */
export function createCommand(options: CreateCommandOptions, world: CliWorld): void {
  const folder = resolve(world.workingFolder, options.folder);
  refuseWhatIsThere(folder);
  const name = packageName(basename(folder));
  const templates = fileURLToPath(new URL('templates/', PACKAGE_FOLDER));
  try {
    mkdirSync(folder, { recursive: true });
    for (const part of [COMMON, options.template]) {
      cpSync(join(templates, part), folder, { recursive: true });
    }
    // npm leaves a .gitignore out of packages.
    renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
    const readme = join(folder, 'README.md');
    writeFileSync(readme, readFileSync(readme, 'utf8').replaceAll(NAME_PLACE, name));
    const manifest = manifestOf(name, options.package ?? dependencyOn(world.version));
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  } catch (cause) {
    throw new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot write "${folder}": ${messageOf(cause)}`, {
      cause,
      details: { path: folder },
    });
  }
  world.stdout.write(`${folder}\n`);
  const shown = relative(world.workingFolder, folder) || '.';
  world.stderr.write(
    `It holds ${readdirSync(folder).sort().join(', ')}\nNext: ${shown === '.' ? '' : `cd ${shown} && `}npm install && npm start\n`,
  );
}

function refuseWhatIsThere(folder: string): void {
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch (cause) {
    if (!existsSync(folder)) return;
    throw refusal(folder, `it cannot be read as a folder (${messageOf(cause)})`, cause);
  }
  if (entries.length === 0) return;
  const more = entries.length > 1 ? ` and ${entries.length - 1} more` : '';
  throw refusal(folder, `it is not empty, it has "${entries[0]!}"${more}`);
}

function refusal(folder: string, problem: string, cause?: unknown): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot create a module in "${folder}": ${problem}; give the name of a new folder`,
    { ...(cause === undefined ? {} : { cause }), details: { path: folder } },
  );
}

/** A name that npm takes, after the folder's. */
function packageName(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  return name === '' ? 'module' : name;
}

/** This version of the package; where it was not installed but built, its own folder. */
function dependencyOn(version: string): string {
  const own = fileURLToPath(PACKAGE_FOLDER);
  return /[\\/]node_modules[\\/]/.test(own) ? `^${version}` : `file:${own.replace(/[\\/]$/, '')}`;
}

function manifestOf(name: string, dependency: string): object {
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      start: 'syntalos-mlink run project.toml',
      test: 'node --import syntalos-mlink/register --test *.test.ts',
      check: 'tsc && syntalos-mlink check project.toml',
    },
    dependencies: { 'syntalos-mlink': dependency },
    devDependencies: { '@types/node': '^20.19.0', typescript: '^6.0.0' },
  };
}
