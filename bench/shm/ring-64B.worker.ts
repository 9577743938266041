/**
 * The two threads of `ring-64B`.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import { RingReader, RingWriter } from 'syntalos-mlink/shm';
import { readRingbuf, writeRingbuf } from '../peers/ringbuf-js.ts';
import { answer, fill, RECORD_BYTES, sumOf, type RecordWork } from './counted-records.ts';
import { passGate, type DuelRole } from './duel.ts';

/** What one measurement moves. */
export interface RecordTask {
  readonly subject: 'ring' | 'ringbuf.js';
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
}

/** Records per index update of our ring. */
const BATCH = 64;
/** Both ends poll before they sleep, as the peer's must. */
const SPIN_USEC = 50;

const { role, task, gate } = workerData as DuelRole<RecordTask>;
const work = {
  ring: { write: writeRing, read: readRing },
  'ringbuf.js': { write: writeRingbuf, read: readRingbuf },
}[task.subject][role];
work({ ...task, passGate: () => passGate(gate) });

function writeRing({ buffer, count, passGate }: RecordWork): void {
  const writer = RingWriter.claim(buffer, { spinUsec: SPIN_USEC });
  passGate();
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

function readRing({ buffer, count, passGate }: RecordWork): void {
  const reader = RingReader.attach(buffer, { spinUsec: SPIN_USEC });
  passGate();
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
