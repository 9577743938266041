/**
 * API-version pings of a module process whose onData computes 50 ms per item, while items wait.
 *
 * @module
 */
import { DataType } from 'syntalos-mlink/types';
import { compareLatencies, type Bench } from '../harness.ts';
import { barePings } from '../peers/bare-iceoryx2.ts';
import { linkFixture } from './link-run.ts';
import { ModuleProcesses } from './module-processes.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;
const PINGS = 100;
/** Computes 50 ms at each line. */
const BUSY_SINK = ['line', 'rates', 'event', '50', '1'];

export const run: Bench = async () => {
  requireLink();
  const busy: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < RUNS; n++) {
    const processes = new ModuleProcesses();
    try {
      const source = await processes.open('source', [process.execPath, linkFixture('source'), 'line']);
      const sink = await processes.open('sink', [process.execPath, linkFixture('sink'), ...BUSY_SINK]);
      await processes.start(source, sink, DataType.LineReading);
      await sleep(300);
      for (let ping = 0; ping < PINGS; ping++) {
        await sleep(5);
        const since = performance.now();
        await sink.running.channel.request({ kind: 'apiVersion' });
        busy.push((performance.now() - since) * 1000);
      }
    } finally {
      await processes.close();
    }
    bare.push(...(await barePings(PINGS)));
  }
  return [
    compareLatencies(
      {
        bench: 'link-control',
        subject: 'ping of a module process that computes 50 ms per item',
        peer: 'bare crate, idle server asked each 50 µs',
        runs: RUNS,
      },
      busy,
      bare,
    ),
  ];
};

function sleep(msec: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, msec);
  });
}
