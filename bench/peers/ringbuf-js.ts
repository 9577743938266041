/**
 * Peer: ringbuf.js, one record at a time; both ends poll, since it has no way to wait.
 *
 * @module
 */
import { RingBuffer } from 'ringbuf.js';
import { answer, fill, RECORD_BYTES, sumOf, type RecordWork } from '../shm/counted-records.ts';

export function writeRingbuf({ buffer, count, passGate }: RecordWork): void {
  const ring = new RingBuffer(buffer, Uint8Array);
  const record = new Float64Array(RECORD_BYTES / 8);
  const bytes = new Uint8Array(record.buffer);
  passGate();
  for (let n = 0; n < count; n++) {
    fill(record, 0, n);
    while (ring.availableWrite() < bytes.length);
    ring.push(bytes);
  }
}

export function readRingbuf({ buffer, count, passGate }: RecordWork): void {
  const ring = new RingBuffer(buffer, Uint8Array);
  const record = new Float64Array(RECORD_BYTES / 8);
  const bytes = new Uint8Array(record.buffer);
  passGate();
  const begin = performance.now();
  let sum = 0;
  for (let n = 0; n < count; n++) {
    while (ring.availableRead() < bytes.length);
    ring.pop(bytes);
    sum += sumOf(record, 0);
  }
  answer(begin, sum);
}
