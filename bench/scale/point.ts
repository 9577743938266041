/**
 * One point of a sweep: a run of the embedded host in a process of its own.
 *
 * `node build/bench/scale/point.js <shape as JSON>` prints the result as JSON.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject, runProject, type RunReport } from 'syntalos-mlink/host';

/** What a run is made of; left out: one of each, free-running LineReadings. */
export interface Shape {
  readonly ports?: number;
  /** Readers of each port, each a module. */
  readonly readers?: number;
  /** Modules between source and sink. */
  readonly relays?: number;
  /** Bytes of a frame; LineReadings without it. */
  readonly bytes?: number;
  /** Worker threads of an analysis in place of the sink. */
  readonly workers?: number;
  /** Bursts a second; as fast as they are taken without it. */
  readonly perSecond?: number;
  /** Items of a burst. */
  readonly burst?: number;
  /** Items that the source sends. */
  readonly count?: number;
  /** Of them at the sink, those that don't count. */
  readonly warmUp?: number;
  readonly msec?: number;
}

/** What was measured in a run. */
export interface PointResult {
  /** Items per second, all ports and readers together. */
  readonly perSecond: number;
  /** Worst of all edges, in µs. */
  readonly p50Usec: number;
  readonly p99Usec: number;
  /** Resident memory of the whole process at the run's end, in MB. */
  readonly rssMb: number;
  readonly threads: number;
  /** Items that were counted at the sinks. */
  readonly counted: number;
  /** By which the heap of source and sink grew, per item, in bytes. */
  readonly grownPerItem: { readonly source: number; readonly sink: number };
  /** Of the garbage collector while items were counted. */
  readonly pauses: { readonly source: number; readonly sink: number; readonly sinkMsec: number };
}

const DEFAULT_MSEC = 2_000;

/** Runs a shape in a process of its own. */
export function runPoint(shape: Shape): Promise<PointResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(shape)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as PointResult);
      else reject(new Error(`the run of ${JSON.stringify(shape)} failed with ${String(code)}`));
    });
  });
}

async function measure(shape: Shape): Promise<PointResult> {
  const { ports = 1, readers = 1, relays = 0, bytes = 0, workers = 0, msec = DEFAULT_MSEC } = shape;
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-scale-'));
  const use = (name: string): string => fileURLToPath(new URL(`./modules/${name}.js`, import.meta.url));
  const names = Array.from({ length: relays }, (_, n) => `relay${n}`);
  const sinks = Array.from({ length: readers }, (_, n) => `sink${n}`);
  const { perSecond = 0, burst = 1, count = 0, warmUp = 1 } = shape;
  const project = createProject({
    modules: [
      { id: 'source', use: use('source'), settings: { ports, bytes, perSecond, burst, count } },
      ...names.map((id) => ({ id, use: use('relay'), settings: { bytes } })),
      ...sinks.map((id) =>
        workers > 0
          ? { id, use: use('analyst'), settings: { workers } }
          : { id, use: use('sink'), settings: { ports, bytes, warmUp } },
      ),
    ],
    connections: [
      ...names.map((id, n) => ({ from: n === 0 ? 'source:out0' : `relay${n - 1}:out`, to: `${id}:in` })),
      ...sinks.flatMap((id) =>
        Array.from({ length: ports }, (_, n) => ({
          from: relays > 0 ? `relay${relays - 1}:out` : `source:out${n}`,
          to: `${id}:in${n}`,
        })),
      ),
    ],
  });
  let rssMb = 0;
  let threads = 0;
  const look = setInterval(() => {
    rssMb = Math.max(rssMb, process.memoryUsage().rss / 1e6);
    threads = Math.max(threads, threadCount());
  }, 200);
  try {
    const report = await runProject(project, { outFolder, ...(count > 0 ? {} : { durationMsec: msec }) });
    if (report.verdict === 'INCOMPLETE') throw new Error(report.reasons.join('; '));
    return resultOf(report, sinks, { rssMb, threads });
  } finally {
    clearInterval(look);
    rmSync(outFolder, { recursive: true, force: true });
  }
}

function resultOf(
  report: RunReport,
  sinks: readonly string[],
  process: { rssMb: number; threads: number },
): PointResult {
  const figure = (id: string, name: string): number =>
    Number(report.modules.find((module) => module.id === id)?.figures[name]?.value ?? 0);
  const latencies = report.ports.flatMap((port) =>
    port.direction === 'input' && port.latency !== undefined ? [port.latency] : [],
  );
  const rates = sinks.map((id) => (figure(id, 'counted') * 1e6) / Math.max(1, figure(id, 'usec')));
  const [sink = ''] = sinks;
  const counted = figure(sink, 'counted');
  return {
    perSecond: rates.reduce((sum, rate) => sum + rate, 0),
    p50Usec: Math.max(0, ...latencies.map(({ p50Usec }) => p50Usec)),
    p99Usec: Math.max(0, ...latencies.map(({ p99Usec }) => p99Usec)),
    ...process,
    counted,
    grownPerItem: {
      source: figure('source', 'grownBytes') / Math.max(1, figure('source', 'sent')),
      sink: figure(sink, 'grownBytes') / Math.max(1, counted),
    },
    pauses: {
      source: figure('source', 'pauses'),
      sink: figure(sink, 'pauses'),
      sinkMsec: figure(sink, 'pauseMsec'),
    },
  };
}

function threadCount(): number {
  return Number(/^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '{}') as Shape)));
  process.exit(0);
}
