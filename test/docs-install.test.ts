/** The commands and the package.json of docs/install.md, as a reader types them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import { runCli } from '#src/cli/program';
import { TestWorld } from './cli/fixtures/test-world.ts';

const markdown = await readFile(new URL('../../docs/install.md', import.meta.url), 'utf8');

function blocks(language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map(([, , text = '']) => text);
}

/** The words of each line that calls the command, without quotes and comments. */
const commands = blocks('sh')
  .flatMap((text) => text.split('\n'))
  .filter((line) => line.startsWith('npx syntalos-mlink '))
  .map((line) =>
    [...line.replace(/ #.*/, '').matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? ''),
  )
  .map((words) => words.slice(2));

test('the commands of the guide do what it says', async (t) => {
  const world = new TestWorld(t.testdir());
  await writeFile(join(world.workingFolder, 'brightness.ts'), blocks('ts')[0] ?? '');
  t.same(
    commands.map(([name]) => name),
    ['doctor', 'install', 'uninstall'],
  );
  for (const args of commands) {
    const code = await runCli(args, world);
    // What `doctor` finds is this machine's.
    if (args[0] !== 'doctor') t.equal(code, 0, world.stderr.text);
  }
  const folder = join(world.homeFolder, '.local/share/Syntalos/modules/brightness');
  t.ok(world.stdout.text.endsWith(`${folder}\n${folder}\n`), 'installed, and removed again');
  t.match(world.stderr.text, 'It offers show-settings.');
});

test('the package.json of the guide is one that install takes', async (t) => {
  const world = new TestWorld(t.testdir());
  await writeFile(join(world.workingFolder, 'brightness.ts'), blocks('ts')[0] ?? '');
  await writeFile(join(world.workingFolder, 'brightness.svg'), '<svg/>');
  await writeFile(join(world.workingFolder, 'package.json'), blocks('json')[0] ?? '');
  t.equal(await runCli(['install', '.', '--dir', 'modules'], world), 0, world.stderr.text);
  t.match(
    await readFile(join(world.workingFolder, 'modules/brightness/module.toml'), 'utf8'),
    'name = "Brightness"',
  );
});
