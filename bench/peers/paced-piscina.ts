/**
 * Peer: piscina alone, frames in shared memory at a pace to two threads, results put back in order by hand.
 *
 * @module
 */
import { Piscina } from 'piscina';
import { Frame } from 'syntalos-mlink/types';
import { monotonicUsec } from '#src/timing/monotonic-usec';

/** As figures name it. */
export const PISCINA_PEER = 'piscina alone, two threads';

/** What is sent, and how fast. */
export interface PacedWork {
  readonly rounds: number;
  readonly perSecond: number;
  readonly count: number;
}

/** From the making of each frame to its result in order, in µs. */
export async function pacedPiscina({ rounds, perSecond, count }: PacedWork): Promise<readonly number[]> {
  const pool = new Piscina({
    filename: new URL('../host/fixtures/compute.js', import.meta.url).href,
    name: 'analyze',
    minThreads: 2,
    maxThreads: 2,
    concurrentTasksPerWorker: 1,
  });
  // As many as may be under way, so that none is written while it is read.
  const slots = Array.from({ length: 64 }, () => new Uint8Array(new SharedArrayBuffer(640 * 480)));
  const source = Frame.create({ width: 640, height: 480 }).data;
  new DataView(source.buffer, source.byteOffset).setUint32(0, rounds, true);
  const latencies: number[] = [];
  let inOrder: Promise<void> = Promise.resolve();
  const beginMsec = performance.now();
  for (let index = 0; index < count; index++) {
    const waitMsec = beginMsec + (index * 1000) / perSecond - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMsec)));
    const data = slots[index % slots.length]!;
    const timeUsec = Math.round(monotonicUsec());
    data.set(source);
    const result = pool.run({ data, timeUsec }) as Promise<number>;
    inOrder = inOrder.then(async () => {
      const made = await result;
      latencies.push(Math.round(monotonicUsec() - made));
    });
  }
  await inOrder;
  await pool.destroy();
  return latencies;
}
