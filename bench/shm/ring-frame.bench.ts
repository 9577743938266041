/**
 * What does moving a frame through the ring cost, beside a bare copy and beside postMessage?
 *
 * @module
 */
import { createRing } from 'syntalos-mlink/shm';
import { compare, type Bench } from '../harness.ts';
import { duel } from './duel.ts';
import { expectedChecksum, type FrameTask } from './ring-frame.worker.ts';

const WORKER = new URL('./ring-frame.worker.js', import.meta.url);
const RING_BYTES = 8 * 1024 ** 2;

const ring = (): Promise<number> =>
  measure({ subject: 'ring', buffer: createRing({ capacityBytes: RING_BYTES }), count: 3000 });

export const run: Bench = async () => [
  await compare({
    bench: 'ring-frame',
    subject: 'ring',
    unit: 'frames/s',
    runs: 7,
    ours: ring,
    peer: {
      name: 'bare copy',
      measure: () => measure({ subject: 'copy', buffer: new SharedArrayBuffer(RING_BYTES), count: 3000 }),
    },
  }),
  await compare({
    bench: 'ring-frame',
    subject: 'ring',
    unit: 'frames/s',
    ours: ring,
    peer: {
      name: 'postMessage',
      measure: () => measure({ subject: 'postMessage', buffer: new SharedArrayBuffer(4), count: 400 }),
    },
  }),
];

async function measure(task: FrameTask): Promise<number> {
  const { elapsedMsec, checksum } = await duel(WORKER, task);
  const expected = expectedChecksum(task.count);
  if (checksum !== expected) throw new Error(`${task.subject} read ${checksum}, expected ${expected}`);
  return (task.count / elapsedMsec) * 1000;
}
