/**
 * The two threads of `ring-frame`.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { RingReader, RingWriter } from 'syntalos-mlink/shm';
import { passGate, type DuelRole } from './duel.ts';

/** What one measurement moves. */
export interface FrameTask {
  readonly subject: 'ring' | 'copy' | 'postMessage';
  /** The ring, or the memory to copy into. */
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
}

/** A frame of 1280 × 1024 bytes. */
export const FRAME_BYTES: number = 1280 * 1024;

/** Frames that may be under way by postMessage: it has no limit of its own. */
const MESSAGES_IN_FLIGHT = 8;
/** Both ends poll before they sleep: for longer than a frame takes. */
const SPIN_USEC = 200;

if (workerData !== null) {
  const { role, task, gate, port } = workerData as DuelRole<FrameTask>;
  const { buffer, count } = task;
  const work = {
    ring: { write: writeRing, read: readRing },
    copy: { write: passGateOnly, read: copyFrames },
    postMessage: { write: postFrames, read: receiveFrames },
  }[task.subject][role];
  work();

  function passGateOnly(): void {
    passGate(gate);
  }

  function answer(begin: number, checksum: number): void {
    parentPort?.postMessage({ elapsedMsec: performance.now() - begin, checksum });
  }

  function writeRing(): void {
    const writer = RingWriter.claim(buffer, { spinUsec: SPIN_USEC });
    const frame = newFrame();
    passGate(gate);
    for (let n = 0; n < count; n++) {
      frame[0] = n;
      writer.waitSpace(FRAME_BYTES);
      writer.memory.bytes.set(frame, writer.tryReserve(FRAME_BYTES));
      writer.commit();
    }
  }

  function readRing(): void {
    const reader = RingReader.attach(buffer, { spinUsec: SPIN_USEC });
    passGate(gate);
    const begin = performance.now();
    let sum = 0;
    for (let n = 0; n < count; n++) {
      reader.waitData();
      reader.tryNext();
      sum += checksum(reader.memory.bytes, reader.offset);
      reader.release();
    }
    answer(begin, sum);
  }

  /** The bare copy: one thread, into as many bytes as the ring has, one frame behind the other. */
  function copyFrames(): void {
    const target = new Uint8Array(buffer);
    const slots = Math.floor(target.length / FRAME_BYTES);
    const frame = newFrame();
    passGate(gate);
    const begin = performance.now();
    let sum = 0;
    for (let n = 0; n < count; n++) {
      frame[0] = n;
      const at = (n % slots) * FRAME_BYTES;
      target.set(frame, at);
      sum += checksum(target, at);
    }
    answer(begin, sum);
  }

  function postFrames(): void {
    const received = new Int32Array(buffer, 0, 1);
    const frame = newFrame();
    passGate(gate);
    for (let n = 0; n < count; n++) {
      for (;;) {
        const seen = Atomics.load(received, 0);
        if (n - seen < MESSAGES_IN_FLIGHT) break;
        Atomics.wait(received, 0, seen);
      }
      frame[0] = n;
      port.postMessage(frame);
    }
  }

  function receiveFrames(): void {
    const received = new Int32Array(buffer, 0, 1);
    let sum = 0;
    let n = 0;
    let begin = 0;
    port.on('message', (frame: Uint8Array) => {
      sum += checksum(frame, 0);
      n += 1;
      Atomics.store(received, 0, n);
      Atomics.notify(received, 0);
      if (n < count) return;
      answer(begin, sum);
      port.close();
    });
    passGate(gate);
    begin = performance.now();
  }
}

function newFrame(): Uint8Array {
  return new Uint8Array(FRAME_BYTES).fill(1);
}

/** One byte of each page: the reader looks at the frame without reading it all. */
function checksum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + FRAME_BYTES; i += 4096) sum += bytes[i]!;
  return sum;
}

/** What `count` frames sum up to. */
export function expectedChecksum(count: number): number {
  let sum = count * (FRAME_BYTES / 4096 - 1);
  for (let n = 0; n < count; n++) sum += n & 255;
  return sum;
}
