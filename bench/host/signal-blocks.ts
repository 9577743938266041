/**
 * Blocks of noise as an amplifier gives it: what benches of recorders send, and their peers compress.
 *
 * @module
 */
import type { SignalBlock, SignalData } from '#src/types/index';

/** What the blocks are. */
export interface SignalShape {
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Samples of a block. */
  readonly blockRows: number;
  readonly type: 'U16' | 'I32';
}

/** Different blocks: together more than zstd looks back at level 3, so that none is found again. */
const DIFFERENT_BYTES = 1 << 24;

/** Blocks to be sent in turn. */
export function signalBlocks({ channels, blockRows, type }: SignalShape): SignalBlock<SignalData>[] {
  const values = blockRows * channels;
  const Data = type === 'U16' ? Uint16Array : Int32Array;
  const count = Math.ceil(DIFFERENT_BYTES / (values * Data.BYTES_PER_ELEMENT));
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const data = new Data(values);
    // Sums of three are near enough to the noise of an amplifier: some 30 counts.
    for (let i = 0; i < values; i++)
      data[i] = 32768 + Math.round((random() + random() + random() - 1.5) * 60);
    return { timestamps: new BigUint64Array(blockRows), rows: blockRows, cols: channels, data };
  });
}

/** Time of a sample in whole µs. */
export function sampleUsec(sample: number, { sampleRateHz }: SignalShape): bigint {
  return BigInt(Math.round((sample * 1e6) / sampleRateHz));
}
