import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RECHECK_MSEC, ring as ringBell, Waiter } from '#src/shm/waiting';
import { createRing, RingControl, RingObserver, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { test } from 'tap';
import type { WaitTask } from './fixtures/waiting-thread.ts';

/** A thread that waits at one end of something shared. */
class WaitingThread {
  readonly cancel = new Int32Array(new SharedArrayBuffer(4));
  readonly outcome: Promise<unknown>;
  readonly #worker: Worker;

  private constructor(task: Omit<WaitTask, 'cancel'>) {
    this.#worker = new Worker(new URL('./fixtures/waiting-thread.js', import.meta.url), {
      workerData: { ...task, cancel: this.cancel } satisfies WaitTask,
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.outcome = new Promise((resolve, reject) => {
      this.#worker.on('error', reject).on('message', (message) => {
        if (message !== 'waiting') resolve(message);
      });
    });
  }

  /** Resolves when the thread is about to wait. */
  static async start(task: Omit<WaitTask, 'cancel'>): Promise<WaitingThread> {
    const thread = new WaitingThread(task);
    await once(thread.#worker, 'message');
    return thread;
  }
}

for (const how of ['blocking', 'async'] as const) {
  test(`a thread that waits (${how}) wakes up for what it waits for`, async (t) => {
    const ring = createRing({ capacityBytes: 4096 });
    const reader = await WaitingThread.start({ end: 'reader', how, memory: ring });
    const observer = await WaitingThread.start({ end: 'observer', how, memory: ring });
    RingWriter.claim(ring).tryWrite(new Uint8Array(8));
    t.equal(await reader.outcome, 'ready');
    t.equal(await observer.outcome, 'ready');

    const full = createRing({ capacityBytes: 4096 });
    const own = RingReader.attach(full);
    const writer = await WaitingThread.start({ end: 'writer', how, memory: full });
    own.tryNext();
    own.release();
    t.equal(await writer.outcome, 'ready');
  });

  test(`a thread that waits (${how}) sees the ring closed by its owner`, async (t) => {
    const ring = createRing({ capacityBytes: 4096 });
    RingReader.attach(ring);
    const writer = await WaitingThread.start({ end: 'writer', how, memory: ring });
    const empty = createRing({ capacityBytes: 4096 });
    const reader = await WaitingThread.start({ end: 'reader', how, memory: empty });
    const observer = await WaitingThread.start({ end: 'observer', how, memory: empty });
    RingControl.attach(ring).close();
    RingControl.attach(empty).close();
    for (const thread of [writer, reader, observer]) t.equal(await thread.outcome, 'closed');
  });
}

test('a writer that waits for a reader wakes up when that one leaves or is removed', async (t) => {
  for (const leave of [
    (reader: RingReader) => reader.close(),
    (reader: RingReader, ring: SharedArrayBuffer) => RingControl.attach(ring).removeReader(reader.ticket),
  ]) {
    const ring = createRing({ capacityBytes: 4096 });
    const reader = RingReader.attach(ring);
    const writer = await WaitingThread.start({ end: 'writer', how: 'blocking', memory: ring });
    leave(reader, ring);
    t.equal(await writer.outcome, 'ready');
  }
});

test('a blocked thread ends its wait when its cancel word is set, rung or not', async (t) => {
  const ring = createRing({ capacityBytes: 4096 });
  RingReader.attach(ring);
  for (const interrupt of [true, false]) {
    const reader = await WaitingThread.start({ end: 'reader', how: 'blocking', memory: ring });
    Atomics.store(reader.cancel, 0, 1);
    if (interrupt) RingControl.attach(ring).interrupt();
    t.equal(await reader.outcome, 'cancelled');
  }
  const writer = await WaitingThread.start({ end: 'writer', how: 'blocking', memory: ring });
  Atomics.store(writer.cancel, 0, 1);
  RingControl.attach(ring).interrupt();
  t.equal(await writer.outcome, 'cancelled');
});

test('a thread that waits asynchronously ends its wait when its cancel word is set and rung', async (t) => {
  const ring = createRing({ capacityBytes: 4096 });
  RingReader.attach(ring);
  for (const end of ['reader', 'writer'] as const) {
    const thread = await WaitingThread.start({ end, how: 'async', memory: ring });
    Atomics.store(thread.cancel, 0, 1);
    RingControl.attach(ring).interrupt();
    t.equal(await thread.outcome, 'cancelled');
  }
});

test('waits end at their time limit', async (t) => {
  const ring = createRing({ capacityBytes: 4096 });
  const reader = RingReader.attach(ring);
  const writer = RingWriter.claim(ring);
  t.equal(reader.waitData({ timeoutMsec: 0 }), 'timeout');
  t.equal(reader.waitData({ timeoutMsec: 2 * RECHECK_MSEC + 5 }), 'timeout', 'longer than one recheck');
  t.equal(await reader.waitDataAsync({ timeoutMsec: 2 }), 'timeout');
  while (writer.tryWrite(new Uint8Array(500)));
  t.equal(writer.waitSpace(500, { timeoutMsec: 1 }), 'timeout');
  t.equal(await writer.waitSpaceAsync(500, { timeoutMsec: 1 }), 'timeout');
  t.equal(reader.waitData({ timeoutMsec: 0 }), 'ready', 'what is there needs no time');
  const observer = RingObserver.attach(ring);
  t.equal(observer.tryLatest(), true);
  t.equal(observer.waitNewer({ timeoutMsec: 1 }), 'timeout');
  t.equal(await observer.waitNewerAsync({ timeoutMsec: 1 }), 'timeout');
});

test('an abort signal ends an asynchronous wait, and leaves nothing in the way of the next', async (t) => {
  const ring = createRing({ capacityBytes: 4096 });
  const reader = RingReader.attach(ring);
  const writer = RingWriter.claim(ring);
  t.equal(await reader.waitDataAsync({ signal: AbortSignal.abort() }), 'cancelled');
  for (let n = 0; n < 100; n++) {
    const controller = new AbortController();
    const wait = reader.waitDataAsync({ signal: controller.signal });
    controller.abort();
    t.equal(await wait, 'cancelled');
  }
  const wait = reader.waitDataAsync({ timeoutMsec: 20_000 });
  writer.tryWrite(new Uint8Array(1));
  t.equal(await wait, 'ready');
});

test('a reader has one asynchronous wait at a time', async (t) => {
  const ring = createRing({ capacityBytes: 4096 });
  const reader = RingReader.attach(ring);
  const first = reader.waitDataAsync({ timeoutMsec: 20_000 });
  await t.rejects(reader.waitDataAsync(), { code: 'ERR_SYNTALOS_INVALID_STATE' });
  RingWriter.claim(ring).close();
  t.equal(await first, 'closed', 'the first is not disturbed');
});

test('closing an end withdraws the listener that a cancelled wait left', async (t) => {
  const words = new Int32Array(new SharedArrayBuffer(16));
  const waiter = new Waiter(words, 0, 1);
  t.equal(await waiter.waitAsync(() => undefined, { timeoutMsec: 1 }), 'timeout');
  t.equal(Atomics.load(words, 0), 0);
  waiter.close();
  t.equal(Atomics.notify(words, 0), 0, 'nobody listens any more');
});

test('a blocking wait raises its flag before it looks for the last time', (t) => {
  const words = new Int32Array(new SharedArrayBuffer(16));
  const waiter = new Waiter(words, 0, 1, 0);
  t.equal(
    waiter.wait(() => (Atomics.load(words, 1) === 1 ? 'ready' : undefined), { timeoutMsec: 5 }),
    'ready',
  );
  t.end();
});

test('an asynchronous wait looks again at each ring, and only then', async (t) => {
  const words = new Int32Array(new SharedArrayBuffer(16));
  const waiter = new Waiter(words, 0, 1);
  let looks = 0;
  const wait = waiter.waitAsync(() => (++looks > 3 ? 'ready' : undefined), { timeoutMsec: 20_000 });
  t.equal(looks, 2, 'before and after it raised its flag');
  t.equal(Atomics.load(words, 1), 1);
  ringBell(words, 0);
  while (looks < 3) await new Promise(setImmediate);
  ringBell(words, 0);
  t.equal(await wait, 'ready');
  t.equal(looks, 4);
});
