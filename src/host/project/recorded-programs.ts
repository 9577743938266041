/**
 * The programs of a recorded project: where they lie, or as they were.
 *
 * @module
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RecordedFile, RecordedProject } from './recorded-project.ts';

/**
 * Finds the programs of modules that are files. One whose files have changed since it was recorded runs as
 * it was, from copies in a temporary folder that is gone with the process.
 *
 * @param folder - the one that the copies are in
 * @returns absolute paths of programs that must not be run from their own place, by module
 */
export function recordedPrograms(
  recorded: RecordedProject,
  folder: string,
  onWarning: (text: string) => void,
): ReadonlyMap<string, string> {
  const programs = new Map<string, string>();
  for (const [moduleId, files] of Object.entries(recorded.files)) {
    const [entry] = files;
    if (entry === undefined || files.every((file) => isUnchanged(file, folder))) continue;
    if (entry.path.endsWith('.toml')) {
      onWarning(
        `Module "${moduleId}" is a process whose "${entry.path}" has changed since: it runs as it is now`,
      );
      continue;
    }
    onWarning(`Module "${moduleId}" has changed since the recording: it runs as it was recorded`);
    programs.set(moduleId, join(restore(folder, entry), entry.copy));
  }
  return programs;
}

function isUnchanged({ path, copy }: RecordedFile, folder: string): boolean {
  return existsSync(path) && readFileSync(path).equals(readFileSync(join(folder, copy)));
}

/** Copies all recorded programs into a folder from which they see the packages of their own place. */
function restore(folder: string, entry: RecordedFile): string {
  const temporary = mkdtempSync(join(tmpdir(), 'syntalos-mlink-rerun-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  cpSync(join(folder, 'modules'), join(temporary, 'modules'), { recursive: true });
  const packages = nearestPackages(dirname(entry.path));
  if (packages !== undefined) symlinkSync(packages, join(temporary, 'node_modules'));
  return temporary;
}

function nearestPackages(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules');
    if (existsSync(packages)) return packages;
    if (folder === dirname(folder)) return undefined;
  }
}
