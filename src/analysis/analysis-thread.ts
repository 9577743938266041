/**
 * What a pool thread runs, for its entry file.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolSetup } from './pool-protocol.ts';
import { startTaskRunner, type TaskRunner } from './task-runner.ts';

/** Resolves once the program is loaded. */
export const runTask: Promise<TaskRunner> = startTaskRunner(workerData as PoolSetup, (notice) =>
  parentPort?.postMessage(notice),
);
