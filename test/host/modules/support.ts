/** What tests of built-in modules on the engine share. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A module program beside the tests. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(t: { teardown(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'syntalos-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
