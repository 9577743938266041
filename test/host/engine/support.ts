/** Running projects of fixtures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject, runProject, type RunOptions, type RunReport } from 'syntalos-mlink/host';

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(t: { teardown(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'syntalos-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Modules by id: a fixture's name, or its name and settings. */
export type Modules = Record<string, string | { use: string; settings: Record<string, string | number> }>;

export function run(
  modules: Modules,
  connections: readonly (readonly [string, string])[],
  options: RunOptions,
): Promise<RunReport> {
  const project = createProject({
    modules: Object.entries(modules).map(([id, module]) =>
      typeof module === 'string'
        ? { id, use: fixture(module) }
        : { id, use: fixture(module.use), settings: module.settings },
    ),
    connections: connections.map(([from, to]) => ({ from, to })),
  });
  return runProject(project, options);
}
