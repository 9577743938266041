import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { runCli } from '#src/cli/program';
import { TestWorld } from './fixtures/test-world.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));

const LOOP = `
modules = [
  { id = "camera", use = "camera-synthetic" },
  { id = "monitor", use = "monitor" },
  { id = "video", use = "video-recorder" },
]
connections = [{ from = "camera:frames", to = "monitor:in" }, { from = "camera:frames", to = "video:frames" }]
`;

test('a graph as text has the boxes of the modules in layers, and a line for each connection', async (t) => {
  const world = new TestWorld(t.testdir({ 'project.toml': LOOP }));
  t.equal(await runCli(['graph', 'project.toml'], world), 0, world.stderr.text);
  t.equal(
    world.stdout.text,
    `
                         ┌ video ─────────┐
                         │ video-recorder │
                     ┌───▶ frames         │
┌ camera ──────────┐ │   └────────────────┘
│ camera-synthetic │ │
│           frames ├─┤
│            truth │ │   ┌ monitor ─┐
└──────────────────┘ │   │ monitor  │
                     └───▶ in       │
                         └──────────┘
`.slice(1),
  );
});

test('in every graph of the examples each connection can be followed from its output to its input', async (t) => {
  for (const name of ['tracker', 'closed-loop', 'spikes', 'sync']) {
    const world = new TestWorld(t.testdir());
    t.equal(await runCli(['graph', join(EXAMPLES, name)], world), 0, world.stderr.text);
    const text = world.stdout.text;
    const project = readFileSync(join(EXAMPLES, name, 'project.toml'), 'utf8');
    const connections = [...project.matchAll(/^from = "(.*)"\nto = "(.*)"$/gm)];
    const back = text.split('\n').filter((line) => line.includes(' → ')).length;
    t.equal(
      text.split('▶').length - 1,
      connections.length - back,
      `${name}: an arrow at each input\n${text}`,
    );
    for (const line of text.split('\n')) t.notMatch(line, /[─┼]\w/, 'no line runs into a word');
  }
});

test('a picture names each connection, and those that close a loop are dashed', async (t) => {
  const world = new TestWorld(t.testdir());
  t.equal(await runCli(['graph', join(EXAMPLES, 'closed-loop'), '--svg', 'loop.svg'], world), 0);
  const svg = readFileSync(join(world.workingFolder, 'loop.svg'), 'utf8');
  t.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  t.match(svg, /class="edge back"[^>]*><title>board:readings → zone:readings</);
  t.equal(svg.split('<rect').length - 1, 5);
  t.notMatch(svg, /NaN|undefined/);
});

test('a picture that cannot be written is an error with its path', async (t) => {
  const world = new TestWorld(t.testdir({ 'project.toml': LOOP }));
  t.equal(await runCli(['graph', 'project.toml', '--svg', 'none/x.svg'], world), 1);
  t.match(world.stderr.text, /Cannot write the picture ".*none\/x\.svg"/);
});
