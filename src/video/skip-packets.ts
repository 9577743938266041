/**
 * Leaves out the beginning of a video without decoding it.
 *
 * @module
 */
import type { Packet } from 'node-av/lib';
import { NO_TIME } from './no-time.ts';

/** What is read of a video, and what is left out. */
export interface SkipOptions {
  /** Gives the next packet of the video, the caller's own; `undefined` after the last. */
  readonly read: () => Promise<Packet | undefined>;
  /** Whether a frame is left out: its number, counted from 0 as packets come, and its time in ticks. */
  readonly isSkipped: (position: number, ticks: bigint) => boolean;
}

/** What of a video was read. */
export interface SkippedPackets {
  /** Times of the frames that were left out, in ticks, in the order of their showing. */
  readonly ticks: readonly bigint[];
  /** Packets to begin decoding with: the first is a keyframe that needs none of those before. */
  readonly held: readonly Packet[];
}

/** No more than this is kept while a keyframe is looked for: what is decoded in vain is only slow. */
const MAX_HELD_BYTES = 256 << 20;

/**
 * Reads packets up to the first whose frame is wanted, and keeps those that it needs. Frames count as left out only
 * in whole groups: a keyframe begins a group of its own if no packet behind it is shown before it.
 */
export async function skipPackets({ read, isSkipped }: SkipOptions): Promise<SkippedPackets> {
  const ticks: bigint[] = [];
  let held: Packet[] = [];
  let heldBytes = 0;
  /** A keyframe of which it is not known yet whether packets behind it are shown before it. */
  let candidate: Packet | undefined;
  for (;;) {
    const packet = await read();
    if (packet === undefined) break;
    if (candidate !== undefined) {
      if (packet.pts >= candidate.pts) {
        for (const left of held) {
          ticks.push(left.pts);
          left.free();
        }
        held = [];
        heldBytes = 0;
      }
      held.push(candidate);
      candidate = undefined;
    }
    heldBytes += packet.size;
    if (packet.isKeyframe && held.length > 0) candidate = packet;
    else held.push(packet);
    const position = ticks.length + held.length - (candidate === undefined ? 1 : 0);
    if (packet.pts === NO_TIME || heldBytes > MAX_HELD_BYTES || !isSkipped(position, packet.pts)) break;
  }
  if (candidate !== undefined) held.push(candidate);
  ticks.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { ticks, held };
}
