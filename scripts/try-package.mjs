// What somebody new does, with the package as npm packs it: create, npm install, npm test, npm start. Needs npm's cache
// or its registry.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'syntalos-mlink-try-'));
const run = (cwd, command, ...args) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const tarball = run(root, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const spec = `file:../${tarball.toString().trim()}`;
  run(folder, process.execPath, join(root, 'dist/bundle/cli.cjs'), 'create', 'module', '--package', spec);
  const module = join(folder, 'module');
  run(module, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts');
  run(module, 'npm', 'test');
  process.stdout.write(run(module, 'npm', 'start', '--', '--duration', '1s', '--quiet'));
} finally {
  rmSync(folder, { recursive: true });
}
