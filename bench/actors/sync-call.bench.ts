/**
 * How long `processTimestamp` takes, beside the least that any call to another thread takes: one
 * word stored and notified each way.
 */
import { Worker } from 'node:worker_threads';
import { compareLatencies, type Bench } from '../harness.ts';
import { openSynchronizer } from './clock-peer.ts';

const ROUNDS = 10;
const CALLS = 1_000;

export const run: Bench = async () => {
  const { sync, close } = await openSynchronizer();
  const echo = new Worker(ECHO, { eval: true, workerData: new Int32Array(new SharedArrayBuffer(512)) });
  const words = await new Promise<Int32Array>((resolve) => {
    echo.once('message', resolve);
  });
  const ours: number[] = [];
  const theirs: number[] = [];
  let pair = 0;
  for (let round = -1; round < ROUNDS; round++) {
    const isWarmUp = round < 0;
    for (let i = 0; i < CALLS; i++, pair++) {
      const begin = performance.now();
      const aligned = sync.processTimestamp(pair * 1000, pair * 1000 + 5000);
      if (!isWarmUp) ours.push((performance.now() - begin) * 1000);
      if (aligned !== pair * 1000) throw new Error('the work was not done');
    }
    for (let i = 0; i < CALLS; i++) {
      const begin = performance.now();
      roundTrip(words);
      if (!isWarmUp) theirs.push((performance.now() - begin) * 1000);
    }
  }
  await close();
  await echo.terminate();
  const names = { bench: 'sync-call', subject: 'processTimestamp', peer: 'bare Atomics round trip' };
  return [compareLatencies({ ...names, runs: ROUNDS }, ours, theirs)];
};

function roundTrip(words: Int32Array): void {
  const next = words[0]! + 1;
  Atomics.store(words, 0, next);
  Atomics.notify(words, 0);
  while (Atomics.load(words, 64) !== next) Atomics.wait(words, 64, next - 1);
}

const ECHO = `
const { parentPort, workerData: words } = require('node:worker_threads');
parentPort.postMessage(words);
for (let seen = 0; ; ) {
  Atomics.wait(words, 0, seen);
  seen = Atomics.load(words, 0);
  Atomics.store(words, 64, seen);
  Atomics.notify(words, 64);
}`;
