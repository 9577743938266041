/**
 * How much do blocks cost beyond moving their bytes? The peer makes the fewest copies there can be: each of
 * the two arrays into shared memory, and all in one piece into memory of its own. Must reach 0.8.
 */
import { DataType, encode } from 'syntalos-mlink/types';
import { compare, type Bench, type Figure } from '../harness.js';
import { codecRate, rate, sharedSpan } from './codec-bench.js';

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
        peer: 'bare copy in and out',
        unit: 'items/s',
        runs: 11,
        ours: () => codecRate(DataType.SignalBlockF32, [block], rounds),
        theirs: () =>
          rate(rounds, () => {
            shared.set(stamps, 16);
            shared.set(data, 32 + stamps.byteLength);
            return shared.slice(0, byteLength).byteLength === byteLength ? 1 : 0;
          }),
      }),
    );
  }
  return figures;
};
