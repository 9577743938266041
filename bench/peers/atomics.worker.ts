/**
 * The thread that answers in `atomics.ts`.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ANSWERED, ASKED } from './atomics.ts';

const words = workerData as Int32Array;
parentPort?.postMessage('ready');
for (let seen = 0; ;) {
  Atomics.wait(words, ASKED, seen);
  seen = Atomics.load(words, ASKED);
  Atomics.store(words, ANSWERED, seen);
  Atomics.notify(words, ANSWERED);
}
