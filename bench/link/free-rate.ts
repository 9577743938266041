/**
 * Streams as fast as they go, ours and the bare crate's in alternation.
 *
 * @module
 */
import { STEADY_RATE_MSEC, median, type Bench, type Figure } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream, type LinkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const RUNS = 5;

/** A way of the bare crate to announce samples. */
export interface BareVariant {
  readonly peer: string;
  readonly perEvent: number;
}

export const EVENT_EACH: BareVariant = { peer: 'bare crate, an event each', perEvent: 1 };
export const EVENT_PER_8: BareVariant = { peer: 'bare crate, one wake-up per 8', perEvent: 8 };

/** Items per second from module process to module process, beside each variant of the bare crate. */
export function linkFreeRate(bench: string, kind: string, variants: readonly BareVariant[]): Bench {
  return async () => {
    requireLink();
    const ours: number[] = [];
    const bare = variants.map((): number[] => []);
    for (let run = -1; run < RUNS; run++) {
      const perSecond = await linkRate({ kind });
      const peers = [];
      for (const { perEvent } of variants)
        peers.push(await bareStream({ kind, perEvent, msec: STEADY_RATE_MSEC }));
      if (run < 0) continue;
      ours.push(perSecond);
      for (const [at, peer] of peers.entries()) bare[at]?.push(peer.perSecond);
    }
    return variants.map(({ peer }, at) => rateFigure({ bench, peer }, ours, bare[at] ?? []));
  };
}

/** Items per second of one stream of ours beside another, in alternation. */
export function linkRateBeside(
  names: Parameters<typeof rateFigure>[0],
  streams: { readonly ours: Omit<LinkStream, 'msec'>; readonly peer: Omit<LinkStream, 'msec'> },
): Bench {
  return async () => {
    requireLink();
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      ours.push(await linkRate(streams.ours));
      theirs.push(await linkRate(streams.peer));
    }
    return [rateFigure(names, ours, theirs)];
  };
}

async function linkRate(stream: Omit<LinkStream, 'msec'>): Promise<number> {
  const { perSecond, left } = await linkStream({ ...stream, msec: STEADY_RATE_MSEC });
  if (left !== 0) throw new Error(`${left} items did not arrive`);
  return perSecond;
}

/** A figure of items per second. */
export function rateFigure(
  names: { readonly bench: string; readonly peer: string; readonly subject?: string },
  ours: readonly number[],
  theirs: readonly number[],
): Figure {
  const [value, peerValue] = [median(ours), median(theirs)];
  return {
    bench: names.bench,
    subject: names.subject ?? 'module process submit → module process onData',
    value,
    unit: 'items/s',
    peer: names.peer,
    peerValue,
    ratio: value / peerValue,
    min: Math.min(...ours),
    max: Math.max(...ours),
    runs: ours.length,
  };
}
