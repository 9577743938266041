/**
 * Runs the project of a plan as a host of its own: `node host-process.js <folder>`. It ends by itself, as a host must:
 * a thread, timer or handle that stays would hold it.
 *
 * Writes `progress.jsonl` while it runs and `report.json` at the end.
 */
import { appendFileSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProject, startProject } from 'syntalos-mlink/host';
import type { Plan } from './plan.ts';

/** One line of `progress.jsonl`: items that each input has taken by then. */
export interface ProgressLine {
  readonly timeMsec: number;
  /** Key: `module:port`. */
  readonly taken: Readonly<Record<string, number>>;
}

/** Short enough to meet them in a round; a machine that is busy needs some room. */
const LIMITS = {
  idleMsec: 30_000,
  prepareMsec: 15_000,
  stopMsec: 6_000,
  drainMsec: 5_000,
  overdueMsec: 1_000,
};

const folder = process.argv[2]!;
// Node's own pool has its threads from here on.
await Promise.all(Array.from({ length: 8 }, () => readFile(join(folder, 'plan.json'))));
const threadsBefore = readdirSync('/proc/self/task').length;
const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan;
const project = createProject(
  {
    modules: [
      ...plan.puppets.map(({ id, runsAs }) => ({
        id,
        use: runsAs === 'process' ? `process:${id}` : `./${id}.js`,
      })),
      ...plan.recorders.map(({ id, use }) => ({ id, use })),
      ...(plan.replay === undefined
        ? []
        : [{ id: plan.replay.id, use: 'replay', settings: { recording: './recording', speed: 'max' } }]),
    ],
    connections: plan.connections,
  },
  folder,
);
const run = await startProject(project, {
  outFolder: join(folder, 'out'),
  durationMsec: plan.durationMsec,
  limits: LIMITS,
});
process.on('SIGINT', () => run.stop('the user asked for it'));
const timer = setInterval(() => {
  const taken = Object.fromEntries(
    run
      .progress()
      .ports.filter(({ direction }) => direction === 'input')
      .map(({ module, id, items }) => [`${module}:${id}`, items]),
  );
  appendFileSync(join(folder, 'progress.jsonl'), `${JSON.stringify({ timeMsec: Date.now(), taken })}\n`);
}, 50);
const report = await run.done;
clearInterval(timer);
writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
writeFileSync(join(folder, 'held.json'), JSON.stringify(await heldAfterwards()));

/** Threads and open files that the run should have let go of; the system gets a moment to take them away. */
async function heldAfterwards(): Promise<string[]> {
  let held = heldNow();
  for (
    const until = performance.now() + 5_000;
    held.length > 0 && performance.now() < until;
    held = heldNow()
  ) {
    await sleep(50);
  }
  return held;
}

function heldNow(): string[] {
  const threads = readdirSync('/proc/self/task').length - threadsBefore;
  const files = readdirSync('/proc/self/fd')
    .map((name) => targetOf(`/proc/self/fd/${name}`))
    .filter((path) => path.startsWith(folder) || path.startsWith('/dev/shm/'));
  return [
    ...(threads > 0 ? [`${threads} threads of the host`] : []),
    ...files.map((path) => `open file ${path}`),
  ];
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // of this very reading
  }
}
