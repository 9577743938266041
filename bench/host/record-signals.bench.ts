/**
 * How many bytes of signals a second `signal-recorder` writes, beside zstd alone at the same level: 1,000 channels of
 * I32, as fast as they are taken.
 *
 * @module
 */
import { compare, type Bench } from '../harness.ts';
import { bareZstd } from '../peers/bare-zstd.ts';
import type { SignalShape } from './signal-blocks.ts';
import { runRecorder } from './record-support.ts';

const SHAPE: SignalShape = { channels: 1000, sampleRateHz: 20_000, blockRows: 200, type: 'I32' };
/** Of signal: 160 MB. */
const SECONDS = 2;

export const run: Bench = async () => [
  await compare({
    bench: 'record-signals',
    subject: '1,000 channels × 20 kHz I32 → Zarr',
    unit: 'MB/s',
    ours: async () => {
      const { bytes, seconds } = await runRecorder({ ...SHAPE, seconds: SECONDS, paced: false });
      return bytes / 1e6 / seconds;
    },
    peer: { name: 'zstd level 3', measure: () => bareZstd(SHAPE, SECONDS).megabytesPerSec },
  }),
];
