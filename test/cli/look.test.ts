/** `top`, `echo`, `hz` and `bw` beside a real run in another process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';
import { runCli } from '#src/cli/program';
import { until } from '../support/until.ts';
import { everyTypeProject } from '../view/every-type-project.ts';
import { TestWorld } from './fixtures/test-world.ts';

const MAIN = fileURLToPath(new URL('../../../dist/bundle/cli.js', import.meta.url));
const LINES = JSON.stringify(fileURLToPath(new URL('./fixtures/line-source.js', import.meta.url)));

const PROJECT = `
modules = [
  { id = "camera", use = "camera-synthetic", settings = { width = 64, height = 48, fps = 50 } },
  { id = "electrodes", use = "signal-synthetic" },
  { id = "lines", use = ${LINES} },
  { id = "film", use = "monitor" },
  { id = "scope", use = "monitor", settings = { type = "SignalBlockF32" } },
  { id = "levels", use = "monitor", settings = { type = "LineReading" } },
]
connections = [
  { from = "camera:frames", to = "film:in" },
  { from = "electrodes:signals", to = "scope:in" },
  { from = "lines:lines", to = "levels:in" },
]
`;

/** Where the pages of a test are found, and nobody else's. */
class Desk {
  readonly folder: string;
  readonly #environment: Record<string, string>;
  readonly #t: Test;

  constructor(t: Test, project: string = PROJECT) {
    this.#t = t;
    this.folder = t.testdir({ 'project.toml': project, runtime: {} });
    this.#environment = { XDG_RUNTIME_DIR: join(this.folder, 'runtime') };
  }

  /** Starts a run in a process of its own; resolves when its page is there and its modules run. */
  async run(): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
    const child = spawn(process.execPath, [MAIN, 'run', 'project.toml', '--view', '--port', '0'], {
      cwd: this.folder,
      env: { ...process.env, NODE_OPTIONS: '', ...this.#environment },
    });
    const ended = once(child, 'close');
    let text = '';
    child.stderr.on('data', (data: Buffer) => (text += data.toString()));
    this.#t.teardown(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    await until(() => /(camera:frames|source:u8) [1-9]/.test(text) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`the run has ended:\n${text}`);
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1]);
    const stop = async (): Promise<void> => {
      child.kill('SIGINT');
      await ended;
    };
    return { port, stop };
  }

  /** Types a command in another terminal, whose reader leaves after the first words. */
  async lookBriefly(...args: readonly string[]): Promise<unknown> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', ...this.#environment },
    });
    this.#t.teardown(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as unknown[];
    return code;
  }

  /** Types a command in another terminal. */
  look(...args: readonly string[]): { readonly world: TestWorld; readonly code: Promise<number> } {
    const world = new TestWorld(this.folder);
    Object.assign(world.environment, this.#environment);
    world.now = () => performance.now();
    return { world, code: runCli(args, world) };
  }
}

test('a run is looked at from another terminal', async (t) => {
  const desk = new Desk(t);
  const { stop } = await desk.run();

  await t.test('top shows modules and connections', async (t) => {
    const { world, code } = desk.look('top', '--count', '2');
    t.equal(await code, 0, world.stderr.text);
    const [first] = world.stdout.text.split('\n\n\n');
    t.match(first, /^\S+: running, \d+\.\d s\n/);
    t.match(first, /camera +running/);
    t.match(first, /camera:frames → film:in +Frame +\d.*\/s +\d.*B\/s/);
    t.equal(world.stdout.text.match(/: running/g)?.length, 2);
  });

  await t.test('echo shows frames by what they are, of the output or of an input', async (t) => {
    for (const port of ['camera:frames', 'film:in']) {
      const { world, code } = desk.look('echo', port, '--count', '3');
      t.equal(await code, 0, world.stderr.text);
      t.match(world.stdout.text, /^(\d+\.\d{6} s {2}#\d+ {2}64 × 48 × 1 u8\n){3}$/);
    }
  });

  await t.test('echo shows readings of lines, and samples of signals', async (t) => {
    const lines = desk.look('echo', 'lines:lines', '--count', '5', '--json');
    t.equal(await lines.code, 0, lines.world.stderr.text);
    const events = lines.world.stdout.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    t.equal(events.length, 5);
    t.match(events[0], { lane: 'line 1', value: Number, time: Number });

    const signals = desk.look('echo', 'electrodes:signals', '--count', '1');
    t.equal(await signals.code, 0, signals.world.stderr.text);
    t.match(
      signals.world.stdout.text,
      /^\d+\.\d{6} s to \d+\.\d{6} s .*CH0 \S+ to \S+ {2}CH1 .* {2}µV {2}and 12 more channels\n$/,
    );
  });

  await t.test('hz and bw count items and bytes', async (t) => {
    const hz = desk.look('hz', 'camera:frames', '--count', '1');
    const bw = desk.look('bw', 'film:in', '--count', '1');
    t.equal(await hz.code, 0, hz.world.stderr.text);
    t.match(hz.world.stdout.text, /^\d+\.\d\/s {2}\(mean .*; \d+ items so far\)\n$/);
    t.equal(await bw.code, 0, bw.world.stderr.text);
    t.match(bw.world.stdout.text, /kB\/s {2}\(mean .* items so far, 3\.\d\d kB each\)\n$/);
  });

  await t.test('a port that is not there is named beside those that are', async (t) => {
    const { world, code } = desk.look('echo', 'camera:video');
    t.equal(await code, 2);
    t.match(world.stderr.text, 'Cannot find port "camera:video" in the run: it has "camera:frames", ');
  });

  await t.test('Ctrl-C ends a look, and the run goes on', async (t) => {
    const { world, code } = desk.look('echo', 'lines:lines');
    await until(() => world.stdout.text !== '');
    world.signals.emit('SIGINT');
    t.equal(await code, 0);
    t.equal(world.stderr.text.includes('The run has ended'), false);
  });

  await t.test('a look ends with its run', async (t) => {
    const { world, code } = desk.look('hz', 'lines:lines');
    await until(() => world.stdout.text !== '');
    await stop();
    t.equal(await code, 0);
    t.match(world.stderr.text, 'The run has ended: COMPLETE');
  });
});

test('of several runs one is named, and where there is none, what to do is said', async (t) => {
  const desk = new Desk(t);
  const none = desk.look('top');
  t.equal(await none.code, 1);
  t.match(
    none.world.stderr.text,
    'Cannot find a run with a live page: start one by "syntalos-mlink run <project> --view"',
  );

  const [a, b] = await Promise.all([desk.run(), desk.run()]);
  const both = desk.look('top');
  t.equal(await both.code, 1);
  t.match(both.world.stderr.text, 'Cannot tell which run is meant, there are 2; name one:\n');
  for (const { port } of [a, b]) t.match(both.world.stderr.text, `--port ${port}  `);
  const one = desk.look('top', '--port', String(b.port), '--count', '1');
  t.equal(await one.code, 0, one.world.stderr.text);
  await a.stop();
  const left = desk.look('hz', 'camera:frames', '--count', '1');
  t.equal(await left.code, 0, left.world.stderr.text);
  await b.stop();
});

test('what a killed run has left behind is passed over, and wrong options are refused', async (t) => {
  const desk = new Desk(t);
  const folder = join(desk.folder, 'runtime', 'syntalos-mlink');
  mkdirSync(folder, { mode: 0o700 });
  const token = 'a'.repeat(43);
  writeFileSync(
    join(folder, 'view-8017.json'),
    JSON.stringify({ address: `http://127.0.0.1:8017/${token}/`, token, processId: 2 ** 22 + 1 }),
  );
  const dead = desk.look('top');
  t.equal(await dead.code, 1);
  t.match(dead.world.stderr.text, 'Cannot find a run with a live page');

  for (const [args, text] of [
    [['top', '--count', '0'], 'Cannot use "--count 0": it must be a whole number from 1'],
    [['hz', 'a:b', '--port', 'x'], 'Cannot use "--port x"'],
  ] as const) {
    const { world, code } = desk.look(...args);
    t.equal(await code, 2);
    t.match(world.stderr.text, text);
  }
});

test('echo shows items of every type as text', async (t) => {
  const time = String.raw`\d+\.\d{6} s`;
  const expected: Readonly<Record<string, RegExp>> = {
    u8: new RegExp(`^${time}  #\\d+  8 × 6 × 1 u8\n$`),
    f64: new RegExp(`^${time}  #\\d+  8 × 6 × 1 f64  values 0.001 to 1000\n$`),
    color: new RegExp(`^${time}  #\\d+  8 × 6 × 3 u8\n$`),
    floats: /s {2}\d+ samples {2}sine \S+ to \S+ {2}ramp \S+ to \S+ {2}noise \S+ to \S+ {2}mV\n$/,
    words: /s {2}\d+ samples {2}sine \S+ to \S+ {2}ramp 1,\d+ to 1,\d+ {2}noise \S+ to \S+ {2}mV\n$/,
    lines: new RegExp(`^${time}  line [37]  [01]\n$`),
    commands: new RegExp(`^${time}  line 5  WRITE_DIGITAL_PULSE 1\n$`),
    control: new RegExp(`^${time}  STEP\n$`),
    rows: /^(\d+)\t[\d.]+\trow <i>\1<\/i>\n$/,
  };
  const ports = Object.keys(expected);
  const desk = new Desk(t, everyTypeProject(ports));
  const { stop } = await desk.run();
  for (const port of ports) {
    const { world, code } = desk.look('echo', `source:${port}`, '--count', '1');
    t.equal(await code, 0, world.stderr.text);
    t.match(world.stdout.text, expected[port]!, port);
    if (port === 'rows') t.equal(world.stderr.text, 'round\thalf\tnote\n');
  }
  t.equal(await desk.lookBriefly('echo', 'source:rows'), 0, 'a reader that has gone ends it');
  await stop();
});
