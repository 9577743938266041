/**
 * Peer: JSON there and back, without any memory between.
 *
 * @module
 */
import type { Peer } from '../harness.ts';
import { rate } from '../rate.ts';

/** Items per second, the given ones in turn. */
export function jsonPeer(items: readonly unknown[], rounds: number): Peer {
  return {
    name: 'JSON.stringify + parse',
    measure: () =>
      rate(rounds, (round) => (JSON.parse(JSON.stringify(items[round % items.length])) === null ? 0 : 1)),
  };
}
