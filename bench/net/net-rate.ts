/**
 * Items per second from one machine to another, beside NATS's own client with the same messages.
 *
 * @module
 */
import { median, type Bench } from '../harness.ts';
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
}

/** Measures both in turn. */
export function netRate({ bench, kind, messageBytes, itemsPerMessage }: Packing): Bench {
  return () =>
    withMachines(async ({ network, server, stream }) => {
      const ours: number[] = [];
      const theirs: number[] = [];
      const prefixes = [network.machines['source']!.prefix, network.machines['sink']!.prefix] as const;
      for (let run = -1; run < RUNS; run++) {
        const { perSecond } = await stream(kind, RUN_MSEC);
        const bare = await bareNats({ url: server.url, prefixes, messageBytes, msec: RUN_MSEC });
        if (run < 0) continue;
        ours.push(perSecond);
        theirs.push(bare.perSecond * itemsPerMessage);
      }
      const [value, peerValue] = [median(ours), median(theirs)];
      return [
        {
          bench,
          subject: 'submit → onData of another machine',
          value,
          unit: 'items/s',
          peer: `${NATS_PEER}, messages of ${messageBytes} bytes`,
          peerValue,
          ratio: value / peerValue,
          min: Math.min(...ours),
          max: Math.max(...ours),
          runs: RUNS,
        },
      ];
    });
}
