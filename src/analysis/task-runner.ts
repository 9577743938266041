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
 * Loads the program and makes its runner. Never rejects: a program that does not load is told
 * through `notify`, and each task answers with the same error.
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
    const record = toErrorRecord(error);
    notify({ kind: 'load-failed', error: record });
    return () => Promise.resolve({ status: 'threw', error: record });
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
  return async ({ memory, byteOffset, byteLength, sourceType }) => {
    try {
      let decoder = decoders.get(sourceType);
      if (decoder === undefined) {
        decoder = decoderBetween(sourceType, dataType);
        decoders.set(sourceType, decoder);
      }
      const item = decoder.decode(spanOf(new Uint8Array(memory, byteOffset, byteLength)), 0, byteLength);
      return { status: 'done', result: await analyze(item) };
    } catch (error) {
      return { status: 'threw', error: toErrorRecord(error) };
    }
  };
}
