/** `create`, and what it makes with the package as npm packs it. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import { runCli } from '#src/cli/program';
import { TEMPLATES } from '#src/cli/templates';
import { TestWorld } from './fixtures/test-world.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a program without the test runner's preloads. */
async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, env });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}: ${String(error)}\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}

/**
 * A folder with the package as npm packs it, and beside it the packages that it needs: those of this checkout,
 * since an installation would need a network.
 */
async function packedFolder(folder: string): Promise<string> {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const file = (await run(ROOT, 'npm', ...args)).trim();
  await run(folder, 'tar', '-xzf', file);
  await run(folder, 'mv', 'package', 'node_modules/syntalos-mlink');
  symlinkSync('../syntalos-mlink/dist/bundle/cli.cjs', join(modules, '.bin/syntalos-mlink'));
  return folder;
}

test('each template has its types right, its tests pass, and its project runs', async (t) => {
  const folder = await packedFolder(t.testdir());
  const cli = join(folder, 'node_modules/.bin/syntalos-mlink');
  for (const name of TEMPLATES) await run(folder, cli, 'create', name, '--template', name);

  const { dependencies } = JSON.parse(readFileSync(join(folder, 'module/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  t.match(
    dependencies['syntalos-mlink'],
    /^\^\d+\.\d+\.\d+$/,
    'an installed package is asked for by version',
  );
  const readme = readFileSync(join(folder, 'module/README.md'), 'utf8');
  t.match(readme, /^# module\n/);
  t.ok(readme.split('\n').length <= 12, 'a README of ten lines');
  const [schemaLine = ''] = readFileSync(join(folder, 'module/project.toml'), 'utf8').split('\n');
  const schemaPath = join(folder, schemaLine.replace('#:schema ', ''));
  t.equal((JSON.parse(readFileSync(schemaPath, 'utf8')) as { type: string }).type, 'object', schemaLine);

  // All of them with one compiler and one runner: their scripts call these, too.
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: './module/tsconfig.json', include: TEMPLATES.map((name) => `${name}/*.ts`) }),
  );
  await t.resolves(run(folder, join(ROOT, 'node_modules/.bin/tsc')));
  const tests = await run(
    folder,
    'sh',
    '-c',
    'node --import syntalos-mlink/register --test --test-concurrency=1 */*.test.ts',
  );
  t.match(tests, /^. pass 6$/m);
  await t.resolves(run(join(folder, 'script'), 'npm', 'test'));
  for (const name of TEMPLATES) {
    t.match(
      await run(join(folder, name), 'npm', 'start', '--', '--duration', '300ms', '--quiet'),
      'COMPLETE',
      name,
    );
  }
});

test('a checkout that was not installed is named by its folder', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['create', 'My Module!'], world), 0, world.stderr.text);
  const manifest = readFileSync(join(world.workingFolder, 'My Module!/package.json'), 'utf8');
  t.match(JSON.parse(manifest), {
    name: 'my-module',
    dependencies: { 'syntalos-mlink': `file:${ROOT.replace(/\/$/, '')}` },
  });
  t.match(world.stderr.text, 'npm install && npm start');
});

test('a folder that is not empty, or a file, is left as it is', async (t) => {
  const world = new TestWorld(t.testdir({ taken: { 'notes.txt': 'mine' }, file: '' }));
  t.equal(await runCli(['create', 'taken'], world), 2);
  t.match(world.stderr.text, 'it is not empty, it has "notes.txt"; give the name of a new folder');
  t.same(readdirSync(join(world.workingFolder, 'taken')), ['notes.txt']);
  t.equal(await runCli(['create', 'file'], world), 2);
  t.match(world.stderr.text, /Cannot create a module in ".*file": it cannot be read as a folder/);
});

test('a template that there is not is refused with those that there are', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['create', 'x', '--template', 'modul'], world), 2);
  t.match(world.stderr.text, 'Allowed choices are module, source, analysis, closed-loop, script');
});
