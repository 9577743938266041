/**
 * What a pool thread does: loads the user's `analyze`, and runs it on items in shared memory.
 *
 * @module
 */
import { SyntalosError, toErrorRecord } from '../errors.ts';
import { importProgram } from '../script/index.ts';
import { catchUncaught, currentThreadId, guardExit } from '../threads/index.ts';
import { decoderBetween, spanOf, type DataType, type ItemDecoder } from '../types/index.ts';
import {
  CLAIM_COUNT,
  type OfferAnswer,
  type OfferedTask,
  type PoolNotice,
  type PoolSetup,
  type PoolTask,
  type TaskOffer,
  type TaskOutcome,
} from './pool-protocol.ts';

/** Takes offers, one after the other however they come; never rejects. */
export type TaskRunner = (offer: TaskOffer) => Promise<OfferAnswer>;

/**
 * Loads the program and makes its runner. Never rejects: how it went goes to `notify`.
 */
export async function startTaskRunner(
  setup: PoolSetup,
  notify: (notice: PoolNotice) => void,
): Promise<TaskRunner> {
  let current = 0;
  const giveUp = (error: unknown): void =>
    notify({ kind: 'uncaught', error: toErrorRecord(error), ticket: current });
  // Whoever owns the pool ends the thread.
  catchUncaught(giveUp);
  guardExit('ends the thread of the analysis: return from analyze(), or throw an error', giveUp);
  try {
    const analyze = await loadAnalyze(setup);
    notify({ kind: 'loaded', threadId: currentThreadId() });
    const run = taskRunner(analyze, setup.dataType);
    const runTask = (task: OfferedTask): Promise<TaskOutcome> => {
      current = task.ticket;
      return run(task).finally(() => (current = 0));
    };
    return oneAtATime(runTask, new Int32Array(setup.claims));
  } catch (error) {
    notify({ kind: 'load-failed', error: toErrorRecord(error) });
    return () => new Promise(() => undefined); // the owner ends the thread
  }
}

type Analyze = (item: unknown) => unknown;

async function loadAnalyze({ program }: PoolSetup): Promise<Analyze> {
  const { path } = program;
  const found = await importProgram(program);
  const analyze = found['analyze'];
  if (typeof analyze === 'function') return analyze as Analyze;
  const names = Object.keys(found);
  throw new SyntalosError(
    'ERR_SYNTALOS_MODULE_LOAD',
    `Cannot load analysis file "${path}": it exports ${names.length === 0 ? 'nothing' : names.join(', ')}, expected a function "analyze"`,
    { details: { path } },
  );
}

/** The next offer lies in the thread before the one before it is done: see {@link AnalysisPool}. */
function oneAtATime(run: (task: OfferedTask) => Promise<TaskOutcome>, claims: Int32Array): TaskRunner {
  let last: Promise<unknown> = Promise.resolve();
  const take = async ({ offer, tasks }: TaskOffer): Promise<OfferAnswer> => {
    const task = tasks.find(
      ({ ticket }) => Atomics.compareExchange(claims, ticket % CLAIM_COUNT, -ticket, offer) === -ticket,
    );
    if (task === undefined) return { status: 'left' };
    return { ticket: task.ticket, ...(await run(task)) };
  };
  return (offer) => {
    const answer = last.then(() => take(offer));
    last = answer;
    return answer;
  };
}

function taskRunner(analyze: Analyze, dataType: DataType): (task: PoolTask) => Promise<TaskOutcome> {
  const decoders = new Map<DataType, ItemDecoder<unknown>>();
  const decode = ({ memory, byteOffset, byteLength, sourceType }: PoolTask): unknown => {
    let decoder = decoders.get(sourceType);
    if (decoder === undefined) {
      decoder = decoderBetween(sourceType, dataType);
      decoders.set(sourceType, decoder);
    }
    return decoder.decode(spanOf(new Uint8Array(memory, byteOffset, byteLength)), 0, byteLength);
  };
  return async (task) => {
    let what = 'reading it failed';
    try {
      const item = decode(task);
      what = 'analyze() threw';
      const result = await analyze(item);
      what = 'analyze() returned what cannot be sent between threads';
      // Piscina's thread would die of it, and its error would not say why.
      if (!isPlainData(result)) structuredClone(result);
      return { status: 'done', result };
    } catch (error) {
      return { status: 'failed', what, error: toErrorRecord(error) };
    }
  };
}

/** Levels of a result that are looked at; anything deeper is tried out by a clone. */
const MAX_DEPTH = 4;

/** Whether a value survives a structured clone for sure, told without making one. */
function isPlainData(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) {
    return typeof value !== 'function' && typeof value !== 'symbol';
  }
  if (ArrayBuffer.isView(value)) return true;
  if (depth === MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((element) => isPlainData(element, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((element) => isPlainData(element, depth + 1));
}
