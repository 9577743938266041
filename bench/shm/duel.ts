/**
 * Two fresh worker threads for one measurement: both report that they are ready, start together,
 * and the reader's answer is the result.
 *
 * @module
 */
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';

/** What a bench worker is started with. */
export interface DuelRole<Task> {
  readonly role: 'write' | 'read';
  readonly task: Task;
  /** Word 0 counts threads that are ready. */
  readonly gate: Int32Array;
  /** Leads to the other one, for peers that send messages. */
  readonly port: MessagePort;
}

/** What the reading worker answers. */
export interface DuelResult {
  readonly elapsedMsec: number;
  /** A sum over what was read: the check of the work done. */
  readonly checksum: number;
}

/** Called by a worker when it is set up: returns when the other one is, too. */
export function passGate(gate: Int32Array): void {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  for (;;) {
    const ready = Atomics.load(gate, 0);
    if (ready >= 2) return;
    Atomics.wait(gate, 0, ready);
  }
}

/** Runs `worker` twice, as writer and as reader of the same task, each with its end of a channel. */
export async function duel(worker: URL, task: object): Promise<DuelResult> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const channel = new MessageChannel();
  const start = (role: DuelRole<object>['role'], port: MessagePort): Worker =>
    new Worker(worker, {
      workerData: { role, task, gate, port } satisfies DuelRole<object>,
      transferList: [port],
    });
  const writer = start('write', channel.port1);
  const reader = start('read', channel.port2);
  try {
    return await new Promise<DuelResult>((resolve, reject) => {
      reader.on('message', resolve).on('error', reject);
      writer.on('error', reject);
    });
  } finally {
    await Promise.all([writer.terminate(), reader.terminate()]);
  }
}
