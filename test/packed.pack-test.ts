/**
 * The first hour of somebody who installs the package: packed, installed into an empty folder, with compilers as they
 * come. npm takes what it has in its cache; where it has not, and reaches no registry, this file says that it skipped.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import type { RunReport } from 'syntalos-mlink/host';
import { writeDocBlocks } from './support/doc-blocks.ts';
import { isWhole } from './support/whole-run.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const INSTALL_LIMIT_MSEC = 180_000;

/** Compilers by the names that they are installed under: the newest, the last 5, and the oldest that will do. */
const COMPILERS = {
  newest: 'npm:typescript@^7',
  five: 'npm:typescript@~5.9',
  oldest: 'npm:typescript@~5.8.3',
};
/** Whose `tsc --init` is a setup for Node. */
const WITH_DEFAULTS = ['newest', 'five'] as const;

/** How npm says that it reaches no registry. */
const IS_OFFLINE = /ENOTCACHED|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/;

/** Without what `npm run` and test runners leave for their children. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('npm_')),
);

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, env: environment, timeout: INSTALL_LIMIT_MSEC, maxBuffer: 16 * 2 ** 20 };
  const { stdout } = await promisify(execFile)(command, args, options);
  return stdout;
}

/** Outside the repository: nothing is found in folders above. */
const folder = await mkdtemp(join(tmpdir(), 'packed-'));
const installed = join(folder, 'node_modules/syntalos-mlink');
const problem = await install(folder);
const skip = problem !== undefined && `npm has not all in its cache, and reaches no registry: ${problem}`;
if (!skip) await writeProject(join(folder, 'project'));

for (const compiler of ['newest', 'oldest'] as const) {
  test(`every example compiles with the tsconfig of the package: ${compiler}`, { skip }, async (t) => {
    t.equal(await outputOf(process.execPath, [tscOf(compiler)], join(folder, 'project')), '');
  });
}

for (const compiler of WITH_DEFAULTS) {
  test(`the package compiles as \`tsc --init\` sets it up: ${compiler}`, { skip }, async (t) => {
    const project = join(folder, compiler);
    await writeDefaultProject(project, compiler);
    t.equal(await outputOf(process.execPath, [tscOf(compiler), '--noEmit'], project), '');
  });
}

test('the project of the README runs', { skip }, async (t) => {
  const cli = join(folder, 'node_modules/.bin/syntalos-mlink');
  const options = ['--duration', '1s', '--report', 'report.json'];
  await outputOf(cli, ['run', 'project/readme/project.toml', ...options], folder);
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as RunReport;
  isWhole(t, report);
  for (const port of report.ports) {
    if (port.direction === 'input') t.ok(port.read > 0, `${port.module}:${port.id}`);
  }
});

test('README and guides link to what the package holds', { skip }, async (t) => {
  const files = new Set(await readdir(installed, { recursive: true }));
  const documents = [...files].filter((name) => /^(README|docs\/[\w-]+)\.md$/.test(name));
  t.ok(documents.length > 10, `${documents.length} documents`);
  for (const document of documents) {
    const text = await readFile(join(installed, document), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      const path = new URL(link, `file:///${document}`).pathname.slice(1);
      t.ok(files.has(path), `${document} links to ${path}`);
    }
  }
});

test('messages name files and scripts that the package holds', { skip }, async (t) => {
  const { scripts } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const bundle = join(installed, 'dist/bundle');
  const named = new Set<string>();
  for (const name of (await readdir(bundle)).filter((file) => file.endsWith('.js'))) {
    const text = (await readFile(join(bundle, name), 'utf8')).replaceAll(/^[ \t]*(\*|\/\/|\/\*\*).*$/gm, '');
    for (const [path] of text.matchAll(/\b(docs|examples|native|scripts)\/[\w./-]+\.(md|toml|mjs|ts)\b/g))
      named.add(path);
    for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g)) {
      const [, path] = /^node (\S+)/.exec(scripts[script] ?? '') ?? [];
      t.ok(path !== undefined, `npm run ${script} runs a file`);
      named.add(path ?? '');
    }
  }
  t.ok(named.has('scripts/build-native.mjs'), [...named].join(', '));
  for (const path of named) t.ok(existsSync(join(installed, path)), path);
});

test('its folder is removed', async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What a command prints. */
async function outputOf(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return await run(command, args, cwd);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return stdout + stderr || String(error);
  }
}

/** @returns why it could not, if npm reaches no registry and has not all in its cache */
async function install(into: string): Promise<string | undefined> {
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', into], ROOT);
  const packed = (await readdir(into)).find((name) => name.endsWith('.tgz'))!;
  // Without FFmpeg and zstd, which are large. What npm calls optional, too, are the files for this machine.
  const forThisMachine = [
    ...(await versionsHere('@oxc-transform')),
    [`@typescript/typescript-${process.platform}-${process.arch}`, '^7'] as const,
  ];
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { 'syntalos-mlink': `file:${packed}`, ...COMPILERS, ...Object.fromEntries(forThisMachine) },
  };
  await writeFile(join(into, 'package.json'), JSON.stringify(manifest));
  const options = ['--ignore-scripts', '--omit=optional', '--prefer-offline', '--no-audit', '--no-fund'];
  try {
    await run('npm', ['install', ...options], into);
    return undefined;
  } catch (error) {
    const text = String((error as { stderr?: string }).stderr ?? error);
    if (!IS_OFFLINE.test(text)) throw error;
    return text.trim().split('\n').at(0);
  }
}

/** The packages of a scope that this checkout has: those for this machine. */
async function versionsHere(scope: string): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const name of await readdir(join(ROOT, 'node_modules', scope))) {
    const text = await readFile(join(ROOT, 'node_modules', scope, name, 'package.json'), 'utf8');
    found.push([`${scope}/${name}`, (JSON.parse(text) as { version: string }).version]);
  }
  return found;
}

/** README and guides, with the tsconfig that they name. */
async function writeProject(project: string): Promise<void> {
  await mkdir(project);
  // Declarations are looked at, too: those of this package stand by themselves.
  const config = { extends: 'syntalos-mlink/tsconfig.json', compilerOptions: { skipLibCheck: false } };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config));
  const docs = (await readdir(join(installed, 'docs'))).filter((name) => name.endsWith('.md'));
  for (const path of ['README.md', ...docs.map((name) => `docs/${name}`)]) {
    await writeDocBlocks(join(installed, path), project);
  }
}

/** A project as `tsc --init` makes it: the module of the README, and every door of the package. */
async function writeDefaultProject(project: string, compiler: string): Promise<void> {
  const { exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
  };
  const doors = Object.keys(exports).filter((name) => !name.endsWith('.json'));
  const all = doors.map((name) => `export * as _${name.slice(2)} from 'syntalos-mlink${name.slice(1)}';\n`);
  await mkdir(project);
  await run(process.execPath, [tscOf(compiler), '--init'], project);
  const config = join(project, 'tsconfig.json');
  const text = await readFile(config, 'utf8');
  const strict = text.replace(/"skipLibCheck": true/, '"skipLibCheck": false');
  if (strict === text) throw new Error(`${compiler} sets no skipLibCheck any more: ${text}`);
  await writeFile(config, strict);
  await writeFile(
    join(project, 'brightness.ts'),
    await readFile(join(folder, 'project/readme/brightness.ts')),
  );
  await writeFile(join(project, 'all.ts'), all.join(''));
}

function tscOf(compiler: string): string {
  return join(folder, 'node_modules', compiler, 'bin/tsc');
}
