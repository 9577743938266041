/**
 * `npm run bench -- [name…] [--json] [--profile] [--bars]`: runs the named benches (all if none is named), each in
 * a process of its own, one after the other. If the iceoryx2 addon is not built, those over it are left
 * out, unless they are named.
 *
 * `--bars`: those that have a bar (`bars.ts`), and fails if one is below it.
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
import { BARS, belowBar } from './bars.ts';
import type { Bench, Figure } from './harness.ts';
import { linkProblem } from './link/prerequisites.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Beside the compiled benches. */
const PROFILES = fileURLToPath(new URL('../profiles', import.meta.url));
const OPTIONS = ['--json', '--profile', '--bars'];
const args = process.argv.slice(2);

if (args[0] === '--child' && args[1] !== undefined) {
  const { run } = (await import(pathToFileURL(args[1]).href)) as { run: Bench };
  for (const figure of await run()) process.stdout.write(`${JSON.stringify(figure)}\n`);
  process.exit(0);
} else {
  process.exitCode = await runAll(args);
}

async function runAll(words: readonly string[]): Promise<number> {
  const unknownOption = words.find((word) => word.startsWith('--') && !OPTIONS.includes(word));
  if (unknownOption !== undefined) {
    process.stderr.write(`No option ${unknownOption}; there are: ${OPTIONS.join(', ')}\n`);
    return 2;
  }
  const json = words.includes('--json');
  const hasBars = words.includes('--bars');
  const named = words.filter((word) => !word.startsWith('--'));
  const wanted = hasBars && named.length === 0 ? [...new Set(BARS.map(({ bench }) => bench))] : named;
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
  const below: string[] = [];
  const onFigure = (figure: Figure): void => {
    const text = hasBars ? belowBar(figure) : undefined;
    if (text !== undefined) below.push(text);
  };
  for (const [at, file] of files.entries()) {
    if (wanted.length > 0 && !wanted.includes(names[at] ?? '')) continue;
    if (problem !== undefined && file.startsWith('link/')) continue;
    const profiles = isProfiled ? join(PROFILES, names[at] ?? '') : undefined;
    failed += (await runOne(`${here}${file}`, { json, profiles, onFigure })) === 0 ? 0 : 1;
    if (profiles !== undefined) process.stderr.write(`CPU profiles, one per thread: ${profiles}\n`);
  }
  for (const text of below) process.stderr.write(`Below its bar: ${text}\n`);
  return failed === 0 && below.length === 0 ? 0 : 1;
}

interface Mode {
  readonly json: boolean;
  /** Folder for profiles; none are made without it. */
  readonly profiles: string | undefined;
  readonly onFigure: (figure: Figure) => void;
}

function runOne(file: string, { json, profiles, onFigure }: Mode): Promise<number> {
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
      for (const line of lines) {
        if (line.startsWith('{')) onFigure(JSON.parse(line) as Figure);
        process.stdout.write(`${json ? line : describe(line)}\n`);
      }
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

/** A value for people. */
function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
