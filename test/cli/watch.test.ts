import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';
import { WebSocket } from 'ws';
import type { ServerMessage } from '#src/view/protocol';
import { runCli } from '#src/cli/program';
import { until } from '../support/until.ts';
import { TestWorld } from './fixtures/test-world.ts';

const MAIN = fileURLToPath(new URL('../../../dist/bundle/cli.js', import.meta.url));

const MODULE = `
import { initLink } from 'syntalos-mlink';
import { word } from './word.ts';
const link = await initLink();
link.onStart = () => console.log('the word is ' + word);
await link.awaitDataForever();
`;
const PROJECT = '[[modules]]\nid = "speaker"\nuse = "./speaker.ts"\n';
const WAITING = 'Waiting for a file to be saved';

/** A watched run in a folder of its own. */
class Watched {
  readonly folder: string;
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  stderr = '';
  stdout = '';

  constructor(t: Test, files: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.folder = t.testdir({
      'project.toml': PROJECT,
      'speaker.ts': MODULE,
      'word.ts': say('one'),
      ...files,
    });
    this.child = spawn(process.execPath, [MAIN, 'run', '.', '--watch', ...args], {
      cwd: this.folder,
      env: { ...process.env, XDG_RUNTIME_DIR: this.folder },
    });
    this.child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.child.stdout.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.ended = once(this.child, 'close').then(([code]: unknown[]) => code as number | null);
    t.teardown(() => this.child.kill('SIGKILL'));
  }

  save(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Resolves once it has written a text on either output; fails if it ends without. */
  async says(text: string | RegExp): Promise<void> {
    const isSaid = (): boolean =>
      [this.stderr, this.stdout].some((all) =>
        typeof text === 'string' ? all.includes(text) : text.test(all),
      );
    await until(() => isSaid() || this.child.exitCode !== null);
    if (!isSaid()) throw new Error(`never said "${text}":\n${this.stderr}\n${this.stdout}`);
  }

  end(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.ended;
  }
}

function say(word: string): string {
  return `export const word = '${word}';\n`;
}

test('a saved file that a module imports starts the run again, and its page stays open', async (t) => {
  const watched = new Watched(t, {}, ['--port', '0']);
  await watched.says('the word is one');
  const address = /http:\S+/.exec(watched.stderr)![0];
  const socket = new WebSocket(`${address.replace('http', 'ws')}socket`);
  const messages: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as ServerMessage));
  await once(socket, 'open');

  watched.save('word.ts', say('two'));
  await watched.says('word.ts was saved: run 2');
  await watched.says('the word is two');
  await until(() => messages.some((message) => message.kind === 'run' && message.run === 2));
  t.equal(socket.readyState, WebSocket.OPEN);
  t.equal(watched.stderr.split(`Live page: ${address}`).length, 3, 'the address is shown with each run');
  t.notMatch(watched.stdout, 'the user stopped it', 'a run that another follows has no summary');

  t.equal(await watched.end(), 0);
  t.match(watched.stdout, /^COMPLETE[\s\S]*the user stopped it \(Ctrl-C\)/);
});

test('a file that is replaced by another, as editors do it, or is gone for a moment, is seen', async (t) => {
  const watched = new Watched(t, {});
  await watched.says('the word is one');
  watched.save('word.ts~', say('two'));
  renameSync(join(watched.folder, 'word.ts~'), join(watched.folder, 'word.ts'));
  await watched.says('the word is two');
  rmSync(join(watched.folder, 'word.ts'));
  watched.save('word.ts', say('three'));
  await watched.says('the word is three');
  t.equal(await watched.end(), 0);
});

test('a syntax error is shown, and the next save of the file that has it tries again', async (t) => {
  const watched = new Watched(t, { 'word.ts': 'export const word = ;' });
  await watched.says(/Cannot load program ".*word\.ts": line 1, column 21/);
  await watched.says(WAITING);
  watched.save('word.ts', say('right'));
  await watched.says('the word is right');
  t.equal(await watched.end(), 0);
});

test('a project that is wrong is shown, also on the page, and its next save tries again', async (t) => {
  const watched = new Watched(t, { 'project.toml': `${PROJECT}name = [` }, ['--port', '0']);
  await watched.says(WAITING);
  t.match(watched.stderr, /error: Cannot use project ".*": it is not valid TOML\n/);
  const address = /http:\S+/.exec(watched.stderr)![0];
  const socket = new WebSocket(`${address.replace('http', 'ws')}socket`);
  const messages: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as ServerMessage));
  await until(() => messages.some(({ kind }) => kind === 'ended'));
  t.match(
    messages.find(({ kind }) => kind === 'ended'),
    { verdict: 'REFUSED', reasons: [/^Cannot use project/], summary: /project\.toml:4/ },
  );
  watched.save('project.toml', PROJECT);
  await watched.says('the word is one');
  t.equal(await watched.end(), 0);
});

test('Ctrl-C while nothing runs ends it with the exit code of the last run', async (t) => {
  const watched = new Watched(t, { 'word.ts': 'export const word = ;' });
  await watched.says(WAITING);
  t.equal(await watched.end(), 1);

  const wrong = new Watched(t, { 'project.toml': '' });
  await wrong.says(WAITING);
  t.equal(await wrong.end(), 2);
});

test('a run that ends by itself waits for a save', async (t) => {
  const watched = new Watched(t, {}, ['--duration', '100ms']);
  await watched.says(WAITING);
  t.match(watched.stdout, /^COMPLETE/);
  watched.save('word.ts', say('again'));
  await watched.says('the word is again');
  t.equal(await watched.end(), 0);
});

test('a module that does not return holds the next run no longer than a moment', async (t) => {
  const stuck = MODULE.replace(
    'await link.awaitDataForever',
    "console.log('stuck'); for (;;);\nawait link.run",
  );
  const watched = new Watched(t, { 'speaker.ts': stuck });
  await watched.says('stuck');
  watched.save('speaker.ts', MODULE);
  await watched.says('the word is one');
  t.equal(await watched.end(), 0);
});

test('the page stops the run that goes on, not those that saves start', async (t) => {
  const watched = new Watched(t, {}, ['--port', '0']);
  await watched.says('the word is one');
  const socket = new WebSocket(`${/http:\S+/.exec(watched.stderr)![0].replace('http', 'ws')}socket`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ kind: 'stop' }));
  await watched.says('the user stopped it (the page)');
  await watched.says(WAITING);
  watched.save('word.ts', say('two'));
  await watched.says('the word is two');
  t.equal(await watched.end(), 0);
});

test('each run begins with an empty terminal', async (t) => {
  const world = new TestWorld(t.testdir({ 'project.toml': PROJECT, 'speaker.ts': 'export {};' }));
  world.stderr.isTTY = true;
  const exit = runCli(['run', '.', '--watch'], world);
  await world.engine.called('running');
  t.notMatch(world.stderr.text, '\u001b[2J');
  writeFileSync(join(world.workingFolder, 'project.toml'), `${PROJECT}name = "Speaker"\n`);
  await world.engine.called('stop: project.toml was saved');
  await until(() => world.stderr.text.includes('\u001b[2J\u001b[3Jproject.toml was saved: run 2\n'));
  await until(() => world.engine.project?.modules[0]?.name === 'Speaker');
  await until(() => world.engine.calls.filter((call) => call === 'running').length === 2);
  world.signals.emit('SIGINT');
  t.equal(await exit, 0);
  t.equal(world.signals.listenerCount('SIGINT') + world.signals.listenerCount('exit'), 0);
});
