/**
 * How much do blocks cost beyond moving their bytes? The peer copies as many bytes into shared memory and
 * from there into memory of their own, in one piece. Must reach 0.8.
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
    const bytes = encode(DataType.SignalBlockF32, block);
    const { bytes: shared } = sharedSpan(bytes.byteLength);
    const rounds = Math.round(3e6 / rows);
    figures.push(
      await compare({
        bench: 'codec-signal-block',
        subject: `SignalBlockF32 of ${rows} × ${COLS}`,
        peer: 'bare copy in and out',
        unit: 'items/s',
        runs: 9,
        ours: () => codecRate(DataType.SignalBlockF32, [block], rounds),
        theirs: () =>
          rate(rounds, () => {
            shared.set(bytes, 0);
            return shared.slice(0, bytes.byteLength).byteLength === bytes.byteLength ? 1 : 0;
          }),
      }),
    );
  }
  return figures;
};
