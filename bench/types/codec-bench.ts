/**
 * What the codec benches share: a piece of memory as the rings have it, and one loop that turns items
 * into bytes there and back.
 *
 * @module
 */
import { rate } from '../rate.ts';
import { codecOf, encode, type DataOf, type DataType, type MemorySpan } from 'syntalos-mlink/types';

/** Growable shared memory, as the rings have it. */
export function sharedSpan(byteLength: number): MemorySpan {
  const buffer = new SharedArrayBuffer(byteLength, { maxByteLength: 2 * byteLength });
  return { bytes: new Uint8Array(buffer, 0, byteLength), view: new DataView(buffer, 0, byteLength) };
}

/** Encodes and decodes `rounds` items, the given ones in turn; answers items per second. */
export function codecRate<D extends DataType>(type: D, items: readonly DataOf<D>[], rounds: number): number {
  const codec = codecOf(type);
  const stride = Math.max(...items.map((item) => (encode(type, item).byteLength + 7) & ~7));
  const slots = Math.max(1, Math.floor(65536 / stride));
  const span = sharedSpan(slots * stride);
  return rate(rounds, (round) => {
    const item = items[round % items.length]!;
    const offset = (round % slots) * stride;
    const atMost = codec.measureAtMost(item);
    const byteLength = codec.encodeInto(item, span, offset);
    const decoded = codec.decode(span, offset, byteLength);
    return byteLength <= atMost && typeof decoded === 'object' ? 1 : 0;
  });
}
