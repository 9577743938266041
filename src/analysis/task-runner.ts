/**
 * What a pool thread does: loads the user's `analyze`, and runs it on items in shared memory.
 *
 * @module
 */
import { SyntalosError, toErrorRecord } from '../errors.ts';
import { importProgram } from '../script/index.ts';
import { decoderBetween, spanOf, type DataType, type ItemDecoder } from '../types/index.ts';
import type { PoolAnswer, PoolNotice, PoolSetup, PoolTask } from './pool-protocol.ts';

/** Runs one task; never rejects. */
export type TaskRunner = (task: PoolTask) => Promise<PoolAnswer>;

/**
 * Loads the program and makes its runner. Never rejects: how it went is told through `notify`.
 */
export async function startTaskRunner(
  setup: PoolSetup,
  notify: (notice: PoolNotice) => void,
): Promise<TaskRunner> {
  try {
    const analyze = await loadAnalyze(setup);
    notify({ kind: 'loaded' });
    return taskRunner(analyze, setup.dataType);
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

function taskRunner(analyze: Analyze, dataType: DataType): TaskRunner {
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
