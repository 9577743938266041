/**
 * How much do frames cost beyond one copy of their pixels into shared memory, where they are read in
 * place? Must reach 0.8.
 *
 * @module
 */
import { DataType, Frame } from 'syntalos-mlink/types';
import { compare, type Bench, type Figure } from '../harness.ts';
import { bareCopyPeer } from '../peers/bare-copy.ts';
import { codecRate, sharedSpan } from './codec-bench.ts';

export const run: Bench = async () => {
  const figures: Figure[] = [];
  for (const [width, height, channels] of [
    [64, 64, 1],
    [640, 480, 3],
    [1280, 1024, 1],
  ] as const) {
    const frame = Frame.create({ width, height, channels });
    frame.data.fill(128);
    const { byteLength } = frame.data;
    const { bytes: shared } = sharedSpan(byteLength);
    const rounds = Math.max(500, Math.round(5e8 / byteLength));
    figures.push(
      await compare({
        bench: 'codec-frame',
        subject: `Frame ${width} × ${height} × ${channels}`,
        unit: 'items/s',
        runs: 9,
        ours: () => codecRate(DataType.Frame, [frame], rounds),
        peer: bareCopyPeer({ target: shared, pieces: [{ bytes: frame.data, at: 0 }], rounds }),
      }),
    );
  }
  return figures;
};
