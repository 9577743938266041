/**
 * What runs that were killed have left in shared memory.
 *
 * @module
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import {
  IOX_PREFIX,
  cleanLink,
  countLinkNodes,
  ioxRootPath,
  type NativeAddon,
} from '../../ipc/iceoryx2/index.ts';
import type { CliWorld } from '../world.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** iceoryx2 keeps such a file for good: a handful of bytes that are no leftover. */
const KEPT = /\.global_mgmt$/;
/** A younger file may be about to be mapped. */
const LEAST_AGE_MSEC = 60_000;

/** Looks for files in shared memory that no process uses: of this user, whatever folder they belong to. */
export function unusedFilesFinding(folder: string): Finding {
  const check = 'unused files';
  const orphans = orphansIn(folder);
  if (orphans.length === 0) return ok(check, `none in "${folder}"`);
  const bytes = orphans.reduce((sum, { size }) => sum + size, 0);
  return warning(
    check,
    `${orphans.length} files with ${bytes} bytes in "${folder}" are of Syntalos, and no process uses them`,
    `where no Syntalos runs: rm ${join(folder, `${IOX_PREFIX}*`)}`,
  );
}

/**
 * Looks for nodes whose process is gone.
 *
 * @param clean - whether dead nodes are removed
 */
export function deadNodesFinding(
  native: NativeAddon,
  world: Pick<CliWorld, 'environment'>,
  options: { readonly clean: boolean },
): Finding {
  const check = 'dead nodes';
  const { environment } = world;
  try {
    const before = countLinkNodes(native, environment);
    if (before.dead > 0 && options.clean) cleanLink(native, environment);
    const { alive, dead, unknown } = options.clean ? countLinkNodes(native, environment) : before;
    const removed = before.dead - dead;
    const running = `${alive} running`;
    if (dead > 0) {
      return warning(
        check,
        `${dead} nodes of killed processes (${running}): their shared memory is still taken`,
        'the next start of Syntalos or a module removes them; or run "syntalos-mlink doctor --clean"',
      );
    }
    if (unknown > 0) {
      return warning(
        check,
        `${unknown} nodes of another user, or damaged (${running})`,
        `end that user's Syntalos; where none runs, remove "${ioxRootPath(environment)}"`,
      );
    }
    return ok(check, removed > 0 ? `${removed} dead nodes were removed` : `none (nodes: ${running})`);
  } catch (error) {
    return problem(
      check,
      messageOf(error),
      `end all Syntalos processes and remove "${ioxRootPath(environment)}"`,
    );
  }
}

interface SharedFile {
  readonly path: string;
  readonly size: number;
}

/**
 * Files of this user that no process has mapped. Nodes do not tell: those of other folders have their files
 * here, too.
 */
function orphansIn(folder: string): SharedFile[] {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(IOX_PREFIX) && !KEPT.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      const isOld = stats !== undefined && Date.now() - stats.ctimeMs > LEAST_AGE_MSEC;
      return isOld && stats.uid === process.getuid?.() ? [{ path, size: stats.size }] : [];
    });
  if (files.length === 0) return [];
  const maps = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => mapsOf(id))
    .join('');
  return files.filter(({ path }) => !maps.includes(path));
}

function mapsOf(processId: string): string {
  try {
    return readFileSync(join('/proc', processId, 'maps'), 'utf8');
  } catch {
    // It has ended, or is of another user, who cannot have mapped a file of this one.
    return '';
  }
}
