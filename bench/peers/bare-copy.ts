/**
 * Peer: the fewest copies that there can be of some pieces of memory, and no work beside them.
 *
 * @module
 */
import type { Peer } from '../harness.ts';
import { rate } from '../rate.ts';

/** Options of {@link bareCopyPeer}. */
export interface BareCopy {
  /** Gets the pieces: memory as the rings have it. */
  readonly target: Uint8Array;
  /** Each with its place in the target, in bytes. */
  readonly pieces: readonly { readonly bytes: ArrayLike<number>; readonly at: number }[];
  /** Bytes that are copied out again, in one piece, into memory of their own. */
  readonly outBytes?: number;
  readonly rounds: number;
}

/** Items per second of copying all pieces in, and perhaps the whole out again. */
export function bareCopyPeer({ target, pieces, outBytes, rounds }: BareCopy): Peer {
  return {
    name: outBytes === undefined ? 'bare copy in' : 'bare copy in and out',
    measure: () =>
      rate(rounds, () => {
        for (const { bytes, at } of pieces) target.set(bytes, at);
        return outBytes === undefined || target.slice(0, outBytes).byteLength === outBytes ? 1 : 0;
      }),
  };
}
