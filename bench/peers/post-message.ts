/**
 * Peer: Node's own `postMessage` between two threads.
 *
 * @module
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Peer } from '../harness.ts';

/** Items per second by structured clone from a worker to this thread, over `count` items. */
export function postMessagePeer(item: unknown, count: number): Peer {
  return { name: 'postMessage of the same item', measure: () => postMessageRate(item, count) };
}

/** Messages per second of a structured clone of `item` from a worker to this thread. */
function postMessageRate(item: unknown, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const code = `
      const { workerData } = require('node:worker_threads');
      const { port, item, count } = workerData;
      let sent = 0;
      // The receiver grants batches: an unbounded queue would measure memory, not messages.
      port.on('message', (grant) => {
        for (let n = 0; n < grant && sent < count; n++, sent++) port.postMessage(item);
        if (sent >= count) port.close();
      });`;
    const worker = new Worker(code, {
      eval: true,
      workerData: { port: port2, item, count },
      transferList: [port2],
    });
    worker.once('error', reject);
    const batch = 64;
    let received = 0;
    const since = performance.now();
    port1.on('message', () => {
      received++;
      if (received % batch === 0) port1.postMessage(batch);
      if (received < count) return;
      const rate = (count * 1000) / (performance.now() - since);
      port1.close();
      void worker.terminate();
      resolve(rate);
    });
    port1.postMessage(batch * 2);
  });
}
