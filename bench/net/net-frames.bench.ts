/**
 * Frames of 640×480×3 from one machine to another. Each goes in two parts; the peer's messages are as large as these.
 *
 * @module
 */
import { netRate } from './net-rate.ts';

const FRAME_BYTES = 640 * 480 * 3;

export const run = netRate({
  bench: 'net-frames',
  kind: 'frame',
  messageBytes: FRAME_BYTES / 2,
  itemsPerMessage: 0.5,
});
