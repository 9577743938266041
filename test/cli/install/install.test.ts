import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { test, type Test } from 'tap';
import { runCli } from '#src/cli/program';
import { TestWorld } from '../fixtures/test-world.ts';

const PROGRAM = `
import { DataType, initLink, type SyntalosLink } from 'syntalos-mlink';
const link: SyntalosLink = await initLink();
link.onShowSettings = () => console.log('settings');
await link.awaitDataForever();
`;

/** A user with a module in a folder. */
function userWith(t: Test, files: Readonly<Record<string, string>> = { 'my-module.ts': PROGRAM }): TestWorld {
  return new TestWorld(t.testdir(files));
}

function modulesOf(world: TestWorld): string {
  return join(world.homeFolder, '.local/share/Syntalos/modules');
}

function tomlOf(folder: string): Record<string, unknown> {
  const file = parse(readFileSync(join(folder, 'module.toml'), 'utf8'));
  return file['syntalos_module'] as Record<string, unknown>;
}

test('a program is installed where Syntalos looks, with all that module.toml must say', async (t) => {
  const world = userWith(t);
  t.equal(await runCli(['install', 'my-module.ts', '--category', 'processing', 'example'], world), 0);
  const folder = join(modulesOf(world), 'my-module');
  t.equal(world.stdout.text, `${folder}\n`);
  t.same(tomlOf(folder), {
    type: 'executable',
    name: 'My module',
    description: 'Module My module, in TypeScript',
    binary: 'start-module',
    icon: 'my-module.svg',
    categories: ['processing', 'example'],
    features: ['show-settings'],
  });
  t.equal(statSync(join(folder, 'start-module')).mode & 0o777, 0o755);
  t.match(readFileSync(join(folder, 'my-module.svg'), 'utf8'), '<svg');
  t.match(world.stderr.text, 'It offers show-settings.');
});

test('options go before the field of package.json, and that before what is made up', async (t) => {
  const field = {
    module: './src/tracker.ts',
    id: 'eye',
    name: 'Eye "tracker"',
    categories: ['device'],
    icon: './eye.png',
    features: [],
  };
  const world = userWith(t, {
    'package.json': JSON.stringify({ name: '@lab/x', description: 'Tracks ä eyes', syntalos: field }),
    'eye.png': 'png',
  });
  mkdirSync(join(world.workingFolder, 'src'));
  writeFileSync(join(world.workingFolder, 'src/tracker.ts'), PROGRAM);
  t.equal(await runCli(['install', '.', '--name', 'Augen', '--dir', 'mods'], world), 0, world.stderr.text);
  const folder = join(world.workingFolder, 'mods/eye');
  t.same(tomlOf(folder), {
    type: 'executable',
    name: 'Augen',
    description: 'Tracks ä eyes',
    binary: 'start-module',
    icon: 'eye.png',
    categories: ['device'],
  });
  t.equal(await runCli(['install', 'src/tracker.ts', '--dir', 'other'], world), 0, world.stderr.text);
  t.equal(tomlOf(join(world.workingFolder, 'other/eye'))['name'], 'Eye "tracker"');
});

test('features are those whose callbacks the code sets, in whatever file and form', async (t) => {
  const programs: Readonly<Record<string, readonly string[] | undefined>> = {
    [`// link.onShowSettings = x\nconst s = 'onShowDisplay'; export default s;`]: undefined,
    'link.onShowDisplay = () => 1; link.onShowSettings = null;': ['show-display'],
    'Object.assign(link, { onShowSettings() {}, onShowDisplay: f });': ['show-settings', 'show-display'],
    "link['onShowDisplay'] = f; const text = `${`a ${ {b: 1}.b } link.onShowSettings = 1`}`;": [
      'show-display',
    ],
    "const r = /['\"`]/.test(a) ? 1 / 2 : a / 'link.onShowDisplay = 1'.length; link.onShowSettings = f;": [
      'show-settings',
    ],
    'interface Mine { onShowSettings: number } export const mine = {} as Mine;': undefined,
    "import './part.ts';": ['show-display'],
  };
  const world = userWith(t, { 'part.ts': 'declare const link: any; link.onShowDisplay = () => 1;' });
  for (const [text, features] of Object.entries(programs)) {
    writeFileSync(join(world.workingFolder, 'a.ts'), `declare const link: any, f: any, a: any;\n${text}`);
    t.equal(await runCli(['install', 'a.ts', '--force'], world), 0, world.stderr.text);
    t.same(tomlOf(join(modulesOf(world), 'a'))['features'], features, text);
  }
  t.equal(await runCli(['install', 'a.ts', '--force', '--features', 'show-settings'], world), 0);
  t.same(tomlOf(join(modulesOf(world), 'a'))['features'], ['show-settings']);
  t.equal(await runCli(['install', 'a.ts', '--force', '--features', 'none'], world), 0);
  t.same(tomlOf(join(modulesOf(world), 'a'))['features'], undefined);
});

test('what cannot be installed is refused with its reason, and leaves nothing', async (t) => {
  const world = userWith(t, {
    'ok.ts': PROGRAM,
    'broken.ts': 'const = 1;',
    'a.py': '',
    'package.json': JSON.stringify({ syntalos: { nam: 'x' } }),
  });
  mkdirSync(join(world.workingFolder, 'sub'));
  writeFileSync(join(world.workingFolder, 'sub/package.json'), '{"name":"x"}');
  writeFileSync(join(world.workingFolder, 'sub/ok.ts'), PROGRAM);
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['missing.ts'], /missing\.ts": there is no such file or folder/],
    [['a.py'], /extension "\.py", expected \.ts/],
    [['ok.ts'], /field "syntalos" of ".*package\.json": "nam" is unknown; known are module, id/],
    [['sub'], /names no program: add "syntalos": \{ "module"/],
    [['sub/ok.ts', '--id', '../x'], /Cannot use "\.\.\/x" as a module's id/],
    [['sub/ok.ts', '--name', ' '], /empty name/],
    [['sub/ok.ts', '--category', 'proccessing'], /Cannot use category "proccessing": Syntalos knows device,/],
    [['sub/ok.ts', '--features', 'display'], /Cannot use feature "display": Syntalos knows show-settings/],
    [['sub/ok.ts', '--icon', 'no.svg'], /no\.svg": there is no such file/],
    [['sub/ok.ts', '--icon', 'a.py'], /expected a file with one of \.svg/],
  ];
  for (const [args, reason] of refused) {
    world.stderr.text = '';
    t.equal(await runCli(['install', ...args], world), 2);
    t.match(world.stderr.text, reason);
  }
  world.stderr.text = '';
  rmSync(join(world.workingFolder, 'package.json'));
  t.equal(await runCli(['install', 'broken.ts'], world), 1);
  t.match(world.stderr.text, /broken\.ts": line 1, column 7/);
  t.notOk(existsSync(world.homeFolder));
});

test('an installed module is replaced only by --force, one of others never', async (t) => {
  const world = userWith(t);
  const folder = join(modulesOf(world), 'my-module');
  t.equal(await runCli(['install', 'my-module.ts'], world), 0);
  t.equal(await runCli(['install', 'my-module.ts'], world), 2);
  t.match(world.stderr.text, /it is installed already, with program ".*my-module\.ts"; add --force/);
  writeFileSync(join(world.workingFolder, 'new.png'), 'png');
  t.equal(await runCli(['install', 'my-module.ts', '--force', '--icon', 'new.png'], world), 0);
  t.same(readdirSync(folder).sort(), [
    '.syntalos-mlink.json',
    'module.toml',
    'my-module.png',
    'start-module',
  ]);
  t.same(readdirSync(modulesOf(world)), ['my-module'], 'nothing unfinished is left');

  rmSync(join(folder, '.syntalos-mlink.json'));
  for (const args of [
    ['install', 'my-module.ts', '--force'],
    ['uninstall', 'my-module'],
  ]) {
    world.stderr.text = '';
    t.equal(await runCli(args, world), 2);
    t.match(world.stderr.text, 'is not from syntalos-mlink');
  }
  t.ok(existsSync(join(folder, 'module.toml')));
});

test('uninstall removes what was installed, and nothing that was added or linked', async (t) => {
  const world = userWith(t);
  const folder = join(modulesOf(world), 'my-module');
  await runCli(['install', 'my-module.ts'], world);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  t.equal(await runCli(['uninstall', 'my-module'], world), 0);
  t.same(readdirSync(folder), ['notes.txt']);
  t.match(world.stderr.text, 'stays, with what was not installed: "notes.txt"');
  rmSync(folder, { recursive: true });

  await runCli(['install', 'my-module.ts'], world);
  t.equal(await runCli(['uninstall', 'my-module'], world), 0);
  t.notOk(existsSync(folder));
  t.equal(await runCli(['uninstall', 'my-module'], world), 2);
  t.match(world.stderr.text, /Cannot uninstall module "my-module": there is none in "/);

  await runCli(['install', 'my-module.ts', '--dir', 'real'], world);
  symlinkSync(join(world.workingFolder, 'real/my-module'), folder);
  t.equal(await runCli(['uninstall', 'my-module'], world), 2);
  t.ok(existsSync(join(world.workingFolder, 'real/my-module/module.toml')));

  const marker = { version: '1', program: '', files: ['../../precious'] };
  writeFileSync(join(world.workingFolder, 'real/my-module/.syntalos-mlink.json'), JSON.stringify(marker));
  t.equal(await runCli(['uninstall', 'my-module', '--dir', 'real'], world), 2);
});

test('the folder is the one that the installed Syntalos reads', async (t) => {
  const world = userWith(t);
  const flatpak = join(world.homeFolder, '.var/app/org.syntalos.syntalos');
  mkdirSync(flatpak, { recursive: true });
  await runCli(['install', 'my-module.ts'], world);
  t.equal(world.stdout.text, `${join(flatpak, 'data/modules/my-module')}\n`);
  t.equal(await runCli(['uninstall', 'my-module'], world), 0);

  world.stdout.text = '';
  world.environment['XDG_DATA_HOME'] = join(world.workingFolder, 'data');
  mkdirSync(join(world.workingFolder, 'data/Syntalos'), { recursive: true });
  await runCli(['install', 'my-module.ts'], world);
  t.equal(world.stdout.text, `${join(world.workingFolder, 'data/Syntalos/modules/my-module')}\n`);
  t.match(world.stderr.text, 'note: modules for the Flatpak of Syntalos are in');
});

/** A program that says it is Node of some version, and what it is called with. */
function fakeNode(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true });
  const answer = `if [ "$1" = --version ]; then echo ${version}; else echo "${path}" "$@"; fi`;
  writeFileSync(path, `#!/bin/sh\n${answer}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('the launcher takes the first Node that is new enough, and says what to do where there is none', async (t) => {
  const world = userWith(t, { "it's a $(module).ts": PROGRAM });
  const usual = join(world.workingFolder, 'usual/node');
  Object.assign(world, { nodePath: usual });
  t.equal(await runCli(['install', "it's a $(module).ts", '--id', 'm', '--dir', 'mods'], world), 0);
  const launcher = join(world.workingFolder, 'mods/m/start-module');
  const home = world.homeFolder;
  const start = (environment: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr, status } = spawnSync(launcher, {
      // Without a Node of this machine: those of fixed places are left out of the script.
      env: { HOME: home, PATH: join(home, 'bin'), ...environment },
      encoding: 'utf8',
      cwd: '/',
    });
    return { stdout, stderr, status };
  };
  const withoutSystem = readFileSync(launcher, 'utf8').replaceAll(/last_usable \/\S+ /g, 'false ');
  writeFileSync(launcher, withoutSystem);
  const none = start();
  t.equal(none.status, 1);
  t.match(none.stderr, /^Cannot start module "m": it needs Node\.js 20\.19 or newer, and there is none/);
  t.match(none.stderr, /Install Node\.js, or set SYNTALOS_MLINK_NODE/);

  fakeNode(join(home, 'bin/node'), 'v20.18.3');
  t.match(start().stderr, /\(too old: \S+\/bin\/node \(version 20\.18\.3\)\)/);
  fakeNode(join(home, '.nvm/versions/node/v20.19.0/bin/node'), 'v20.19.0');
  const newest = fakeNode(join(home, '.nvm/versions/node/v22.1.0/bin/node'), 'v22.1.0');
  fakeNode(join(home, '.nvm/versions/node/v8.1.0/bin/node'), 'v8.1.0');
  const program = join(world.workingFolder, "it's a $(module).ts");
  t.match(start().stdout, `${newest} `);
  t.match(start().stdout, ` ${program}\n`);
  fakeNode(usual, 'v24.0.0');
  t.match(start().stdout, `${usual} `, 'the one that installed it goes before other places');
  fakeNode(join(home, 'bin/node'), 'v20.19.0');
  t.match(start().stdout, join(home, 'bin/node'), 'the path goes first');
  t.match(start({ SYNTALOS_MLINK_NODE: newest }).stdout, `${newest} `);
  t.match(
    start({ SYNTALOS_MLINK_NODE: '/none' }).stderr,
    'SYNTALOS_MLINK_NODE names /none, which is no Node.js',
  );

  rmSync(program);
  t.match(start().stderr, /its program .* is gone\. Put it back, or install the module again/);
});

test('the launcher runs a TypeScript program as it is', async (t) => {
  const text = `import { name } from './part.ts';\nconst type: string = name; console.log(type, import.meta.filename);\n`;
  const world = userWith(t, { 'main.ts': text, 'part.ts': 'export const name: string = "typed";' });
  t.equal(await runCli(['install', 'main.ts'], world), 0);
  const launcher = join(modulesOf(world), 'main/start-module');
  const temporary = join(world.workingFolder, 'tmp');
  mkdirSync(temporary);
  const env = { ...process.env, NODE_OPTIONS: undefined, TMPDIR: temporary };
  t.equal(
    execFileSync(launcher, { encoding: 'utf8', env }),
    `typed ${join(world.workingFolder, 'main.ts')}\n`,
  );
  t.same(readdirSync(temporary), [], 'no file of it is left');

  writeFileSync(join(world.workingFolder, 'part.ts'), 'export const name = ;');
  const { status, stderr } = spawnSync(launcher, { encoding: 'utf8', env });
  t.equal(status, 1);
  t.match(stderr, /part\.ts": line 1, column 21/);
});
