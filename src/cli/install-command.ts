/**
 * The command `install`: puts a module where Syntalos finds it.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyntalosError } from '../errors.ts';
import { addonProblem } from '../ipc/iceoryx2/index.ts';
import { PACKAGE_FOLDER, entryUrl } from '../threads/index.ts';
import { readProgram } from '../script/index.ts';
import { findFeatures } from './install/find-features.ts';
import { lookAt, writeModule } from './install/installed-module.ts';
import { launcherScript } from './install/launcher.ts';
import {
  moduleDetails,
  moduleToml,
  type GivenDetails,
  type ModuleFeature,
} from './install/module-details.ts';
import { findModule } from './install/module-source.ts';
import { foldersFor } from './install/modules-folder.ts';
import type { CliWorld } from './world.ts';

/** Options of `install`. */
export interface InstallCommandOptions extends GivenDetails {
  /** A program, or the folder of a package with one. */
  readonly module: string;
  /** Folder of modules, instead of the one that Syntalos reads. */
  readonly dir?: string;
  /** Replaces what was installed under the same id. */
  readonly force: boolean;
}

/** What `install` has made. */
export interface InstalledModule {
  readonly id: string;
  /** Folder of the module. */
  readonly folder: string;
  readonly features: readonly ModuleFeature[];
}

const BINARY = 'start-module';
const RUNNER = fileURLToPath(entryUrl('module-process.js'));
const DEFAULT_ICON = fileURLToPath(new URL('assets/module.svg', PACKAGE_FOLDER));

/**
 * `syntalos-mlink install`: makes a folder from which Syntalos starts a module. The program stays where it
 * is, with the packages that it uses; what is changed in it counts at its next start.
 *
 * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` where something given is wrong or the id is taken,
 *   `ERR_SYNTALOS_MODULE_LOAD` where the program cannot be read, `ERR_SYNTALOS_STORAGE`
 */
export async function installCommand(
  options: InstallCommandOptions,
  world: CliWorld,
): Promise<InstalledModule> {
  const source = findModule(options.module, world.workingFolder);
  const details = moduleDetails(source, options, world.workingFolder);
  const codes = (await readProgram(source.program)).map(({ code }) => code);
  const features = details.features ?? findFeatures(codes);
  const { id } = details;
  const [target, ...others] = foldersFor(options.dir, world);
  const folder = join(target.path, id);
  const present = lookAt(folder);
  if (present.state === 'foreign') {
    throw taken(
      `Cannot install module "${id}": "${folder}" is not from syntalos-mlink; give another id by --id`,
    );
  }
  if (present.state === 'ours' && !options.force) {
    throw taken(
      `Cannot install module "${id}": it is installed already, with program "${present.marker.program}"; add --force to replace it, or give another id by --id`,
    );
  }
  const icon = details.icon ?? DEFAULT_ICON;
  // Named after the module, since Syntalos also looks for an icon by that name.
  const iconName = `${id}${/\.\w+$/.exec(icon)?.[0] ?? ''}`;
  writeModule(
    folder,
    [
      { name: 'module.toml', text: moduleToml(details, { binary: BINARY, icon: iconName, features }) },
      {
        name: BINARY,
        text: launcherScript({ id, program: source.program, runner: RUNNER, node: world.nodePath }),
        isProgram: true,
      },
      { name: iconName, copyOf: icon },
    ],
    {
      marker: { version: world.version, program: source.program },
      ...(present.state === 'ours' ? { replaces: present.marker } : {}),
    },
  );
  world.stdout.write(`${folder}\n`);
  const say = (text: string): void => void world.stderr.write(`${text}\n`);
  say(`Module "${id}" is installed for ${target.of}. It runs "${source.program}" from where it is.`);
  if (features.length > 0) say(`It offers ${features.join(' and ')}.`);
  for (const other of others) {
    if (lookAt(join(other.path, id)).state !== 'free' || existsSync(other.path)) {
      say(`note: modules for ${other.of} are in "${other.path}": --dir installs there`);
    }
  }
  if (/[\\/]_npx[\\/]/.test(RUNNER)) {
    say(
      'warning: this copy of the package is one that npx may remove: install the package, then the module again',
    );
  }
  const problem = addonProblem();
  if (problem !== undefined) say(`warning: the module will not start yet: ${problem}`);
  return { id, folder, features };
}

function taken(message: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', message);
}
