/**
 * Entry of the thread that plays the host of a module under test.
 *
 * A thread of its own, so that a function under test may block the caller's.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { SyntalosError, toErrorRecord } from '../errors.ts';
import { ModuleBench } from './module-bench.ts';
import { callerThread } from './caller-thread.ts';
import type { BenchJob, FromBench } from './bench-protocol.ts';

const caller = parentPort;
if (caller === null) throw new SyntalosError('ERR_SYNTALOS_INTERNAL', 'A test bench has no caller');
const { job } = workerData as { readonly job: BenchJob };

const bench = new ModuleBench(job);
const answer: FromBench = await bench
  .run(job.use === undefined ? callerThread(caller, (line) => bench.addLine('stdout', line)) : undefined)
  .then(
    (result) => ({ type: 'finished', result }) as const,
    (error: unknown) => ({ type: 'failed', error: toErrorRecord(error) }) as const,
  );
caller.postMessage(answer);
