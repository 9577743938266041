// `npm run test:nodes -- [VERSION…] [-- ARGUMENT…]`: runs the tests with other versions of Node than the one that is
// installed, by default the newest 22 and 24; the arguments are those of `scripts/test.mjs`. Each version is fetched by npm once.
// Ends with 2 if nothing failed but a version could not be fetched.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const DEFAULT_VERSIONS = ['22', '24'];
/** The package of npm with nothing but Node itself, for this machine. */
const PACKAGE = `node-${process.platform}-${process.arch}`;
// Where another user can run it, as a test does.
const cache = join(tmpdir(), 'syntalos-mlink-node');

const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const versions = end === 0 ? DEFAULT_VERSIONS : words.slice(0, end);
const results = versions.map((wanted) => {
  let node;
  try {
    node = fetchNode(wanted);
  } catch (error) {
    process.stderr.write(`Cannot fetch Node ${wanted}: ${error.message}\n`);
    return { version: wanted, status: 'was not fetched' };
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  process.stdout.write(`\nNode ${version}\n`);
  const path = `${dirname(node)}:${process.env.PATH ?? ''}`;
  const { status } = spawnSync(node, [join(root, 'scripts/test.mjs'), ...words.slice(end + 1)], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: 'inherit',
  });
  return { version, status: status === 0 ? 'passed' : 'failed' };
});
for (const { version, status } of results) process.stdout.write(`Node ${version}: ${status}\n`);
const has = (wanted) => results.some(({ status }) => status === wanted);
process.exitCode = has('failed') ? 1 : has('was not fetched') ? 2 : 0;

/** @returns the path of the newest Node that `wanted` means */
function fetchNode(wanted) {
  const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', cwd: cache }).trim();
  mkdirSync(cache, { recursive: true });
  const listed = JSON.parse(npm('view', `${PACKAGE}@${wanted}`, 'version', '--json'));
  const version = Array.isArray(listed) ? listed.at(-1) : listed;
  const node = join(cache, version, 'bin/node');
  if (existsSync(node)) return node;
  const folder = mkdtempSync(join(cache, 'fetch-'));
  const tarball = npm('pack', '--silent', '--pack-destination', folder, `${PACKAGE}@${version}`);
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  renameSync(join(folder, 'package'), join(cache, version));
  rmSync(folder, { recursive: true });
  return node;
}
