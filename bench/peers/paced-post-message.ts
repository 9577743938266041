/**
 * Peer: Node's own `postMessage` from one thread to another at a pace, both on event loops.
 *
 * @module
 */
import { MessageChannel, Worker } from 'node:worker_threads';

/** As figures name it. */
export const POST_MESSAGE_PEER = 'postMessage between two threads';

const SENDER = `
  const { workerData } = require('node:worker_threads');
  const { port, count, periodMsec } = workerData;
  const nowUsec = () => Number(process.hrtime.bigint() / 1000n);
  let sent = 0;
  const timer = setInterval(() => {
    port.postMessage({ lineId: 1, value: sent, timeUsec: nowUsec() });
    if (++sent < count) return;
    clearInterval(timer);
    port.close();
  }, periodMsec);`;

const RECEIVER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const nowUsec = () => Number(process.hrtime.bigint() / 1000n);
  const latencies = [];
  workerData.port.on('message', ({ timeUsec }) => latencies.push(nowUsec() - timeUsec));
  workerData.port.on('close', () => parentPort.postMessage(latencies));`;

/** From sending to receiving of so many messages with a pause before each, in µs. */
export async function pacedPostMessages(count: number, periodMsec: number): Promise<readonly number[]> {
  const { port1, port2 } = new MessageChannel();
  const receiver = new Worker(RECEIVER, { eval: true, workerData: { port: port2 }, transferList: [port2] });
  const sender = new Worker(SENDER, {
    eval: true,
    workerData: { port: port1, count, periodMsec },
    transferList: [port1],
  });
  try {
    return await new Promise((resolve, reject) => {
      receiver.once('message', resolve);
      for (const worker of [receiver, sender]) worker.once('error', reject);
    });
  } finally {
    await Promise.all([receiver.terminate(), sender.terminate()]);
  }
}
