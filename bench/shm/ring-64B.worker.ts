import { parentPort, workerData } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { RingReader, RingWriter } from 'syntalos-mlink/shm';
import { passGate, type DuelRole } from './duel.ts';

/** What one measurement moves. */
export interface RecordTask {
  readonly subject: 'ring' | 'ringbuf.js';
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
}

const RECORD_BYTES = 64;
/** Records per index update of our ring. */
const BATCH = 64;
/** Both ends poll before they sleep, as the peer's must. */
const SPIN_USEC = 50;

const { role, task, gate } = workerData as DuelRole<RecordTask>;
const work = {
  ring: { write: writeRing, read: readRing },
  'ringbuf.js': { write: writeRingbuf, read: readRingbuf },
}[task.subject][role];
work(task);

function answer(begin: number, checksum: number): void {
  parentPort?.postMessage({ elapsedMsec: performance.now() - begin, checksum });
}

/** Eight doubles, written out: a loop would cost more than the ring. */
function fill(f64: Float64Array, at: number, value: number): void {
  f64[at] = f64[at + 1] = f64[at + 2] = f64[at + 3] = value;
  f64[at + 4] = f64[at + 5] = f64[at + 6] = f64[at + 7] = value;
}

function sumOf(f64: Float64Array, at: number): number {
  const low = f64[at]! + f64[at + 1]! + (f64[at + 2]! + f64[at + 3]!);
  return low + (f64[at + 4]! + f64[at + 5]! + (f64[at + 6]! + f64[at + 7]!));
}

function writeRing({ buffer, count }: RecordTask): void {
  const writer = RingWriter.claim(buffer, { spinUsec: SPIN_USEC });
  passGate(gate);
  for (let n = 0; n < count; n++) {
    let at = writer.tryReserve(RECORD_BYTES);
    if (at < 0) {
      writer.commit();
      writer.waitSpace(RECORD_BYTES);
      at = writer.tryReserve(RECORD_BYTES);
    }
    fill(writer.memory.f64, at >>> 3, n);
    if (n % BATCH === BATCH - 1) writer.commit();
  }
  writer.commit();
}

function readRing({ buffer, count }: RecordTask): void {
  const reader = RingReader.attach(buffer, { spinUsec: SPIN_USEC });
  passGate(gate);
  const begin = performance.now();
  let sum = 0;
  for (let n = 0; n < count;) {
    reader.waitData();
    while (reader.tryNext()) {
      sum += sumOf(reader.memory.f64, reader.offset >>> 3);
      if (++n % BATCH === 0) reader.release();
    }
    reader.release();
  }
  answer(begin, sum);
}

function writeRingbuf({ buffer, count }: RecordTask): void {
  const ring = new RingBuffer(buffer, Uint8Array);
  const record = new Float64Array(RECORD_BYTES / 8);
  const bytes = new Uint8Array(record.buffer);
  passGate(gate);
  for (let n = 0; n < count; n++) {
    fill(record, 0, n);
    while (ring.availableWrite() < bytes.length);
    ring.push(bytes);
  }
}

function readRingbuf({ buffer, count }: RecordTask): void {
  const ring = new RingBuffer(buffer, Uint8Array);
  const record = new Float64Array(RECORD_BYTES / 8);
  const bytes = new Uint8Array(record.buffer);
  passGate(gate);
  const begin = performance.now();
  let sum = 0;
  for (let n = 0; n < count; n++) {
    while (ring.availableRead() < bytes.length);
    ring.pop(bytes);
    sum += sumOf(record, 0);
  }
  answer(begin, sum);
}
