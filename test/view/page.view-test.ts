/** The live page in a real browser, of real runs. */
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { FRAME_DEPTHS } from 'syntalos-mlink/types';
import { test, type Test } from 'tap';
import { ViewedRun, launch, openPage } from './browser.ts';
import { everyTypeProject } from './every-type-project.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, greyOf, pixelOf } from './fixtures/pixels.ts';
import { OTHER_PORTS } from './fixtures/ports.ts';

const PORTS = [...FRAME_DEPTHS, ...OTHER_PORTS.map(([id]) => id)];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function startEveryType(t: Test, args: readonly string[], settings?: string): ViewedRun {
  const folder = t.testdir({ 'project.toml': everyTypeProject(PORTS, settings) });
  return new ViewedRun(t, folder, ['--port', '0', ...args]);
}

function panelOf(page: Page, port: string): Locator {
  return page.locator(`.panel[data-output="source:${port}"]`);
}

const hasOnnx = existsSync('examples/onnx/node_modules/onnxruntime-node');
const whyNoOnnx = hasOnnx ? false : 'no ONNX Runtime: npm --prefix examples/onnx install --ignore-scripts';

/** The examples, beside each other as they are here, and of them the folder of one: the page shows its name. */
function copyOfExample(t: Test, name: string): string {
  const folder = t.testdir();
  for (const example of ['tracker', 'onnx']) {
    const filter = (path: string): boolean => basename(path) !== 'node_modules';
    cpSync(join('examples', example), join(folder, example), { recursive: true, filter });
  }
  if (hasOnnx) symlinkSync(resolve('examples/onnx/node_modules'), join(folder, 'onnx/node_modules'));
  return join(folder, name);
}

/** Opens a connection by its button in the graph. */
async function look(page: Page, port: string): Promise<Locator> {
  await page.locator(`button.edge[data-output="source:${port}"]`).click();
  return panelOf(page, port);
}

/** Waits until what is asked of the page is true. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(50);
}

// Functions of the page are texts: its types, those of browsers, are not those of these tests.

async function pixelsOf(page: Page, port: string): Promise<readonly number[]> {
  const selector = JSON.stringify(`.panel[data-output="source:${port}"] canvas`);
  const pixels: unknown = await page.evaluate(`(() => {
    const canvas = document.querySelector(${selector});
    return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data];
  })()`);
  return pixels as readonly number[];
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe finds that is serious. */
async function seriousProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${AXE};undefined`);
  const { violations } = await page.evaluate<AxeResult>("axe.run({ resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

test('every type is seen, pixel by pixel; two pages look at once; a reload goes on; the run is stopped', async (t) => {
  const browser = await launch(t);
  const run = startEveryType(t, []);
  const address = await run.address();
  const { page, problems } = await openPage(browser, address);
  await page.getByText('Running', { exact: true }).waitFor();

  for (const depth of FRAME_DEPTHS) {
    const panel = await look(page, depth);
    await panel.getByText(`8 × 6 ${depth} · frame`).waitFor();
    const pixels = await pixelsOf(page, depth);
    const wanted = Array.from({ length: FRAME_WIDTH * FRAME_HEIGHT }, (_, at) => greyOf(depth, at));
    const off = wanted.map((grey, at) =>
      Math.max(...[0, 1, 2].map((i) => Math.abs(pixels[4 * at + i]! - grey))),
    );
    t.ok(Math.max(...off) <= (depth === 'f16' ? 1 : 0), `${depth}: ${off.join()}`);
    t.equal(await panel.locator('.range').isVisible(), depth !== 'u8', `${depth} shows its range`);
    await panel.getByRole('button', { name: `Close source:${depth}` }).click();
  }
  const color = await look(page, 'color');
  await color.getByText('8 × 6 × 3 u8 · frame').waitFor();
  const at = 17;
  t.strictSame(
    (await pixelsOf(page, 'color')).slice(4 * at, 4 * at + 4),
    [200, pixelOf('u8', at), 10, 255],
    'red, green, blue',
  );

  for (const port of ['floats', 'integers', 'words']) {
    const panel = await look(page, port);
    await panel.getByText('Between two channels').waitFor();
    await panel.getByText('Channels shown: 3 of 3').waitFor();
    t.match(await panel.locator('.caption').textContent(), / mV$/);
  }
  const floats = panelOf(page, 'floats');
  await floats.getByText('Metadata').click();
  t.equal(await floats.getByText('left <b>hippocampus</b>').count(), 1, 'what a module says is text');
  await floats.getByText('Channels shown').click();
  await floats.getByLabel('ramp').uncheck();
  await floats.getByText('Channels shown: 2 of 3').waitFor();

  const rows = await look(page, 'rows');
  await rows.locator('tbody tr').first().waitFor();
  t.match(await rows.locator('tbody tr').first().textContent(), /row <i>\d+<\/i>$/);
  await rows.getByLabel('half').check();
  await rows.locator('.plot canvas').waitFor();

  for (const [port, lane] of [
    ['lines', /line 7 · [01]$|line 3 · [01]$/],
    ['commands', /line 5 · WRITE_DIGITAL_PULSE 1$/],
    ['control', /STEP · STEP$/],
  ] as const) {
    const panel = await look(page, port);
    await panel.getByText(lane).waitFor();
  }
  await page.getByText('ten rounds are over').waitFor();
  await page.locator('.modules').getByText('takes all of it').waitFor();
  t.match(await page.locator('.connections tbody tr').first().textContent(), /\d+\.\d\/s/);

  const second = await openPage(browser, `${address}#open=source:u16`);
  await second.page.locator('.panel[data-output="source:u16"]').getByText('8 × 6 u16 · frame').waitFor();
  await second.page.close();

  const open = await page.locator('.panel').count();
  await page.reload();
  await page
    .locator('.panel')
    .nth(open - 1)
    .waitFor();
  await color.getByText('8 × 6 × 3 u8 · frame').waitFor();

  t.strictSame(await seriousProblems(page), []);
  await page.getByRole('button', { name: 'Stop and save' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and save' }).click();
  await page.getByRole('heading', { name: 'The run is over: COMPLETE' }).waitFor();
  await page.getByText('The program has ended.').waitFor();
  t.equal(await run.ended, 0, run.stderr);
  t.match(run.stdout, /^COMPLETE/);
  t.match(await page.locator('.recording code').textContent(), /recordings/);
  t.strictSame(await seriousProblems(page), [], 'and nothing after the end');
  // A browser itself says of each request that nobody answers: once the program has ended, that is no fault.
  t.strictSame(
    problems.filter((text) => !text.includes('ERR_CONNECTION_REFUSED')),
    [],
  );
  t.strictSame(second.problems, []);
});

test('a run that fails shows its error with where it is; a page that was left open takes the next run', async (t) => {
  const browser = await launch(t);
  const folder = t.testdir({ 'project.toml': everyTypeProject(PORTS, ', settings = { fail_at = 20 }') });
  const run = new ViewedRun(t, folder, ['--port', '0']);
  const address = await run.address();
  const { page } = await openPage(browser, address, { colorScheme: 'dark' });
  await page.getByRole('heading', { name: 'The run is over: INCOMPLETE' }).waitFor();
  const error = page.locator('.end .error');
  t.match(await error.locator('summary').textContent(), /source: .*it was told to fail/);
  t.match(await error.locator('pre').textContent(), /every-type/);
  t.equal(await run.ended, 1);
  t.strictSame(await seriousProblems(page), []);

  writeFileSync(join(folder, 'project.toml'), everyTypeProject(PORTS));
  const next = new ViewedRun(t, folder, ['--port', new URL(address).port]);
  t.equal(await next.address(), address);
  await page.getByText('Running', { exact: true }).waitFor();
  t.equal(await page.locator('.end').isVisible(), false);
  next.child.kill('SIGINT');
  await next.ended;
});

test('a page that does not read gets the newest once it does, not what it has missed', async (t) => {
  const browser = await launch(t);
  const run = startEveryType(t, []);
  const { page } = await openPage(browser, `${await run.address()}#open=source:u8`);
  const caption = panelOf(page, 'u8').getByText('8 × 6 u8 · frame');
  await caption.waitFor();
  const indexOf = async (): Promise<number> =>
    Number(/frame (\d+)/.exec((await caption.textContent()) ?? '')?.[1]);
  const before = await indexOf();
  // Nothing of the page runs for as long as this does: no message is taken.
  await page.evaluate('{ const end = performance.now() + 4000; while (performance.now() < end); }');
  const after = await indexOf();
  const other = await openPage(browser, `${await run.address()}#open=source:u8`);
  await panelOf(other.page, 'u8').getByText('8 × 6 u8 · frame').waitFor();
  const newest = Number(
    /frame (\d+)/.exec((await panelOf(other.page, 'u8').locator('figcaption').textContent()) ?? '')?.[1],
  );
  await eventually(async () => (await indexOf()) >= newest);
  t.ok(after >= before);
  run.child.kill('SIGINT');
  t.equal(await run.ended, 0, 'and the run has missed nothing');
});

test('the page fits a phone and both schemes, and its pictures are those of the guide', async (t) => {
  const browser = await launch(t);
  const folder = copyOfExample(t, 'tracker');
  const run = new ViewedRun(t, folder, ['--port', '0', '--duration', '10min']);
  const address = `${await run.address()}#open=camera:frames&open=tracker:positions`;
  for (const [name, options] of [
    ['live-page', { colorScheme: 'light' }],
    ['live-page-dark', { colorScheme: 'dark' }],
    ['live-page-phone', { colorScheme: 'light', width: 390, height: 844 }],
  ] as const) {
    const { page, problems } = await openPage(browser, address, options);
    const rows = page.locator('.panel[data-output="tracker:positions"]');
    await rows.locator('tbody tr').first().waitFor();
    await rows.getByLabel('x_px').check();
    await rows.getByLabel('y_px').check();
    await page.locator('figcaption', { hasText: 'frame' }).first().waitFor();
    await rows.locator('tbody tr').nth(40).waitFor({ state: 'attached' });
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    t.ok(overflow <= 0, `${name}: nothing is cut at its right, ${overflow}`);
    t.strictSame(await seriousProblems(page), [], name);
    if (process.env['UPDATE_FIGURES'] === '1') await page.screenshot({ path: `docs/figures/${name}.png` });
    t.strictSame(problems, [], name);
    await page.close();
  }
  run.child.kill('SIGINT');
  await run.ended;
});

test(
  'frames and what a neural network makes of them are seen side by side',
  { skip: whyNoOnnx },
  async (t) => {
    const browser = await launch(t);
    const run = new ViewedRun(t, copyOfExample(t, 'onnx'), ['--port', '0', '--duration', '10min']);
    const address = `${await run.address()}#open=camera:frames&open=segmenter:masks`;
    const { page, problems } = await openPage(browser, address);
    await page
      .locator('.panel[data-output="segmenter:masks"]')
      .getByText(/160 × 120 u8 · frame \d{3}/)
      .waitFor();
    await page.locator('.panel[data-output="camera:frames"]').getByText('640 × 480 u8 · frame').waitFor();
    if (process.env['UPDATE_FIGURES'] === '1') await page.screenshot({ path: 'docs/figures/onnx.png' });
    t.strictSame(problems, []);
    run.child.kill('SIGINT');
    await run.ended;
  },
);

test('a long name of a project is cut, not what stands beside it', async (t) => {
  const browser = await launch(t);
  const name = 'a-project-whose-name-is-much-too-long-for-the-head-of-a-page'.repeat(3);
  const folder = join(t.testdir({ [name]: { 'project.toml': everyTypeProject(['rows']) } }), name);
  const run = new ViewedRun(t, folder, ['--port', '0', '--duration', '10min']);
  for (const width of [1280, 390]) {
    const { page } = await openPage(browser, await run.address(), { width });
    await page.getByText('Running', { exact: true }).waitFor();
    const stop = await page.getByRole('button', { name: 'Stop and save' }).boundingBox();
    t.ok(stop !== null && stop.height < 40 && stop.x + stop.width <= width, JSON.stringify(stop));
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    t.ok(overflow <= 0, `${overflow}`);
    await page.close();
  }
  run.child.kill('SIGINT');
  await run.ended;
});
