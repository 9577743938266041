/**
 * Entry file of a pool thread; piscina imports it and awaits {@link runTask}.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolSetup } from './pool-protocol.ts';
import { startTaskRunner, type TaskRunner } from './task-runner.ts';

/** A promise: between tasks piscina blocks the thread, which would hold up a load still going on. */
export const runTask: Promise<TaskRunner> = startTaskRunner(workerData as PoolSetup, (notice) =>
  parentPort?.postMessage(notice),
);
