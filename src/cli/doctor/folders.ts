/**
 * The folders in which the two ends of the link meet.
 *
 * @module
 */
import { accessSync, constants, existsSync, lstatSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { VARIABLES } from '../../environment.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const MIB = 1024 * 1024;
/**
 * Of a connection for frames of 1920×1080×3 (6 MB) up to 18 lie in shared memory: 16 that wait, one that is
 * read, one that is written.
 */
const ROOMY_BYTES = 256 * MIB;
/** Below it, not even the control channels and small items have room. */
const LEAST_BYTES = 16 * MIB;

/** The folder of the system's shared memory, which has a limit of its own. */
export function sharedMemoryFinding(folder: string): Finding {
  const check = 'shared memory';
  if (!existsSync(folder)) {
    return problem(check, `"${folder}" does not exist`, `mount it: mount -t tmpfs tmpfs ${folder}`);
  }
  if (!isWritable(folder)) {
    return problem(check, `"${folder}" cannot be written by this user`, `allow it: chmod 1777 ${folder}`);
  }
  const { bavail, blocks, bsize } = statfsSync(folder);
  const [free, size] = [bavail * bsize, blocks * bsize];
  const state = `"${folder}" has ${mib(free)} free of ${mib(size)}`;
  const remedy = `give it more: mount -o remount,size=2G ${folder}; of a container, its option --shm-size=2g`;
  if (free < LEAST_BYTES) return problem(check, `${state}: a process that needs more is killed`, remedy);
  if (free < ROOMY_BYTES) return warning(check, `${state}: too little for large frames`, remedy);
  return ok(check, state);
}

/**
 * The folder in which iceoryx2 keeps the names of nodes and services (wire protocol, section 1).
 *
 * @param userId - of this process
 * @param runtimeDir - `XDG_RUNTIME_DIR`
 */
export function linkFolderFinding(
  rootPath: string,
  options: { readonly userId: number; readonly runtimeDir: string | undefined },
): Finding {
  const check = 'link folder';
  const { userId, runtimeDir } = options;
  const stats = lstatSync(rootPath, { throwIfNoEntry: false });
  if (stats === undefined) {
    const parent = dirname(rootPath);
    return isWritable(parent)
      ? ok(check, `"${rootPath}" will be made at the first run`)
      : problem(check, `"${rootPath}" cannot be made: "${parent}" is not writable`, `allow it to this user`);
  }
  const target = statSync(rootPath, { throwIfNoEntry: false });
  if (target?.isDirectory() !== true) {
    return problem(check, `"${rootPath}" is no folder`, `remove it; Syntalos makes it anew`);
  }
  if (!isWritable(rootPath)) {
    return problem(
      check,
      `"${rootPath}" belongs to user ${target.uid}, this is user ${userId}`,
      'run Syntalos and this as the same user; or end that user’s Syntalos and remove the folder',
    );
  }
  if (runtimeDir === undefined) {
    return warning(
      check,
      `"${rootPath}", since ${VARIABLES.runtimeDir} is not set: a Syntalos that was started where it is set does not meet this`,
      'look from a session as Syntalos has it (a terminal of the desktop)',
    );
  }
  if (!existsSync(runtimeDir)) {
    return warning(
      check,
      `"${rootPath}", since ${VARIABLES.runtimeDir} names "${runtimeDir}", which does not exist`,
      'log in anew, or set it to a folder that exists',
    );
  }
  return ok(check, `"${rootPath}"`);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mib(bytes: number): string {
  return bytes >= 10 * 1024 * MIB
    ? `${Math.floor(bytes / MIB / 1024)} GiB`
    : `${Math.floor(bytes / MIB)} MiB`;
}
