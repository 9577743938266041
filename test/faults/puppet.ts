/**
 * A module that does what a plan says: it makes, passes on or checks items that carry a running number, and has the
 * fault of the plan.
 */
import {
  DataType,
  Frame,
  LineCommandKind,
  ControlCommandKind,
  everyUsec,
  initLink,
  isRunning,
  scheduleDelayedCall,
  wait,
  type InputPort,
  type OutputPort,
  type SyntalosLink,
} from 'syntalos-mlink';
import type { ItemType, ModuleFault, PuppetPlan, Step } from './plan.ts';
import { throwable } from './throwable.ts';

/** A fault in the middle of a stream strikes at this item. */
const STRIKE_AT = 5;

type AnyOutput = OutputPort<DataType>;
type AnyInput = InputPort<DataType>;
type AnyItem = Parameters<AnyOutput['submitAsync']>[0];

/**
 * Runs a puppet to the end of its life.
 *
 * @param analysisFile - what its analysis workers run, if its fault is in them
 */
export async function runPuppet(plan: PuppetPlan, analysisFile: URL): Promise<void> {
  const { fault } = plan;
  strike(fault, 'top');
  const link = await initLink();
  const output = plan.output && (await link.registerOutputPort('out', 'Out', DataType[plan.output.type]));
  const input = plan.input && (await link.registerInputPort('in', 'In', DataType[plan.input]));
  prepareLife(link, plan, output as AnyOutput | undefined);
  if (input !== undefined) {
    const ends = [input as unknown as AnyInput, output as AnyOutput | undefined] as const;
    if (fault?.kind === 'analysis') analyzeItems(link, plan, analysisFile, ...ends);
    else takeItems(link, plan, ...ends);
  }
  await link.awaitDataForever();
}

function prepareLife(link: SyntalosLink, plan: PuppetPlan, output: AnyOutput | undefined): void {
  const { fault } = plan;
  link.onPrepare = () => {
    strike(fault, 'prepare', link);
    if (output !== undefined && plan.output?.type === 'Frame') output.setMetadataValue('framerate', 50);
    if (output !== undefined && plan.output?.type === 'TableRow') {
      output.setMetadataValue('table_header', ['number', 'text']);
    }
    return true;
  };
  link.onStart = async () => {
    strike(fault, 'start', link);
    if (fault?.kind === 'jumping-clock') await useClock(link, fault.jumpUsec);
    scheduleDelayedCall(20, () => strike(fault, 'delayed', link));
    if (fault !== undefined && 'step' in fault && fault.step === 'timer') {
      setTimeout(() => strike(fault, 'timer', link), 30);
    }
    if (fault?.kind === 'wrong-call' && fault.what === 'second-port') {
      await link.registerOutputPort('out', 'Again', DataType.TableRow);
      await link.registerOutputPort('out', 'Again', DataType.TableRow);
    }
    if (fault?.kind === 'wrong-call' && fault.what === 'late-metadata' && output !== undefined) {
      setTimeout(() => output.setMetadataValue('late', 1), 30);
    }
    if (output !== undefined && plan.input === undefined) void makeItems(link, plan, output);
    for (let number = 0; output !== undefined && number < (plan.tokens ?? 0); number++) {
      void output.submitAsync(makeItem(plan.output!.type, number, plan.output!.bytes) as never);
    }
  };
  link.onStop = () => strike(fault, 'stop', link);
}

/** A device whose clock jumps: its synchronizer must go on. */
async function useClock(link: SyntalosLink, jumpUsec: number): Promise<void> {
  const clock = await link.initClockSynchronizer({ expectedFrequencyHz: 100 });
  clock.start();
  let ticks = 0;
  everyUsec(10_000, (tick) => {
    ticks += 1;
    clock.processTimestamp(tick.dueUsec, tick.dueUsec + (ticks > 30 ? jumpUsec : 0));
  });
}

async function makeItems(link: SyntalosLink, plan: PuppetPlan, output: AnyOutput): Promise<void> {
  const { count = Infinity, ratePerSec = 0, fault } = plan;
  const { type, bytes } = plan.output!;
  let number = 0;
  while (isRunning() && number < count) {
    const wanted = ratePerSec === 0 ? 64 : Math.max(1, Math.round(ratePerSec / 100));
    // A slow source still gives its thread away: one that never does is a hang.
    const burst = fault?.kind === 'slow' ? 1 : wanted;
    for (let i = 0; i < burst && number < count; i++) {
      if (fault?.kind === 'slow') block(fault.itemMsec);
      if (fault?.kind === 'wrong-call' && fault.what === 'wrong-item' && number === STRIKE_AT) {
        output.submit({ wrong: true } as never);
      }
      if (!output.submit(makeItem(type, number, bytes) as never)) return;
      number += 1;
      link.setFigure('sent', number);
    }
    await wait(ratePerSec === 0 ? 0 : 10);
  }
  if (number >= count) await link.shutdown();
}

function takeItems(
  link: SyntalosLink,
  plan: PuppetPlan,
  input: AnyInput,
  output: AnyOutput | undefined,
): void {
  const { fault } = plan;
  let taken = 0;
  let disorder = 0;
  let last = -1;
  input.onData = async (item) => {
    if (fault?.kind === 'slow') block(fault.itemMsec);
    if (taken === STRIKE_AT) strike(fault, 'data', link);
    if (fault?.kind === 'wrong-call' && fault.what === 'wrong-item' && output !== undefined) {
      output.submit({ wrong: true } as never);
    }
    const number = numberOf(plan.input!, item);
    const isInOrder = plan.isThinned === true ? number > last : number === taken;
    if (!isInOrder && plan.isReplayed !== true) disorder += 1;
    last = number;
    if (output !== undefined && !(await output.submitAsync(passedOn(plan, item, taken)))) return;
    taken += 1;
    link.setFigure('taken', taken);
    link.setFigure('disorder', disorder);
  };
}

/** The item as it is; numbered anew where it has been round the circle. */
function passedOn({ tokens, output }: PuppetPlan, item: AnyItem, taken: number): AnyItem {
  return tokens === undefined ? item : (makeItem(output!.type, tokens + taken, output!.bytes) as AnyItem);
}

/** As {@link takeItems}, by way of workers. */
function analyzeItems(
  link: SyntalosLink,
  plan: PuppetPlan,
  file: URL,
  input: AnyInput,
  output: AnyOutput | undefined,
): void {
  const workers = plan.fault?.kind === 'analysis' ? plan.fault.workers : 1;
  const analysis = input.analyze<number>(file, { workers });
  let taken = 0;
  let disorder = 0;
  let last = -1;
  analysis.onResult = async (number) => {
    // An item whose worker was given up has no result; those after it have theirs.
    if (number <= last) disorder += 1;
    last = number;
    taken += 1;
    link.setFigure('taken', taken);
    link.setFigure('disorder', disorder);
    if (output !== undefined) {
      await output.submitAsync(makeItem(plan.output!.type, number, plan.output!.bytes) as never);
    }
  };
}

/** Has the fault, if it is one of this step. */
function strike(fault: ModuleFault | undefined, step: Step, link?: SyntalosLink): void {
  if (fault === undefined || !('step' in fault) || fault.step !== step) return;
  switch (fault.kind) {
    case 'throw':
      throw throwable(fault.what);
    case 'reject':
      void rejectWith(throwable(fault.what));
      break;
    case 'exit':
      process.exit(fault.code);
      break;
    case 'hang':
      block(3_600_000);
      break;
    case 'out-of-memory':
      fillHeap();
      break;
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'shutdown':
      void link?.shutdown();
      break;
    default:
  }
}

/** A promise that nobody looks at. */
async function rejectWith(thrown: unknown): Promise<never> {
  await Promise.resolve();
  throw thrown;
}

export function block(msec: number): void {
  const until = performance.now() + msec;
  while (performance.now() < until);
}

/** Until the thread is ended for it. */
export function fillHeap(): never {
  const kept: unknown[] = [];
  for (;;) kept.push(Array.from({ length: 1_000 }, (_, at) => ({ at })));
}

/** An item that carries its number. */
function makeItem(type: ItemType, number: number, bytes: number): unknown {
  switch (type) {
    case 'ControlCommand':
      return { kind: ControlCommandKind.CUSTOM, durationMsec: number, command: 'x'.repeat(bytes % 100) };
    case 'TableRow':
      return [String(number), 'x'.repeat(bytes)];
    case 'Frame': {
      const width = Math.max(2, Math.round(Math.sqrt(bytes / 3)) & ~1);
      const frame = Frame.create({
        width,
        height: width,
        channels: 3,
        depth: 'u8',
        index: number,
        timeUsec: number,
      });
      (frame.data as Uint8Array).fill(number & 255);
      return frame;
    }
    case 'LineCommand':
      return {
        kind: LineCommandKind.WRITE_DIGITAL,
        lineId: 1,
        value: number,
        durationUsec: 0,
        flags: 0,
        extra: new Uint8Array(),
      };
    case 'LineReading':
      return { lineId: 1, value: number & 1, timeUsec: number };
    default: {
      const rows = 4;
      const data = { SignalBlockI32: Int32Array, SignalBlockU16: Uint16Array, SignalBlockF32: Float32Array }[
        type
      ];
      return {
        timestamps: BigUint64Array.from({ length: rows }, () => BigInt(number)),
        rows,
        cols: 2,
        data: new data(rows * 2).fill(number & 255),
      };
    }
  }
}

/** The number that an item carries. */
export function numberOf(type: ItemType, item: unknown): number {
  switch (type) {
    case 'ControlCommand':
      return (item as { durationMsec: number }).durationMsec;
    case 'TableRow':
      return Number((item as readonly string[])[0]);
    case 'Frame':
      return (item as Frame).index;
    case 'LineCommand':
      return (item as { value: number }).value;
    case 'LineReading':
      return (item as { timeUsec: number }).timeUsec;
    default:
      return Number((item as { timestamps: BigUint64Array }).timestamps[0]);
  }
}
