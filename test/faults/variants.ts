/**
 * Rounds of rarer kinds, which take the place of some of the common ones: circles, damaged recordings, analysis workers,
 * full heaps, processes that the system ends. A seed's own random numbers choose them, so that the others stay as they are.
 */
import {
  STEPS,
  THROWABLES,
  makeCommonPlan,
  type Abilities,
  type AnalysisFault,
  type Damage,
  type ModuleFault,
  type Plan,
  type PuppetPlan,
  type Step,
} from './plan.ts';
import { Random } from './random.ts';

/** Share of rounds that are of a rarer kind. */
const SHARE = 0.35;
const INSIDE_STEPS = STEPS.filter((step): step is Exclude<Step, 'top'> => step !== 'top');

/** Makes the plan of a seed, of a common kind or of a rarer one. */
export function makePlan(seed: number, abilities: Abilities): Plan {
  const plan = makeCommonPlan(seed, abilities);
  const random = new Random(plan.seed ^ 0x5eed);
  if (!random.chance(SHARE)) return plan;
  switch (random.pick(['circle', 'replay', 'analysis', 'heap', 'killed'] as const)) {
    case 'circle':
      return circle(plan, random);
    case 'replay':
      return damagedReplay(plan, random);
    case 'analysis':
      return thinned(
        withFaultOf(plan, random, ({ input }) => input !== undefined, {
          kind: 'analysis',
          how: random.pick<AnalysisFault>([
            'none',
            'exit',
            'hang',
            'out-of-memory',
            `throw-${random.pick(THROWABLES)}`,
            `throw-${random.pick(THROWABLES)}`,
          ]),
          workers: random.integer(1, 3),
        }),
      );
    case 'heap':
      return withFaultOf(plan, random, () => true, {
        kind: 'out-of-memory',
        step: random.pick(INSIDE_STEPS),
      });
    case 'killed':
      return withFaultOf(plan, random, ({ runsAs }) => runsAs === 'process', {
        kind: 'kill',
        step: random.pick(STEPS),
      });
  }
}

/** One fault in one of the modules that can have it; the plan itself if none can. */
function withFaultOf(
  { outside, ...plan }: Plan,
  random: Random,
  canHave: (puppet: PuppetPlan) => boolean,
  fault: ModuleFault,
): Plan {
  const able = plan.puppets.filter(canHave);
  if (able.length === 0) return outside === undefined ? plan : { ...plan, outside };
  const hurt = random.pick(able);
  const isData = 'step' in fault && fault.step === 'data';
  const fitting = isData && hurt.input === undefined ? { ...fault, step: 'timer' as const } : fault;
  const puppets = plan.puppets.map(({ fault: _, ...puppet }) =>
    puppet.id === hurt.id ? { ...puppet, fault: fitting } : puppet,
  );
  return { ...plan, puppets };
}

/** Two to four modules that feed each other; a fault of the common plan goes on to one of them. */
function circle({ puppets, outside, ...plan }: Plan, random: Random): Plan {
  const output = puppets.find((puppet) => puppet.output !== undefined)!.output!;
  const fault = puppets.find((puppet) => puppet.fault !== undefined)?.fault;
  const size = random.integer(2, 4);
  const hurt = random.integer(0, size - 1);
  const members = Array.from({ length: size }, (_, at): PuppetPlan => ({
    id: `round${at}`,
    runsAs: puppets[at]?.runsAs ?? 'thread',
    input: output.type,
    output,
    ...(at === 0 ? { tokens: random.integer(1, 50) } : {}),
    ...(at === hurt && fault !== undefined ? { fault } : {}),
  }));
  const connections = members.map(({ id }, at) => ({
    from: `${id}:out`,
    to: `${members[(at + 1) % size]!.id}:in`,
  }));
  // Faults of a module outside name one that is gone.
  const still = outside !== undefined && !('module' in outside) ? { outside } : {};
  return { ...plan, puppets: members, recorders: [], connections, ...still };
}

/** A recording with damage in one or two of its files, played to a module and a recorder for each stream. */
function damagedReplay({ seed, durationMsec }: Plan, random: Random): Plan {
  const damage = Array.from({ length: random.integer(1, 2) }, (): Damage => ({
    file: random.next(),
    how: random.pick(['truncate', 'truncate', 'flip', 'flip', 'zero', 'delete', 'empty', 'append']),
    from: random.next(),
    bytes: random.pick([1, 8, 200, 5_000]),
  }));
  const streams = [
    { port: REPLAYED.rows.port, type: 'TableRow' as const, recorder: ['table-recorder', 'rows'] as const },
    { port: REPLAYED.frames.port, type: 'Frame' as const, recorder: ['video-recorder', 'frames'] as const },
  ];
  const id = 'replay';
  return {
    seed,
    durationMsec: durationMsec + 2_000,
    replay: { id, damage },
    puppets: streams.map(({ type }) => ({
      id: `sink-${type}`,
      runsAs: 'thread',
      input: type,
      isReplayed: true,
    })),
    recorders: streams.map(({ type, recorder: [use, port] }) => ({ id: `record-${type}`, use, port })),
    connections: streams.flatMap(({ port, type, recorder }) => [
      { from: `${id}:${port}`, to: `sink-${type}:in` },
      { from: `${id}:${port}`, to: `record-${type}:${recorder[1]}` },
    ]),
  };
}

/** The streams of the recording that is replayed, by the modules that make it. */
export const REPLAYED = {
  rows: { source: 'rows', port: 'record-rows', count: 200 },
  frames: { source: 'frames', port: 'frames', count: 60 },
} as const;

/** The round that makes it. */
export const RECORDING_PLAN: Plan = {
  seed: 0,
  puppets: [
    {
      id: REPLAYED.rows.source,
      runsAs: 'thread',
      output: { type: 'TableRow', bytes: 40 },
      ratePerSec: 500,
      count: REPLAYED.rows.count,
    },
    {
      id: REPLAYED.frames.source,
      runsAs: 'thread',
      output: { type: 'Frame', bytes: 12_000 },
      ratePerSec: 500,
      count: REPLAYED.frames.count,
    },
  ],
  recorders: [
    { id: 'record-rows', use: 'table-recorder', port: 'rows' },
    { id: 'record-frames', use: 'video-recorder', port: 'frames' },
  ],
  connections: [
    { from: 'rows:out', to: 'record-rows:rows' },
    { from: 'frames:out', to: 'record-frames:frames' },
  ],
  durationMsec: 20_000,
};

/** Marks what is behind an analysis whose workers may die with an item. */
function thinned(plan: Plan): Plan {
  const behind = new Set<string>();
  const follow = (id: string): void => {
    for (const { from, to } of plan.connections) {
      const target = to.split(':')[0]!;
      if (from.split(':')[0] !== id || behind.has(target)) continue;
      behind.add(target);
      follow(target);
    }
  };
  for (const { id, fault } of plan.puppets) {
    if (fault?.kind === 'analysis' && fault.how !== 'none') follow(id);
  }
  const mark = <T extends { readonly id: string }>(each: T): T =>
    behind.has(each.id) ? { ...each, isThinned: true } : each;
  return { ...plan, puppets: plan.puppets.map(mark), recorders: plan.recorders.map(mark) };
}
