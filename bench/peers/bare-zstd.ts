/**
 * Peer: zstd alone, at the level that Syntalos records with, on the bytes that a recorder gets.
 *
 * @module
 */
import { Compressor } from 'zstd-napi';
import { signalBlocks, type SignalShape } from '../host/signal-blocks.ts';

/** Compresses so many seconds of a signal, a second at a time, as chunks of a store are. */
export function bareZstd(shape: SignalShape, seconds: number): { readonly megabytesPerSec: number } {
  const blocks = signalBlocks(shape).map(
    ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  const blocksPerSec = shape.sampleRateHz / shape.blockRows;
  const compressor = new Compressor();
  compressor.setParameters({ compressionLevel: 3, checksumFlag: true });
  let bytes = 0;
  let msec = 0;
  for (let second = 0; second < seconds; second++) {
    const chunk = Buffer.concat(
      Array.from({ length: blocksPerSec }, (_, i) => blocks[(second * blocksPerSec + i) % blocks.length]!),
    );
    const start = performance.now();
    if (compressor.compress(chunk).length === 0) throw new Error('nothing was compressed');
    msec += performance.now() - start;
    bytes += chunk.length;
  }
  return { megabytesPerSec: bytes / 1000 / msec };
}
