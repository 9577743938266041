/**
 * The command `uninstall`: removes an installed module.
 *
 * @module
 */
import { join } from 'node:path';
import { SyntalosError } from '../errors.ts';
import { lookAt, removeModule } from './install/installed-module.ts';
import { checkModuleId } from './install/module-id.ts';
import { foldersFor } from './install/modules-folder.ts';
import type { CliWorld } from './world.ts';

/** Options of `uninstall`. */
export interface UninstallCommandOptions {
  readonly id: string;
  /** Folder of modules, instead of those that Syntalos reads. */
  readonly dir?: string;
}

/**
 * `syntalos-mlink uninstall`: removes what `install` has made, and nothing else.
 *
 * @returns the folders of the module that were removed or emptied
 * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` where there is no such module, or where it is not ours;
 *   `ERR_SYNTALOS_STORAGE`
 */
export function uninstallCommand(options: UninstallCommandOptions, world: CliWorld): readonly string[] {
  const id = checkModuleId(options.id);
  const folders = foldersFor(options.dir, world).map(({ path }) => join(path, id));
  const states = folders.map((folder) => ({ folder, ...lookAt(folder) }));
  const ours = states.filter((state) => state.state === 'ours');
  if (ours.length === 0) {
    const foreign = states.find(({ state }) => state === 'foreign');
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      foreign === undefined
        ? `Cannot uninstall module "${id}": there is none in ${folders.map((folder) => `"${folder}"`).join(' or ')}`
        : `Cannot uninstall module "${id}": "${foreign.folder}" is not from syntalos-mlink, so it stays`,
    );
  }
  for (const { folder, marker } of ours) {
    const left = removeModule(folder, marker);
    world.stdout.write(`${folder}\n`);
    if (left.length > 0) {
      const names = left.map((name) => `"${name}"`).join(', ');
      world.stderr.write(`warning: "${folder}" stays, with what was not installed: ${names}\n`);
    }
  }
  return ours.map(({ folder }) => folder);
}
