/**
 * Runs follow each other in one process without leaving anything behind.
 *
 * A few runs here; `npm run soak` makes them for 10 minutes, as SOAK_MINUTES says, and prints what it saw.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { createProject, runProject } from 'syntalos-mlink/host';
import { fixture, temporaryFolder } from './support.ts';

const RUNS = 8;
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 0);
/** Caches, pools and the allocator have their size by then. */
const WARM_RUNS = 5;

interface Footprint {
  readonly threads: number;
  readonly handles: number;
  readonly residentMiB: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the process holds once the system had a moment to take ended threads away. */
async function footprint(): Promise<Footprint> {
  let last = countThreads();
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collectGarbage();
    const now = countThreads();
    if (now === last && i >= 2) break;
    last = now;
  }
  return {
    threads: last,
    handles: readdirSync('/proc/self/fd').length,
    residentMiB: process.memoryUsage.rss() / 1024 ** 2,
  };
}

function countThreads(): number {
  return readdirSync('/proc/self/task').length;
}

const LIMIT_MSEC = RUNS * 30_000 + MINUTES * 60_000;
t.setTimeout(LIMIT_MSEC);
t.test(
  'runs that follow each other leave no thread, no file handle and no memory behind',
  { timeout: LIMIT_MSEC },
  async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(
      join(folder, 'script.ts'),
      `import { getInputPort, isRunning, wait } from 'syntalos-mlink';
     export async function run(): Promise<void> {
       getInputPort('in')!.onData = () => undefined;
       while (isRunning()) await wait(1);
     }`,
    );
    const settings = { count: 500 };
    const project = createProject(
      {
        modules: [
          { id: 'source', use: fixture('counter'), settings },
          { id: 'a', use: fixture('checker') },
          { id: 'b', use: fixture('worker-rich') },
          { id: 'script', use: './script.ts', ports: { inputs: [{ id: 'in', type: 'LineReading' }] } },
        ],
        connections: ['a:in', 'b:in', 'script:in'].map((to) => ({ from: 'source:out', to })),
      },
      folder,
    );
    const seen: Footprint[] = [];
    const until = performance.now() + MINUTES * 60_000;
    for (let run = 1; run <= RUNS || performance.now() < until; run++) {
      const report = await runProject(project, { outFolder: join(folder, 'out') });
      t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
      const now = await footprint();
      seen.push(now);
      if (MINUTES > 0) {
        t.comment(
          `run ${run}: ${now.threads} threads, ${now.handles} handles, ${now.residentMiB.toFixed(1)} MiB`,
        );
      }
    }
    const warm = seen[WARM_RUNS - 1]!;
    const end = seen.at(-1)!;
    t.ok(end.threads <= warm.threads, `${end.threads} threads, ${warm.threads} after run ${WARM_RUNS}`);
    t.ok(end.handles <= warm.handles, `${end.handles} file handles, ${warm.handles} after run ${WARM_RUNS}`);
    t.ok(
      end.residentMiB <= warm.residentMiB * 1.1,
      `${end.residentMiB.toFixed(1)} MiB resident, ${warm.residentMiB.toFixed(1)} MiB after run ${WARM_RUNS}`,
    );
  },
);
