/**
 * Frames of 1920×1080×3 from one machine to another, as fast as they go: a camera gives 30 of them a second.
 *
 * @module
 */
import { netRate } from './net-rate.ts';

const FRAME_BYTES = 1920 * 1080 * 3;
/** Our links send large records in parts of this many bytes. */
const PART_BYTES = 512 * 1024;

export const run = netRate({
  bench: 'net-hd-frames',
  kind: 'hd-frame',
  messageBytes: PART_BYTES,
  itemsPerMessage: PART_BYTES / FRAME_BYTES,
});
