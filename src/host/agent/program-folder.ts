/**
 * Where an agent lays down the programs of its hosts.
 *
 * @module
 */
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** All programs of an agent lie below this, within the folder that it runs in: their packages are found from there. */
export function programFolder(folder: string, machine: string): string {
  return join(folder, '.syntalos-mlink', machine);
}

/** Removes all of an agent's programs, and the folder above if no other agent has any. */
export async function removePrograms(folder: string, machine: string): Promise<void> {
  const programs = programFolder(folder, machine);
  await rm(programs, { recursive: true, force: true });
  await rmdir(dirname(programs)).catch(() => undefined);
}
