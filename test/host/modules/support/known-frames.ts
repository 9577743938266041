/** Frames of every kind that a video holds, whose every value is known. */
import { Frame } from 'syntalos-mlink';

/** Kinds, by the id of their stream. */
export const FRAME_KINDS: Readonly<
  Record<string, { readonly depth: 'u8' | 'u16'; readonly channels: 1 | 3 | 4 }>
> = {
  'grey-8': { depth: 'u8', channels: 1 },
  'bgr-8': { depth: 'u8', channels: 3 },
  'bgra-8': { depth: 'u8', channels: 4 },
  'grey-16': { depth: 'u16', channels: 1 },
  'bgr-16': { depth: 'u16', channels: 3 },
  'bgra-16': { depth: 'u16', channels: 4 },
};
export const FRAME_COUNT = 5;

/** A frame of a kind: noise with all values of its depth, a number that skips some, a time that is no multiple. */
export function knownFrame(kind: string, at: number): Frame {
  const { depth, channels } = FRAME_KINDS[kind]!;
  const frame = Frame.create({
    index: at < 3 ? at : at + 7,
    timeUsec: at * 16_667 + 3,
    // No side is even.
    width: 37,
    height: 19,
    depth,
    channels,
  });
  let state = at + 1;
  for (let i = 0; i < frame.data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    frame.data[i] = state >>> 16;
  }
  return frame;
}
