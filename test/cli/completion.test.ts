/** Help and completion: made of the commands, tried by the shells that are here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'tap';
import { EXAMPLES } from '#src/cli/examples';
import { runCli } from '#src/cli/program';
import { TestWorld } from './fixtures/test-world.ts';

async function helpOf(t: { testdir: () => string }, ...args: string[]): Promise<string> {
  const world = new TestWorld(t.testdir());
  await runCli([...args, '--help'], world);
  return world.stdout.text;
}

test('the help of each command ends with two examples, of options that it has', async (t) => {
  const commands = [...(await helpOf(t)).matchAll(/^ {2}([a-z]+) .*\[options\]/gm)].map(
    ([, name = '']) => name,
  );
  t.ok(commands.length > 10, commands.join());
  for (const name of commands) {
    const help = await helpOf(t, name);
    const examples = help.split('Examples:\n')[1]?.trimEnd().split('\n') ?? [];
    t.equal(examples.length, 2, name);
    for (const example of EXAMPLES[name] ?? []) {
      t.equal(example.split(' ')[0], name);
      for (const [option] of example.matchAll(/--[a-z-]+/g)) t.match(help, `  ${option}`, example);
    }
  }
});

async function scriptFor(t: { testdir: () => string }, shell: string): Promise<string> {
  const world = new TestWorld(t.testdir());
  await runCli(['completion', shell], world);
  return world.stdout.text;
}

test('bash completes commands, options, and values of options and arguments', async (t) => {
  const script = await scriptFor(t, 'bash');
  const complete = (...words: string[]): string[] => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const line = `COMP_WORDS=(syntalos-mlink ${list}); COMP_CWORD=${words.length}; _syntalos_mlink; echo "\${COMPREPLY[*]}"`;
    return execFileSync('bash', ['--norc', '-c', `${script}\n${line}`])
      .toString()
      .trim()
      .split(' ');
  };
  t.same(complete('mod'), ['modules']);
  t.same(complete('run', 'project.toml', '--dur'), ['--duration']);
  t.same(complete('create', 'x', '--template', 's'), ['source', 'script']);
  t.same(complete('modules', 'camera'), ['camera', 'camera-synthetic']);
  t.same(complete('completion', 'z'), ['zsh']);
});

/** Whether a shell is here; else why its test is left out. */
function whyNot(shell: string): string | false {
  return spawnSync(shell, ['--version']).status === 0 ? false : `there is no ${shell} here`;
}

test('zsh completes a line that is typed', { skip: whyNot('zsh') }, async (t) => {
  const folder = t.testdir({
    _script: await scriptFor(t, 'zsh'),
    'project.toml': '',
    // A zsh with a terminal, whose command shows the line that it got.
    'type.zsh': [
      'zmodload zsh/zpty',
      'zpty shell zsh -fi',
      'zpty -w shell "PROMPT=; autoload -Uz compinit; compinit -u -D; source ./_script"',
      'zpty -w shell "syntalos-mlink() { print \\"GOT <\\$*>\\" }; print READY"',
      "zpty -r shell answer '*READY*READY*'",
      'for words in "$@"; do',
      '  zpty -w -n shell "syntalos-mlink $words"$\'\\t\\n\'',
      "  zpty -r shell answer '*GOT <*>*'",
      '  print -r -- "${${answer##*GOT <}%%>*}"',
      'done',
      'zpty -d shell',
    ].join('\n'),
  });
  const typed = ['mod', 'run project.toml --dur', 'create x --template so', 'completion z', 'run proj'];
  const { stdout } = spawnSync('zsh', ['-f', 'type.zsh', ...typed], { cwd: folder });
  t.same(
    stdout
      .toString()
      .trim()
      .split(/ *\r?\n/),
    [
      'modules',
      'run project.toml --duration',
      'create x --template source',
      'completion zsh',
      'run project.toml',
    ],
  );
});

test('fish completes commands, options, and their values', { skip: whyNot('fish') }, async (t) => {
  const folder = t.testdir({ 'script.fish': await scriptFor(t, 'fish') });
  const complete = (line: string): string[] => {
    const command = `source script.fish; complete -C '${line}'`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', command], { cwd: folder });
    return stdout
      .toString()
      .trim()
      .split('\n')
      .map((found) => found.split('\t')[0]!);
  };
  t.same(complete('syntalos-mlink mod'), ['modules']);
  t.same(complete('syntalos-mlink run project.toml --dur'), ['--duration']);
  t.same(complete('syntalos-mlink create x --template s'), ['script', 'source']);
  t.same(complete('syntalos-mlink modules camera-'), ['camera-synthetic']);
});

test('each script has every command and option', async (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const script = await scriptFor(t, shell);
    for (const word of ['run', 'doctor', 'duration', 'closed-loop', 'board-sim'])
      t.match(script, word, shell);
  }
});

test('a shell that there is no script for is refused', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['completion', 'tcsh'], world), 2);
  t.match(world.stderr.text, 'Allowed choices are bash, zsh, fish');
});
