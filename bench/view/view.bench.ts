/**
 * What it costs a run that three pages look at its connections: items per second, and an answer to the control, with
 * them and without. And what a page that reads nothing costs in memory.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DataType } from 'syntalos-mlink';
import { dataTypeName } from 'syntalos-mlink/types';
import type { ViewRing } from '#src/view/thread-messages';
import type { ViewGraph } from '#src/view/protocol';
import { compare, compareLatencies, median, type Bench, type Figure } from '../harness.ts';
import { openLoadedHost, type LoadedHost } from '../host/loaded-host.ts';
import { openPage, runViewed, startView, type Looker } from './viewed.ts';

const FRAMES = { source: 'source-frames', sink: 'sink-frames' };
const PAGES: readonly Looker[] = ['reads', 'reads', 'reads'];
const RUN_MSEC = 3_000;
/** What the pages of the loaded module look at. */
const LOADED_OUTPUTS = ['source:frames', 'source:lines', 'source:frames'];
const CONTROL_RUNS = 5;
const PINGS = 100;
/** Until a change of the load has its effect, in ms. */
const LOADED_MSEC = 300;
/** A slow page is watched for this long, in ms, once it has filled the buffers of its socket. */
const SLOW_MSEC = 60_000;
const SETTLE_MSEC = 10_000;
const LOOK_MSEC = 1_000;

export const run: Bench = async () => [await rate(), await control(), await slowPage()];

function rate(): Promise<Figure> {
  const rateOf = async (pages: readonly Looker[]): Promise<number> =>
    inputOf(await runViewed(FRAMES, RUN_MSEC, pages)).itemsPerSec;
  return compare({
    bench: 'view',
    subject: 'module-frames with three pages that look at it',
    unit: 'items/s',
    ours: () => rateOf(PAGES),
    peer: { name: 'the same run without a page', measure: () => rateOf([]) },
  });
}

/** Pings of a busy module, as `control` sends them, with three pages that look at what it gets and without. */
async function control(): Promise<Figure> {
  const viewed: number[] = [];
  const alone: number[] = [];
  const host = await openLoadedHost();
  const view = await startView();
  view.post({ kind: 'run', project: 'loaded' });
  view.post({ kind: 'graph', ...loadedGraph(host.rings) });
  await host.start();
  await sleep(LOADED_MSEC);
  for (let n = 0; n < CONTROL_RUNS; n++) {
    await ping(host, alone);
    const pages = await Promise.all(LOADED_OUTPUTS.map((id) => openPage(view.address, id, 'reads')));
    await sleep(LOADED_MSEC);
    await ping(host, viewed);
    for (const page of pages) page.terminate();
  }
  await host.module.channel.request({ kind: 'stop' });
  await host.stopSource();
  await Promise.all([host.close(), view.close()]);
  return compareLatencies(
    {
      bench: 'view',
      subject: 'control of a busy module with three pages that look',
      peer: 'the same module without a page',
      runs: CONTROL_RUNS,
    },
    viewed,
    alone,
  );
}

async function ping({ module }: LoadedHost, times: number[]): Promise<void> {
  for (let n = 0; n < PINGS; n++) {
    await sleep(5);
    const since = performance.now();
    await module.channel.request({ kind: 'apiVersion' });
    times.push((performance.now() - since) * 1000);
  }
}

function loadedGraph(rings: LoadedHost['rings']): { graph: ViewGraph; rings: ViewRing[] } {
  const dataTypes = { frames: DataType.Frame, lines: DataType.LineReading } as const;
  const outputs = Object.entries(dataTypes).map(([port, dataType]) => ({ port, dataType }));
  return {
    graph: {
      modules: ['source', 'loaded'].map((id) => ({ id, name: id, use: id })),
      connections: outputs.map(({ port, dataType }) => ({
        from: `source:${port}`,
        to: `loaded:${port}`,
        dataType: dataTypeName(dataType),
        policy: 'block' as const,
      })),
      outputs: outputs.map(({ port, dataType }) => ({
        id: `source:${port}`,
        title: port,
        dataType: dataTypeName(dataType),
        metadata: {},
        isVisible: true,
      })),
    },
    rings: outputs.map(({ port, dataType }) => ({
      module: 'source',
      port,
      dataType,
      ring: rings.get(port)!,
    })),
  };
}

/** Memory of the process at the end of a minute against that at its begin. */
async function slowPage(): Promise<Figure> {
  const bytes: number[] = [];
  const timer = setInterval(() => bytes.push(process.memoryUsage().rss), LOOK_MSEC);
  await runViewed(FRAMES, SETTLE_MSEC + SLOW_MSEC, ['stalls']);
  clearInterval(timer);
  const seen = bytes.slice(SETTLE_MSEC / LOOK_MSEC);
  const tenth = Math.floor(seen.length / 10);
  const megabytesOf = (part: readonly number[]): number => median(part) / 1e6;
  const value = megabytesOf(seen.slice(-tenth));
  const peerValue = megabytesOf(seen.slice(0, tenth));
  return {
    bench: 'view',
    subject: 'memory after a minute of a page that reads nothing',
    value,
    unit: 'MB',
    peer: 'memory at the begin of that minute',
    peerValue,
    ratio: value / peerValue,
    runs: 1,
  };
}

function inputOf(report: Awaited<ReturnType<typeof runViewed>>) {
  const port = report.ports.find(({ direction }) => direction === 'input');
  if (port?.direction !== 'input') throw new Error('the report has no input port');
  return port;
}
