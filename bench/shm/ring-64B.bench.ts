/**
 * How many 64-byte records per second go from one thread to another, beside ringbuf.js?
 *
 * @module
 */
import { RingBuffer } from 'ringbuf.js';
import { createRing } from 'syntalos-mlink/shm';
import { compare, type Bench } from '../harness.ts';
import { duel } from './duel.ts';
import type { RecordTask } from './ring-64B.worker.ts';

const WORKER = new URL('./ring-64B.worker.js', import.meta.url);
const CAPACITY_BYTES = 1024 * 1024;

export const run: Bench = async () => [
  await compare({
    bench: 'ring-64B',
    subject: 'ring',
    unit: 'records/s',
    runs: 7,
    ours: () =>
      measure({
        subject: 'ring',
        buffer: createRing({ capacityBytes: CAPACITY_BYTES }),
        count: 20_000_000,
      }),
    peer: {
      name: 'ringbuf.js',
      measure: () =>
        measure({
          subject: 'ringbuf.js',
          buffer: RingBuffer.getStorageForCapacity(CAPACITY_BYTES, Uint8Array),
          count: 2_000_000,
        }),
    },
  }),
];

async function measure(task: RecordTask): Promise<number> {
  const { elapsedMsec, checksum } = await duel(WORKER, task);
  // Each record holds its number 8 times.
  const expected = 4 * task.count * (task.count - 1);
  if (checksum !== expected) throw new Error(`${task.subject} read ${checksum}, expected ${expected}`);
  return (task.count / elapsedMsec) * 1000;
}
