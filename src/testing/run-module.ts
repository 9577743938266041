/**
 * Runs one module in a test.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';
import { connectModule, type HostedModule } from '../program/index.ts';
import { SyntalosError, describeValue, fromErrorRecord, messageOf, toErrorRecord } from '../errors.ts';
import { entryUrl, threadOptions } from '../threads/index.ts';
import { decode, decodeMetaMap, encodeMetaMap } from '../types/index.ts';
import type { BenchJob, BenchResult, FeedJob, FromBench, ToBench } from './bench-protocol.ts';
import type {
  AnyItem,
  CollectedItems,
  InputStream,
  ModuleFunction,
  ModuleRunResult,
  OutputTypes,
  RunModuleOptions,
} from './module-run.ts';

/** How long a run may go on by default. */
const DEFAULT_TIMEOUT_MSEC = 10_000;

/**
 * Takes a module through one run on the real runtime: feeds its inputs, collects its outputs.
 *
 * A file runs in a worker thread, as on any host. A function runs in the calling thread, one at a time:
 * it sees the test's variables, and `isRunning()`, `wait()` and the other free functions are its own
 * meanwhile. The host's side always has a thread of its own, so a module may block.
 *
 * @param program - URL or path of a module's file, name of a built-in module, or a function
 * @returns what the module did; what it failed with is in `errors`
 * @throws `ERR_SYNTALOS_TIMEOUT` - when the run is not done in time; `ERR_SYNTALOS_PORT`,
 *   `ERR_SYNTALOS_PORT_TYPE_MISMATCH` and `ERR_SYNTALOS_ITEM_TYPE` for inputs and outputs that the module
 *   has not; `ERR_SYNTALOS_PROJECT` for a file that does not exist; `ERR_SYNTALOS_INVALID_STATE` for a
 *   function when this thread has a link already
 *
 * @example
 * ```ts
 * const { outputs, errors } = await runModule(new URL('../tracker.ts', import.meta.url), {
 *   inputs: { frames: [Frame.create({ width: 64, height: 48 })] },
 *   outputs: { positions: DataType.TableRow },
 * });
 * assert.deepEqual(errors, []);
 * assert.deepEqual(outputs.positions, [['0', '32', '24']]);
 * ```
 */
export async function runModule<O extends OutputTypes = OutputTypes>(
  program: URL | string | ModuleFunction,
  options: RunModuleOptions<O> = {},
): Promise<ModuleRunResult<O>> {
  const run = typeof program === 'function' ? program : undefined;
  const job = jobOf(typeof program === 'function' ? undefined : useOf(program), options);
  const bench = startBench(job);
  let leave: () => void = () => undefined;
  try {
    const result = await new Promise<BenchResult>((resolve, reject) => {
      bench.on('message', (message: FromBench) => {
        switch (message.type) {
          case 'connect':
            leave = runFunction(run!, message.hosted, (answer) => bench.postMessage(answer));
            break;
          case 'leave':
            leave();
            break;
          case 'finished':
            resolve(message.result);
            break;
          case 'failed':
            reject(fromErrorRecord(message.error));
            break;
        }
      });
      bench.once('error', reject);
      bench.once('exit', (code) => {
        reject(
          new SyntalosError('ERR_SYNTALOS_ACTOR_CRASHED', `The test bench ended early (exit code ${code})`),
        );
      });
    });
    return resultOf<O>(result);
  } finally {
    leave();
    await bench.terminate();
  }
}

function startBench(job: BenchJob): Worker {
  try {
    return new Worker(entryUrl('bench.worker.js'), {
      name: 'test bench',
      ...threadOptions(),
      workerData: { job },
    });
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot run module "${job.id}": its options cannot be sent to another thread: ${messageOf(cause)}`,
      { cause },
    );
  }
}

/**
 * Runs a module that is a function of this thread.
 *
 * @returns what ends its link, should it still have one
 */
function runFunction(
  run: ModuleFunction,
  hosted: HostedModule,
  answer: (answer: ToBench) => void,
): () => void {
  let leave: () => void = () => undefined;
  const running = async (): Promise<void> => {
    const { link } = await connectModule(hosted, { print: (text) => answer({ type: 'line', text }) });
    leave = () => void link[Symbol.asyncDispose]();
    try {
      await run(link);
      await link.awaitDataForever();
    } finally {
      await link[Symbol.asyncDispose]();
    }
  };
  running().then(
    () => answer({ type: 'ended' }),
    (error: unknown) => answer({ type: 'ended', error: toErrorRecord(error) }),
  );
  return () => leave();
}

function jobOf(use: string | undefined, options: RunModuleOptions): BenchJob {
  const { id = 'module', settings = {}, subject, timeoutMsec = DEFAULT_TIMEOUT_MSEC } = options;
  return {
    use,
    id,
    settings,
    savedSettings: options.savedSettings,
    inputs: Object.fromEntries(
      Object.entries(options.inputs ?? {}).map(([portId, input]) => [portId, feedOf(input)]),
    ),
    outputs: options.outputs,
    until: options.until,
    timeoutMsec,
    limits: options.limits ?? {},
    subject: { id: subject?.id ?? '', group: subject?.group ?? '' },
    outFolder: options.outFolder,
  };
}

function feedOf(input: readonly AnyItem[] | InputStream): FeedJob {
  const stream = isItems(input) ? { items: input } : input;
  return {
    items: stream.items,
    metadata: encodeMetaMap(stream.metadata ?? {}),
    dataType: stream.dataType,
  };
}

function isItems(input: readonly AnyItem[] | InputStream): input is readonly AnyItem[] {
  return Array.isArray(input);
}

/** A program as a project names it. */
function useOf(program: URL | string): string {
  if (program instanceof URL) return program.href;
  if (typeof (program as unknown) === 'string') return program;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot run a module: got ${describeValue(program)}, expected a file, the name of a built-in module or a function`,
  );
}

function resultOf<O extends OutputTypes>(result: BenchResult): ModuleRunResult<O> {
  const { outputs, inputs, log, ...rest } = result;
  const items = Object.fromEntries(
    outputs.map(({ id, dataType, items }) => [id, items.map((bytes) => decode(dataType, bytes))]),
  );
  return {
    ...rest,
    // The bench has checked each port against the type that was asked for.
    outputs: items as unknown as CollectedItems<O>,
    metadata: Object.fromEntries(outputs.map(({ id, metadata }) => [id, decodeMetaMap(metadata)])),
    inputs: Object.fromEntries(inputs.map(({ id, ...counts }) => [id, counts])),
    printed: log.filter(({ level }) => level === 'info').map(({ text }) => text),
    log,
  };
}
