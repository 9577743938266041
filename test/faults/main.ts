/**
 * `npm run faults -- [--minutes N] [--rounds N] [--seed N] [--first N] [--keep] [--retry]`: random projects under random faults.
 *
 * A round that breaks an invariant is printed with its seed; `--seed N` repeats it, `--keep` leaves its folder.
 * `--first N`: the seeds from N on instead of random ones, so that what fails is a change's own and no find.
 * `--retry`: each that failed is repeated alone at the end, for machines that are busy with other things.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { addonProblem } from '#src/ipc/iceoryx2/index';
import { brokenInvariants } from './invariants.ts';
import type { Plan } from './plan.ts';
import { MAY_MOUNT, runRound } from './round.ts';
import { makePlan } from './variants.ts';

// Modules start without the preloads of whoever runs this.
delete process.env['NODE_OPTIONS'];

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    rounds: { type: 'string' },
    seed: { type: 'string' },
    first: { type: 'string' },
    keep: { type: 'boolean', default: false },
    retry: { type: 'boolean', default: false },
  },
});
const abilities = { hasAddon: addonProblem() === undefined, isRoot: MAY_MOUNT };
if (!abilities.hasAddon) say('Without the iceoryx2 addon: no module is a process');
if (!abilities.isRoot) say('Not as root: no disk and no memory is filled');

// Below the package: programs find it as an installed one.
const root = mkdtempSync(join(fileURLToPath(new URL('../../', import.meta.url)), 'faults-'));
process.exitCode = await runAll();
if (!values.keep) rmSync(root, { recursive: true, force: true });

async function runAll(): Promise<number> {
  const until = performance.now() + Number(values.minutes) * 60_000;
  const count = values.seed === undefined ? Number(values.rounds ?? Infinity) : 1;
  const first = Number(values.seed ?? values.first ?? Math.floor(Math.random() * 1e9));
  let started = 0;
  const failed: number[] = [];
  const kinds = new Map<string, number>();
  const work = async (): Promise<void> => {
    while (started < count && performance.now() < until) {
      const seed = first + started++;
      const plan = makePlan(seed, abilities);
      const kind = kindOf(plan);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (!(await holds(plan))) failed.push(seed);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, availableParallelism()) }, work));
  say(
    [...kinds]
      .sort()
      .map(([kind, rounds]) => `${kind} ${rounds}`)
      .join(', '),
  );
  if (failed.length > 0) say(`Seeds that failed: ${failed.join(', ')}`);
  const failedAgain = values.retry ? await repeated(failed) : failed;
  say(`${started - failedAgain.length} passed, ${failedAgain.length} failed`);
  return failedAgain.length === 0 ? 0 : 1;
}

/** Those of `seeds` that fail once more, each alone. */
async function repeated(seeds: readonly number[]): Promise<readonly number[]> {
  const failed: number[] = [];
  for (const seed of seeds) {
    const isHeld = await holds(makePlan(seed, abilities));
    say(`Seed ${seed} alone: ${isHeld ? 'held' : 'failed again'}`);
    if (!isHeld) failed.push(seed);
  }
  return failed;
}

async function holds(plan: Plan): Promise<boolean> {
  const folder = join(root, String(plan.seed));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { output, problems } = await carryOut(plan, folder);
  if (problems.length === 0) {
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
    return true;
  }
  say(`\nSeed ${plan.seed} (${kindOf(plan)}):`);
  for (const problem of problems) say(`  ${problem}`);
  if (output !== '') say(output.slice(-2_000).replace(/^/gm, '  | '));
  return false;
}

/** What a round printed and what it broke; that the round itself failed is a problem like others. */
async function carryOut(
  plan: Plan,
  folder: string,
): Promise<{ output: string; problems: readonly string[] }> {
  try {
    const result = await runRound(plan, folder);
    return { output: result.output.trim(), problems: await brokenInvariants(plan, result) };
  } catch (error) {
    return { output: '', problems: [`the round could not be carried out: ${(error as Error).stack}`] };
  }
}

function kindOf({ puppets, outside, replay }: Plan): string {
  if (replay !== undefined) return `replay of damage: ${replay.damage.map(({ how }) => how).join(', ')}`;
  const fault = puppets.find((puppet) => puppet.fault !== undefined)?.fault;
  const circle = puppets.some(({ tokens }) => tokens !== undefined) ? ' in a circle' : '';
  if (fault === undefined) return `${outside?.kind ?? 'none'}${circle}`;
  if (fault.kind === 'analysis') return `analysis: ${fault.how}`;
  return `${fault.kind}${'step' in fault ? ` in ${fault.step}` : ''}${circle}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
