/**
 * Where Syntalos looks for modules of a user.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { CliWorld } from '../world.ts';

/** Syntalos as a Flatpak. */
export const FLATPAK_ID = 'org.syntalos.syntalos';

/** The world, as far as it says where modules belong. */
export type ModulesWorld = Pick<CliWorld, 'environment' | 'homeFolder' | 'workingFolder'>;

/** A folder that Syntalos looks into. */
export interface ModulesFolder {
  readonly path: string;
  readonly of: 'Syntalos' | 'the Flatpak of Syntalos';
}

/**
 * The folders that Syntalos reads, the one to install into first: the Flatpak's where only the Flatpak is
 * there.
 *
 * Source: `GlobalConfig::userModulesDir` of Syntalos: `modules` below Qt's data folder of the application,
 * or below the Flatpak's own data folder, which has no level of the application's name.
 */
export function modulesFolders(world: ModulesWorld): readonly [ModulesFolder, ...ModulesFolder[]] {
  const { homeFolder, environment } = world;
  const dataHome = environment['XDG_DATA_HOME'];
  // The specification of these folders ignores a relative path.
  const dataFolder = dataHome?.startsWith('/') === true ? dataHome : join(homeFolder, '.local/share');
  const native: ModulesFolder = { path: join(dataFolder, 'Syntalos/modules'), of: 'Syntalos' };
  const flatpakHome = join(homeFolder, '.var/app', FLATPAK_ID);
  const flatpak: ModulesFolder = { path: join(flatpakHome, 'data/modules'), of: 'the Flatpak of Syntalos' };
  const hasFlatpak = [
    flatpakHome,
    join(dataFolder, 'flatpak/app', FLATPAK_ID),
    join(environment['FLATPAK_SYSTEM_DIR'] ?? '/var/lib/flatpak', 'app', FLATPAK_ID),
  ].some((path) => existsSync(path));
  const hasNative =
    existsSync(join(dataFolder, 'Syntalos')) ||
    (environment['PATH'] ?? '')
      .split(delimiter)
      .some((folder) => folder !== '' && existsSync(join(folder, 'syntalos')));
  if (!hasFlatpak) return [native];
  return hasNative ? [native, flatpak] : [flatpak, native];
}

/** The folder that a user named, or else those of Syntalos. */
export function foldersFor(
  dir: string | undefined,
  world: ModulesWorld,
): readonly [ModulesFolder, ...ModulesFolder[]] {
  return dir === undefined
    ? modulesFolders(world)
    : [{ path: resolve(world.workingFolder, dir), of: 'Syntalos' }];
}
