/**
 * What it costs a run that three pages look at its connection: items per second, and latency, with them and without.
 * And what a page that reads nothing costs in memory.
 *
 * @module
 */
import { compare, median, type Bench, type Figure } from '../harness.ts';
import { runViewed, type Looker } from './viewed.ts';

const FRAMES = { source: 'source-frames', sink: 'sink-frames' };
const PAGES: readonly Looker[] = ['reads', 'reads', 'reads'];
const RUN_MSEC = 3_000;
/** A slow page is watched for this long, in ms, once it has filled the buffers of its socket. */
const SLOW_MSEC = 60_000;
const SETTLE_MSEC = 10_000;
const LOOK_MSEC = 1_000;

export const run: Bench = async () => [await rate(), await latency(), await slowPage()];

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

function latency(): Promise<Figure> {
  const p99Of = async (pages: readonly Looker[]): Promise<number> => {
    const { latency: found } = inputOf(await runViewed(FRAMES, RUN_MSEC, pages));
    if (found === undefined) throw new Error('the run has no latencies');
    return found.p99Usec;
  };
  return compare({
    bench: 'view',
    subject: 'p99 from submit to onData with three pages that look',
    unit: 'µs',
    ours: () => p99Of(PAGES),
    peer: { name: 'the same run without a page', measure: () => p99Of([]) },
  });
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
