/**
 * `npm run bench -- [name…] [--json] [--profile]`: runs the named benches (all if none is named), each in
 * a process of its own, one after the other. If the iceoryx2 addon is not built, those over it are left
 * out, unless they are named.
 *
 * `--profile`: each thread of a bench and of its module processes writes a CPU profile, for Chromium's or an editor's
 * viewer.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Bench, Figure } from './harness.ts';
import { linkProblem } from './link/prerequisites.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Beside the compiled benches. */
const PROFILES = fileURLToPath(new URL('../profiles', import.meta.url));
const args = process.argv.slice(2);

if (args[0] === '--child' && args[1] !== undefined) {
  const { run } = (await import(pathToFileURL(args[1]).href)) as { run: Bench };
  for (const figure of await run()) process.stdout.write(`${JSON.stringify(figure)}\n`);
  process.exit(0);
} else {
  process.exitCode = await runAll(args);
}

async function runAll(words: readonly string[]): Promise<number> {
  const json = words.includes('--json');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.bench.js'))
    .sort();
  const names = files.map((file) => basename(file, '.bench.js'));
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`No bench ${unknown.join(', ')}; there are: ${names.join(', ')}\n`);
    return 2;
  }
  if (!json) {
    process.stdout.write(`node ${process.versions.node}, ${availableParallelism().toString()} cores\n`);
  }
  const problem = wanted.length === 0 ? linkProblem() : undefined;
  if (problem !== undefined)
    process.stderr.write(`Benches over iceoryx2 (link-…) are left out. ${problem}\n`);
  const isProfiled = words.includes('--profile');
  let failed = 0;
  for (const [at, file] of files.entries()) {
    if (wanted.length > 0 && !wanted.includes(names[at] ?? '')) continue;
    if (problem !== undefined && file.startsWith('link/')) continue;
    const profiles = isProfiled ? join(PROFILES, names[at] ?? '') : undefined;
    failed += (await runOne(`${here}${file}`, { json, profiles })) === 0 ? 0 : 1;
    if (profiles !== undefined) process.stderr.write(`CPU profiles, one per thread: ${profiles}\n`);
  }
  return failed === 0 ? 0 : 1;
}

interface Mode {
  readonly json: boolean;
  /** Folder for profiles; none are made without it. */
  readonly profiles: string | undefined;
}

function runOne(file: string, { json, profiles }: Mode): Promise<number> {
  return new Promise((resolve) => {
    const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
    const child = spawn(process.execPath, [...profiling, fileURLToPath(import.meta.url), '--child', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let pending = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      pending += chunk;
      const lines = pending.split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) process.stdout.write(`${json ? line : describe(line)}\n`);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function describe(line: string): string {
  if (!line.startsWith('{')) return line;
  const figure = JSON.parse(line) as Figure;
  const p99 =
    figure.p99 === undefined ? '' : `, p99 ${short(figure.p99)} (${short(figure.p99Ratio ?? 0)} × peer)`;
  return `${figure.bench.padEnd(14)} ${figure.subject}: ${short(figure.value)} ${figure.unit}${p99} — ${short(figure.ratio)} × ${figure.peer} (${short(figure.peerValue)})`;
}

function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
