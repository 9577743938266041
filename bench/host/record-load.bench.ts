/**
 * What share of a core `signal-recorder` takes for 64 channels × 30 kHz of U16 over a minute, beside what zstd alone
 * takes for the same bytes. The source's own share, measured with a sink that records nothing, is taken off.
 *
 * @module
 */
import type { Bench } from '../harness.ts';
import { bareZstd } from '../peers/bare-zstd.ts';
import type { SignalShape } from './signal-blocks.ts';
import { runRecorder } from './record-support.ts';

const SHAPE: SignalShape = { channels: 64, sampleRateHz: 30_000, blockRows: 300, type: 'U16' };
const SECONDS = 60;

export const run: Bench = async () => {
  const paced = { ...SHAPE, seconds: SECONDS, paced: true };
  const { cpuSeconds: ours, heldBackUsec } = await runRecorder(paced);
  const { cpuSeconds: theirs } = await runRecorder(paced, 'sink-signals');
  const value = (100 * (ours - theirs)) / SECONDS;
  const { megabytesPerSec } = bareZstd(SHAPE, 5);
  const bytesPerSec = SHAPE.channels * SHAPE.sampleRateHz * 2;
  const peerValue = (100 * bytesPerSec) / 1e6 / megabytesPerSec;
  const shared = { bench: 'record-load', runs: 1 };
  return [
    {
      ...shared,
      subject: '64 channels × 30 kHz U16 → Zarr',
      value,
      unit: '% of a core',
      peer: 'zstd level 3',
      peerValue,
      ratio: value / peerValue,
    },
    {
      ...shared,
      subject: 'its source held back',
      value: heldBackUsec / 1000,
      unit: 'ms',
      peer: 'the run',
      peerValue: SECONDS * 1000,
      ratio: heldBackUsec / 1e6 / SECONDS,
    },
  ];
};
