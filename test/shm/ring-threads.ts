/** Threads for the tests of the ring: kept over many runs, as starting them takes the most time. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RingCommand, RingReport } from './fixtures/ring-thread.ts';

/** A thread that performs commands. */
export class RingThread {
  // Without tap's hooks, which a thread would inherit and take a second to load.
  readonly #worker = new Worker(new URL('./fixtures/ring-thread.js', import.meta.url), {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
  });

  /** Performs `command`; rejects where something was wrong. */
  async perform(command: RingCommand): Promise<RingReport> {
    this.#worker.postMessage(command);
    const [report] = (await once(this.#worker, 'message')) as [RingReport];
    if (report.fault !== undefined) throw new Error(`${command.kind}: ${report.fault}`);
    return report;
  }

  /** Starts a command that will not end. */
  begin(command: RingCommand): void {
    this.#worker.postMessage(command);
  }

  /** Kills the thread, whatever it does. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Waits until another thread has stored 1 in `word`. */
export async function flag(word: Int32Array): Promise<void> {
  // Atomics.waitAsync does not keep the event loop alive.
  const handle = setInterval(() => undefined, 1000);
  try {
    while (Atomics.load(word, 0) === 0) {
      const change = Atomics.waitAsync(word, 0, 0);
      if (change.async) await change.value;
    }
  } finally {
    clearInterval(handle);
  }
}
