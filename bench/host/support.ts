/** What the host's benches share: running two fixtures against each other, and bare peers. */
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createProject, runProject, type RunReport } from 'syntalos-mlink/host';
import type { Bench } from '../harness.ts';
import { compare } from '../harness.ts';

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

/** Runs a source into a sink for a while and returns the report; throws where the run failed. */
export async function runPair(source: string, sink: string, durationMsec: number): Promise<RunReport> {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-bench-'));
  try {
    const project = createProject({
      modules: [
        { id: 'a', use: fixture(source) },
        { id: 'b', use: fixture(sink) },
      ],
      connections: [{ from: 'a:out', to: 'b:in' }],
    });
    const report = await runProject(project, { outFolder, durationMsec });
    if (report.verdict !== 'COMPLETE')
      throw new Error(`the run is ${report.verdict}: ${report.reasons.join('; ')}`);
    return report;
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

/** Items per second that the sink of a run has read. */
export async function pairRate(source: string, sink: string): Promise<number> {
  const report = await runPair(source, sink, 1500);
  const port = report.ports.find(({ direction }) => direction === 'input');
  if (port === undefined) throw new Error('the report has no input port');
  return port.itemsPerSec;
}

/** Messages per second of a structured clone of `item` from a worker to this thread. */
export function postMessageRate(item: unknown, count: number): Promise<number> {
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

/** A throughput bench of two modules against a structured clone of the same item. */
export function throughputBench(
  bench: string,
  modules: { readonly source: string; readonly sink: string },
  peer: { readonly item: unknown; readonly count: number },
): Bench {
  return async () => [
    await compare({
      bench,
      subject: 'module A submit → module B onData',
      peer: 'postMessage of the same item',
      unit: 'items/s',
      ours: () => pairRate(modules.source, modules.sink),
      theirs: () => postMessageRate(peer.item, peer.count),
    }),
  ];
}

/** Round trips of a bare Atomics wait and notify between two threads, in µs. */
export async function atomicsRoundTrips(count: number, pauseMsec: number): Promise<number[]> {
  const buffer = new SharedArrayBuffer(8);
  const words = new Int32Array(buffer);
  const worker = new Worker(fixture('round-trip'), { workerData: buffer });
  await new Promise((resolve) => worker.once('online', resolve));
  const times: number[] = [];
  for (let n = 1; n <= count; n++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMsec));
    const since = performance.now();
    Atomics.store(words, 0, n);
    Atomics.notify(words, 0);
    while (Atomics.load(words, 1) !== n) Atomics.wait(words, 1, n - 1, 1000);
    times.push((performance.now() - since) * 1000);
  }
  Atomics.store(words, 0, -1);
  Atomics.notify(words, 0);
  await worker.terminate();
  return times;
}
