import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';

const MAIN = fileURLToPath(new URL('../../../dist/bundle/cli.cjs', import.meta.url));

/** The command in a process of its own, in a folder with a project of a source and a sink. */
class Cli {
  readonly folder: string;
  readonly child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;

  constructor(
    t: Test,
    args: readonly string[],
    options: { readonly sink?: string; readonly input?: string } = {},
  ) {
    const program = (name: string): string =>
      JSON.stringify(fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url)));
    this.folder = t.testdir({
      'project.toml': [
        `modules = [{ id = "source", use = ${program('line-source')} },`,
        `{ id = "sink", use = ${program(options.sink ?? 'line-sink')} }]`,
        `connections = [{ from = "source:lines", to = "sink:${options.input ?? 'lines'}" }]`,
      ].join('\n'),
    });
    this.child = spawn(process.execPath, [MAIN, ...args], { cwd: this.folder });
    this.child.stdout.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.ended = once(this.child, 'close').then(([code]: unknown[]) => code as number | null);
  }

  /** Resolves when stderr has shown a text; fails when the command ends without it. */
  async said(text: string): Promise<void> {
    while (!this.stderr.includes(text)) {
      const more = once(this.child.stderr, 'data').then(() => true);
      const goesOn = await Promise.race([more, this.ended.then(() => false)]);
      if (!goesOn && !this.stderr.includes(text)) throw new Error(`never said "${text}":\n${this.stderr}`);
    }
  }

  recordings(): string[] {
    const folder = join(this.folder, 'recordings');
    return existsSync(folder) ? readdirSync(folder) : [];
  }
}

test('a project runs for its duration, is recorded and reported', async (t) => {
  const cli = new Cli(t, ['run', 'project.toml', '--duration', '200ms', '--report', 'report.json']);

  t.equal(await cli.ended, 0, cli.stderr);
  t.match(cli.stdout, /^COMPLETE: every item reached every consumer\n/);
  t.match(cli.stderr, /sink: the first reading is here\n/);
  t.match(JSON.parse(readFileSync(join(cli.folder, 'report.json'), 'utf8')), {
    verdict: 'COMPLETE',
    ports: [
      { module: 'source', direction: 'output' },
      { module: 'sink', direction: 'input', source: 'source:lines', unread: 0 },
    ],
  });
  t.equal(cli.recordings().length, 1);
});

test('SIGINT ends a run well', async (t) => {
  const cli = new Cli(t, ['run', '.']);
  await cli.said('the first reading is here');
  cli.child.kill('SIGINT');

  t.equal(await cli.ended, 0, cli.stderr);
  t.match(cli.stdout, /^COMPLETE.*\n.*the user stopped it \(Ctrl-C\)\n/);
});

test('SIGINT twice ends a run whose module never returns from its callback', async (t) => {
  const cli = new Cli(t, ['run', '.'], { sink: 'stuck-sink' });
  await cli.said('the first reading is here');
  cli.child.kill('SIGINT');
  await cli.said('Stopping and saving');
  // Nearer together they would count as one.
  await delay(200);
  cli.child.kill('SIGINT');

  t.equal(await cli.ended, 130, cli.stderr);
  t.match(cli.stdout, /^INCOMPLETE:\n {2}- the run was ended by force/);
  t.notMatch(cli.stdout, /error/, 'that modules end then is no error of theirs');
});

test('a connection to a port that its module does not have exits with 2', async (t) => {
  const cli = new Cli(t, ['run', '.', '--quiet'], { input: 'frames' });

  t.equal(await cli.ended, 2, cli.stderr);
  t.match(cli.stdout, /^INCOMPLETE: .* was refused/);
  t.match(cli.stdout, /^project\.toml:\d+: .*"sink" has no input port "frames"/m);
});

test('a reader of the log that goes away does not end the run', async (t) => {
  const cli = new Cli(t, ['run', '.', '--duration', '500ms', '--report', 'report.json']);
  await cli.said('the first reading is here');
  cli.child.stderr.destroy();
  cli.child.stdout.destroy();

  t.equal((await once(cli.child, 'exit'))[0], 0);
  t.match(JSON.parse(readFileSync(join(cli.folder, 'report.json'), 'utf8')), { verdict: 'COMPLETE' });
});

test('the version is that of the package', async (t) => {
  const cli = new Cli(t, ['--version']);

  t.equal(await cli.ended, 0);
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  t.match(manifest, { version: cli.stdout.trim() });
});
