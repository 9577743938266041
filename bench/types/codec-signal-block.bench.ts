/**
 * How much do blocks cost beyond moving their bytes? The peer makes the fewest copies there can be: each of
 * the two arrays into shared memory, and all in one piece into memory of its own. Must reach 0.8.
 *
 * @module
 */
import { DataType, encode } from 'syntalos-mlink/types';
import { compare, type Bench, type Figure } from '../harness.ts';
import { bareCopyPeer } from '../peers/bare-copy.ts';
import { codecRate, sharedSpan } from './codec-bench.ts';

const COLS = 16;

export const run: Bench = async () => {
  const figures: Figure[] = [];
  for (const rows of [60, 1000]) {
    const block = {
      timestamps: BigUint64Array.from({ length: rows }, (_, at) => BigInt(at) * 33n),
      rows,
      cols: COLS,
      data: Float32Array.from({ length: rows * COLS }, (_, at) => Math.sin(at)),
    };
    const { byteLength } = encode(DataType.SignalBlockF32, block);
    const { bytes: shared } = sharedSpan(byteLength);
    const stamps = new Uint8Array(block.timestamps.buffer);
    const data = new Uint8Array(block.data.buffer);
    const rounds = Math.round(6e6 / rows);
    figures.push(
      await compare({
        bench: 'codec-signal-block',
        subject: `SignalBlockF32 of ${rows} × ${COLS}`,
        unit: 'items/s',
        runs: 11,
        ours: () => codecRate(DataType.SignalBlockF32, [block], rounds),
        peer: bareCopyPeer({
          target: shared,
          pieces: [
            { bytes: stamps, at: 16 },
            { bytes: data, at: 32 + stamps.byteLength },
          ],
          outBytes: byteLength,
          rounds,
        }),
      }),
    );
  }
  return figures;
};
