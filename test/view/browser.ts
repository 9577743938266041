/** A real Chromium, and runs whose page it shows. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Test } from 'tap';
import { until } from '../support/until.ts';

const MAIN = fileURLToPath(new URL('../../../dist/bundle/cli.cjs', import.meta.url));
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** A machine that is busy with other things takes its time. */
const PATIENCE_MSEC = 90_000;

/** Starts the system's Chromium. */
export async function launch(t: Test): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('These tests need a Chromium: apt-get install chromium');
  const browser = await chromium.launch({
    executablePath: found,
    args: ['--no-sandbox'],
    timeout: PATIENCE_MSEC,
  });
  t.teardown(() => browser.close());
  return browser;
}

/** What a page must not have: it is noted here. */
export interface Watched {
  readonly page: Page;
  /** Errors in its console, thrown or refused. */
  readonly problems: string[];
}

/** Opens the page of a run, and notes what goes wrong in it. */
export async function openPage(
  browser: Browser,
  address: string,
  options: {
    readonly width?: number;
    readonly height?: number;
    readonly colorScheme?: 'light' | 'dark';
  } = {},
): Promise<Watched> {
  const { width = 1280, height = 800, colorScheme = 'light' } = options;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.setDefaultTimeout(PATIENCE_MSEC);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(address);
  return { page, problems };
}

/** A run of the command line with its page. */
export class ViewedRun {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  stderr = '';
  stdout = '';

  constructor(t: Test, folder: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [MAIN, 'run', 'project.toml', '--view', ...args], {
      cwd: folder,
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    this.child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.child.stdout.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.ended = once(this.child, 'close').then(([code]: unknown[]) => code as number | null);
    t.teardown(() => this.child.kill('SIGKILL'));
  }

  /** Of its page. */
  async address(): Promise<string> {
    await until(() => /http:\S+/.test(this.stderr) || this.child.exitCode !== null);
    const address = /http:\S+/.exec(this.stderr)?.[0];
    if (address === undefined) throw new Error(`the run has no page:\n${this.stderr}`);
    return address;
  }
}
