/**
 * What runs that were killed have left in shared memory.
 *
 * @module
 */
import { readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
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

/** Options of {@link unusedFilesFinding}. */
export interface UnusedFilesOptions {
  /** Whether the files are removed; if processes cannot be seen, they stay. */
  readonly clean: boolean;
  /** How old a file must be, in ms; a minute if left out. */
  readonly leastAgeMsec?: number;
}

/**
 * Looks for files in shared memory that no process uses: of this user, whatever folder they belong to.
 *
 * @param folder - where the system keeps shared memory
 */
export function unusedFilesFinding(folder: string, options: UnusedFilesOptions): Finding {
  const check = 'unused files';
  const { orphans, isCertain } = orphansIn(folder, options.leastAgeMsec ?? LEAST_AGE_MSEC);
  if (orphans.length === 0) return ok(check, `none in "${folder}"`);
  if (options.clean && isCertain) {
    for (const { path } of orphans) rmSync(path, { force: true });
    return ok(check, `${orphans.length} were removed from "${folder}"`);
  }
  const bytes = orphans.reduce((sum, { size }) => sum + size, 0);
  return warning(
    check,
    `${orphans.length} files with ${bytes} bytes in "${folder}" are of Syntalos, and no process uses them`,
    isCertain
      ? 'run "syntalos-mlink doctor --clean"'
      : `some processes cannot be seen from here; where no Syntalos runs: rm ${join(folder, `${IOX_PREFIX}*`)}`,
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

/** Files that nobody seems to use. */
interface Orphans {
  readonly orphans: readonly SharedFile[];
  /** All processes of the machine were seen, with what each has mapped. */
  readonly isCertain: boolean;
}

/**
 * Files of this user that no process has mapped. Nodes do not show it: those of other folders have their files
 * here, too.
 */
function orphansIn(folder: string, leastAgeMsec: number): Orphans {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(IOX_PREFIX) && !KEPT.test(name))
    .flatMap((name): SharedFile[] => {
      const path = join(folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      const isOld = stats !== undefined && Date.now() - stats.ctimeMs >= leastAgeMsec;
      return isOld && stats.uid === process.getuid?.() ? [{ path, size: stats.size }] : [];
    });
  if (files.length === 0) return { orphans: [], isCertain: true };
  const maps = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => mapsOf(id));
  const all = maps.join('');
  return {
    orphans: files.filter(({ path }) => !all.includes(path)),
    isCertain: seesAllProcesses() && !maps.includes(undefined),
  };
}

/** What a process has mapped; undefined where it is one of this user that does not show it. */
function mapsOf(processId: string): string | undefined {
  try {
    return readFileSync(join('/proc', processId, 'maps'), 'utf8');
  } catch (error) {
    // It has ended.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    // Another user cannot have mapped a file of this one.
    const owner = statSync(join('/proc', processId), { throwIfNoEntry: false })?.uid;
    return owner === undefined || owner !== process.getuid?.() ? '' : undefined;
  }
}

/** The first process namespace of the system, by its number in the kernel (`PROC_PID_INIT_INO`). */
const FIRST_NAMESPACE = 'pid:[4026531836]';

/** Whether this process sees those outside of its container, which may share the memory. */
function seesAllProcesses(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') === FIRST_NAMESPACE;
  } catch {
    return false;
  }
}
