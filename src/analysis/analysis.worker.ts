/**
 * Entry file of a pool thread; piscina imports it and awaits {@link runTask}.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolSetup } from './pool-protocol.ts';
import { startTaskRunner, type TaskRunner } from './task-runner.ts';

/** A promise, which piscina takes, too: tasks wait for the program to be loaded. */
export const runTask: Promise<TaskRunner> = startTaskRunner(workerData as PoolSetup, (notice) =>
  parentPort?.postMessage(notice),
);
