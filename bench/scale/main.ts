/**
 * `npm run scale -- [name…] [--runs=N]`: measures how the embedded host scales, prints the values, and draws each sweep as
 * `docs/figures/scale-<name>.svg`.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from '../harness.ts';
import { drawChart, short, type Panel } from './chart.ts';
import { LATENCY_SHARES, latencyShares } from './latency-shares.ts';
import { runPoint, type PointResult, type Shape } from './point.ts';
import { SWEEPS, type Sweep } from './sweeps.ts';

const FIGURES = fileURLToPath(new URL('../../../docs/figures/', import.meta.url));
const words = process.argv.slice(2);
const runs = Number(words.find((word) => word.startsWith('--runs='))?.slice('--runs='.length) ?? 3);
const names = words.filter((word) => !word.startsWith('--'));
const offered = [...SWEEPS.map(({ name }) => name), LATENCY_SHARES.name];
const unknown = names.filter((name) => !offered.includes(name));
if (unknown.length > 0 || !(runs >= 1)) {
  process.stderr.write(
    `No sweep ${unknown.join(', ')}; there are: ${offered.join(', ')}. --runs=N is a number from 1.\n`,
  );
  process.exitCode = 2;
} else {
  const isWanted = ({ name }: { readonly name: string }): boolean =>
    names.length === 0 || names.includes(name);
  for (const sweep of SWEEPS.filter(isWanted)) draw(sweep, await measure(sweep));
  if (isWanted(LATENCY_SHARES)) draw(LATENCY_SHARES, await latencyShares(runs));
}

async function measure(sweep: Sweep): Promise<readonly Panel[]> {
  print(sweep.title);
  const results = new Map<string, PointResult[]>();
  const resultsOf = async (shape: Shape): Promise<readonly PointResult[]> => {
    const key = JSON.stringify(shape);
    let known = results.get(key);
    if (known === undefined) {
      known = [];
      for (let run = 0; run < runs; run++) known.push(await runPoint(shape));
      results.set(key, known);
    }
    return known;
  };
  const panels: Panel[] = [];
  for (const { name, unit, of, shape = sweep.shape } of sweep.curves) {
    const points = [];
    for (const x of sweep.xs) {
      const values = (await resultsOf(shape(x))).map((result) => of(result, x));
      const point = { x, y: median(values), min: Math.min(...values), max: Math.max(...values) };
      points.push(point);
      print(
        `  ${name}, ${sweep.xTitle} ${short(x)}: ${short(point.y)} ${unit} (${short(point.min)} to ${short(point.max)})`,
      );
    }
    panels.push({ title: name, unit, points });
  }
  return panels;
}

/** What a figure is called, and what its horizontal axis. */
interface Titles {
  readonly name: string;
  readonly title: string;
  readonly xTitle: string;
}

function draw({ name, title, xTitle }: Titles, panels: readonly Panel[]): void {
  mkdirSync(FIGURES, { recursive: true });
  const file = `${FIGURES}scale-${name}.svg`;
  const note =
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${(cpus()[0]?.model ?? 'unknown').trim()}), ` +
    `Node ${process.versions.node}; median, least and most of ${runs} runs; npm run scale -- ${name}`;
  writeFileSync(file, drawChart({ title, xTitle, note, panels }));
  print(`  drawn: docs/figures/scale-${name}.svg`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
