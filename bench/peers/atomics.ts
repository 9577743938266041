/**
 * Peer: the least that any call to another thread takes, one word stored and notified each way.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';

/** As figures name it. */
export const ATOMICS_PEER = 'bare Atomics round trip';

const ECHO = new URL('./atomics.worker.js', import.meta.url);

/** A thread that answers. */
export interface AtomicsEcho {
  /** One round trip; blocks this thread. */
  readonly roundTrip: () => void;
  readonly close: () => Promise<void>;
}

/** Starts the thread that answers. */
export async function openAtomicsEcho(): Promise<AtomicsEcho> {
  const words = new Int32Array(new SharedArrayBuffer(512));
  const worker = new Worker(ECHO, { workerData: words });
  await new Promise((resolve) => worker.once('message', resolve));
  return {
    roundTrip: () => {
      const next = words[ASKED]! + 1;
      Atomics.store(words, ASKED, next);
      Atomics.notify(words, ASKED);
      while (Atomics.load(words, ANSWERED) !== next) Atomics.wait(words, ANSWERED, next - 1, 1000);
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Words of the block that both threads share, on cache lines of their own. */
export const ASKED = 0;
export const ANSWERED = 64;

/** Round trips with a pause before each, in µs. */
export async function atomicsRoundTrips(count: number, pauseMsec: number): Promise<number[]> {
  const { roundTrip, close } = await openAtomicsEcho();
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMsec));
    const since = performance.now();
    roundTrip();
    times.push((performance.now() - since) * 1000);
  }
  await close();
  return times;
}
