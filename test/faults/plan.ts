/**
 * What one round does: a random project and a random fault, both made from a seed.
 */
import { Random } from './random.ts';

/** Types of items that puppets send. */
export const ITEM_TYPES = [
  'ControlCommand',
  'TableRow',
  'Frame',
  'LineCommand',
  'LineReading',
  'SignalBlockI32',
  'SignalBlockU16',
  'SignalBlockF32',
] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** Steps of a module's life in which a fault can strike. */
export const STEPS = ['top', 'prepare', 'start', 'data', 'timer', 'delayed', 'stop'] as const;
export type Step = (typeof STEPS)[number];

/** What a fault throws; each is a kind that once hid an error or ended a host. */
export const THROWABLES = [
  'error',
  'code-error',
  'text',
  'nothing',
  'symbol',
  'bigint',
  'proxy',
  'cyclic-cause',
  'deep-cause',
  'throwing-getter',
  'function-details',
] as const;
export type Throwable = (typeof THROWABLES)[number];

/** What a worker does at one item; `throw-` goes on with a throwable. */
export type AnalysisFault = 'none' | 'exit' | 'hang' | 'out-of-memory' | `throw-${Throwable}`;

/** A fault of a module, carried out by the puppet itself. */
export type ModuleFault =
  | { readonly kind: 'throw'; readonly step: Step; readonly what: Throwable }
  | { readonly kind: 'reject'; readonly step: Step; readonly what: Throwable }
  | { readonly kind: 'exit'; readonly step: Step; readonly code: number }
  /** Of a module that is a process: the system ends it. */
  | { readonly kind: 'kill'; readonly step: Step }
  /** Its heap is full. */
  | { readonly kind: 'out-of-memory'; readonly step: Exclude<Step, 'top'> }
  /** In a worker of the module's analysis, which every input with this fault has. */
  | { readonly kind: 'analysis'; readonly how: AnalysisFault; readonly workers: number }
  | { readonly kind: 'hang'; readonly step: Exclude<Step, 'top'> }
  | { readonly kind: 'shutdown'; readonly step: Exclude<Step, 'top'> }
  | { readonly kind: 'slow'; readonly itemMsec: number }
  | { readonly kind: 'wrong-call'; readonly what: 'second-port' | 'wrong-item' | 'late-metadata' }
  | { readonly kind: 'jumping-clock'; readonly jumpUsec: number };

/** A fault from outside. */
export type OutsideFault =
  /** The host stands still for a time. */
  | { readonly kind: 'stop-host'; readonly afterMsec: number; readonly forMsec: number }
  | { readonly kind: 'kill-host'; readonly afterMsec: number }
  | { readonly kind: 'kill-process'; readonly module: string; readonly afterMsec: number }
  | {
      readonly kind: 'stop-process';
      readonly module: string;
      readonly afterMsec: number;
      readonly forMsec: number;
    }
  | { readonly kind: 'interrupt'; readonly afterMsec: number }
  | { readonly kind: 'full-disk'; readonly sizeKiB: number }
  | { readonly kind: 'full-memory'; readonly sizeKiB: number };

/** What happened to a file of a recording before it is replayed; places are shares of its length. */
export interface Damage {
  /** Which file, as a share of all files, sorted by their paths. */
  readonly file: number;
  readonly how: 'truncate' | 'flip' | 'zero' | 'delete' | 'empty' | 'append';
  readonly from: number;
  readonly bytes: number;
}

/** A module of the round's project. */
export interface PuppetPlan {
  readonly id: string;
  readonly runsAs: 'thread' | 'process';
  /** Output port and what it sends; a source makes items, others pass theirs on. */
  readonly output?: { readonly type: ItemType; readonly bytes: number };
  readonly input?: ItemType;
  /** Items per second of a source; 0 as fast as it goes. */
  readonly ratePerSec?: number;
  /** Items of a source; it is dormant then. */
  readonly count?: number;
  /** Of a module in a circle: what it sends at the start. What comes back to it, it numbers anew and sends again. */
  readonly tokens?: number;
  /** Its items come from a recording that is damaged: their numbers may be any. */
  readonly isReplayed?: boolean;
  /** Its items come by way of an analysis that may lose some with a worker: their numbers grow, with gaps. */
  readonly isThinned?: boolean;
  readonly fault?: ModuleFault;
}

/** A built-in module that records. */
export interface RecorderPlan {
  readonly id: string;
  readonly use: string;
  readonly port: string;
  readonly isThinned?: boolean;
}

export interface Plan {
  readonly seed: number;
  readonly puppets: readonly PuppetPlan[];
  /** Built-in modules that record: their input is connected like a puppet's. */
  readonly recorders: readonly RecorderPlan[];
  /** A source that replays a damaged recording. */
  readonly replay?: { readonly id: string; readonly damage: readonly Damage[] };
  readonly connections: readonly { readonly from: string; readonly to: string }[];
  readonly durationMsec: number;
  readonly outside?: OutsideFault;
}

/** What the machine allows. */
export interface Abilities {
  readonly hasAddon: boolean;
  /** Whether this user may mount. */
  readonly isRoot: boolean;
}

/** Makes the plan of a seed: a project of the common kind, with a fault of the common kind. */
export function makeCommonPlan(seed: number, abilities: Abilities): Plan {
  const random = new Random(seed);
  const puppets: PuppetPlan[] = [];
  const recorders: RecorderPlan[] = [];
  const connections: { from: string; to: string }[] = [];
  const runsAs = (): 'thread' | 'process' =>
    abilities.hasAddon && random.chance(0.2) ? 'process' : 'thread';

  const sources = random.integer(1, 2);
  for (let at = 0; at < sources; at++) {
    const type = random.pick(ITEM_TYPES);
    const isEndless = random.chance(0.4);
    puppets.push({
      id: `source${at}`,
      runsAs: runsAs(),
      output: { type, bytes: type === 'Frame' ? random.pick([48, 3_000, 90_000]) : random.integer(8, 400) },
      ratePerSec: random.pick([0, 50, 500, 2_000]),
      ...(isEndless ? {} : { count: random.integer(1, 400) }),
    });
  }
  const stages = random.integer(1, 4);
  for (let at = 0; at < stages; at++) {
    const feeder = random.pick(puppets.filter(({ output }) => output !== undefined));
    const { type, bytes } = feeder.output!;
    const passesOn = random.chance(0.4);
    const id = `${passesOn ? 'relay' : 'sink'}${at}`;
    puppets.push({ id, runsAs: runsAs(), input: type, ...(passesOn ? { output: { type, bytes } } : {}) });
    connections.push({ from: `${feeder.id}:out`, to: `${id}:in` });
  }
  for (const { id, output } of puppets) {
    if (output === undefined || !random.chance(0.6)) continue;
    const recorder = { TableRow: ['table-recorder', 'rows'], Frame: ['video-recorder', 'frames'] }[
      output.type as string
    ];
    if (recorder === undefined) continue;
    const [use = '', port = ''] = recorder;
    recorders.push({ id: `record-${id}`, use, port });
    connections.push({ from: `${id}:out`, to: `record-${id}:${port}` });
  }
  const plan: Plan = { seed, puppets, recorders, connections, durationMsec: random.integer(300, 2_500) };
  return withFault(plan, random, abilities);
}

function withFault(plan: Plan, random: Random, abilities: Abilities): Plan {
  const roll = random.next();
  if (roll < 0.1) return plan;
  if (roll < 0.7) {
    const hurt = random.pick(plan.puppets);
    const fault = moduleFault(random, hurt);
    return {
      ...plan,
      puppets: plan.puppets.map((puppet) => (puppet === hurt ? { ...puppet, fault } : puppet)),
    };
  }
  const outside = outsideFault(plan, random, abilities);
  return outside === undefined ? plan : { ...plan, outside };
}

function moduleFault(random: Random, puppet: PuppetPlan): ModuleFault {
  const steps = STEPS.filter((step) => step !== 'data' || puppet.input !== undefined);
  const step = random.pick(steps);
  const insideStep = random.pick(steps.filter((each): each is Exclude<Step, 'top'> => each !== 'top'));
  return random.pick<ModuleFault>([
    { kind: 'throw', step, what: random.pick(THROWABLES) },
    { kind: 'throw', step, what: random.pick(THROWABLES) },
    { kind: 'throw', step, what: random.pick(THROWABLES) },
    { kind: 'reject', step, what: random.pick(THROWABLES) },
    { kind: 'reject', step, what: random.pick(THROWABLES) },
    { kind: 'exit', step, code: random.pick([0, 1, 7]) },
    { kind: 'hang', step: insideStep },
    { kind: 'shutdown', step: insideStep },
    { kind: 'shutdown', step: insideStep },
    { kind: 'slow', itemMsec: random.integer(2, 60) },
    { kind: 'wrong-call', what: random.pick(['second-port', 'wrong-item', 'late-metadata']) },
    { kind: 'jumping-clock', jumpUsec: random.pick([-1_000_000, 50_000, 4_294_967_296]) },
  ]);
}

function outsideFault(plan: Plan, random: Random, abilities: Abilities): OutsideFault | undefined {
  const afterMsec = random.integer(0, plan.durationMsec + 500);
  const process = plan.puppets.find(({ runsAs }) => runsAs === 'process');
  const choices: OutsideFault[] = [
    { kind: 'stop-host', afterMsec, forMsec: random.integer(200, 2_500) },
    { kind: 'kill-host', afterMsec },
    { kind: 'interrupt', afterMsec },
  ];
  if (process !== undefined) {
    const module = process.id;
    choices.push({ kind: 'kill-process', module, afterMsec });
    choices.push({ kind: 'kill-process', module, afterMsec });
    choices.push({ kind: 'stop-process', module, afterMsec, forMsec: random.integer(200, 2_500) });
    if (abilities.isRoot) choices.push({ kind: 'full-memory', sizeKiB: random.pick([256, 1_024, 8_192]) });
  }
  if (abilities.isRoot && plan.recorders.length > 0) {
    choices.push({ kind: 'full-disk', sizeKiB: random.integer(150, 900) });
    choices.push({ kind: 'full-disk', sizeKiB: random.integer(150, 900) });
  }
  return random.pick(choices);
}
