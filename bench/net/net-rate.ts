/**
 * Items per second from one machine to another, beside NATS's own client with the same messages.
 *
 * @module
 */
import { median, type Bench, type Figure } from '../harness.ts';
import { NATS_PEER, bareNats } from '../peers/bare-nats.ts';
import type { ItemKind } from './modules/net-items.ts';
import { withMachines } from './net-run.ts';

const RUNS = 5;
const RUN_MSEC = 4_000;

/** How our link packs items of a kind. */
interface Packing {
  readonly bench: string;
  readonly kind: ItemKind;
  /** Bytes of its messages, and how many items one holds. */
  readonly messageBytes: number;
  readonly itemsPerMessage: number;
  /** The client is also measured with rows that it makes and reads itself. */
  readonly hasRows?: boolean;
}

/** Measures both in turn. */
export function netRate({ bench, kind, messageBytes, itemsPerMessage, hasRows = false }: Packing): Bench {
  return () =>
    withMachines(async ({ network, server, stream }) => {
      const ours: number[] = [];
      const theirs: number[] = [];
      const ofRows: number[] = [];
      const prefixes = [network.machines['source']!.prefix, network.machines['sink']!.prefix] as const;
      for (let run = -1; run < RUNS; run++) {
        const { perSecond } = await stream(kind, RUN_MSEC);
        const options = { url: server.url, prefixes, messageBytes, msec: RUN_MSEC };
        const bare = await bareNats(options);
        const rows = hasRows ? await bareNats({ ...options, hasRows }) : undefined;
        if (run < 0) continue;
        if (rows !== undefined) ofRows.push(rows.perSecond);
        ours.push(perSecond);
        theirs.push(bare.perSecond * itemsPerMessage);
      }
      const figureOf = (peer: string, values: readonly number[]): Figure => ({
        bench,
        subject: 'submit → onData of another machine',
        value: median(ours),
        unit: 'items/s',
        peer,
        peerValue: median(values),
        ratio: median(ours) / median(values),
        min: Math.min(...ours),
        max: Math.max(...ours),
        runs: RUNS,
      });
      return [
        figureOf(`${NATS_PEER}, bytes in messages of ${messageBytes}`, theirs),
        ...(hasRows ? [figureOf(`${NATS_PEER}, rows as JSON in messages of ${messageBytes}`, ofRows)] : []),
      ];
    });
}
