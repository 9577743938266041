/**
 * One item that an analysis has taken: where its bytes lie, and how to let them go.
 *
 * @module
 */
import { decoderBetween, spanOf, type DataType } from '../types/index.ts';
import type { AnalysisSource } from './analysis-source.ts';
import type { PoolTask } from './pool-protocol.ts';

/** An item whose bytes stay as they are until {@link TakenRecord.release}. */
export interface TakenRecord<T> {
  readonly task: PoolTask;
  readonly item: T;
  release(): void;
}

/**
 * Takes the source's current record: holds it in place, or copies it where it cannot be held.
 *
 * @throws ERR_SYNTALOS_DECODE - when the record is not an item; it is not held then
 */
export function takeRecord<T>(source: AnalysisSource<T>, dataType: DataType): TakenRecord<T> {
  const { sourceType } = source;
  const item = source.borrowItem();
  const bytes = source.borrowBytes();
  const { byteLength, byteOffset, buffer } = bytes;
  const held = source.hold();
  if (held !== undefined && buffer instanceof SharedArrayBuffer) {
    return {
      task: { memory: buffer, byteOffset, byteLength, sourceType },
      item,
      release: () => source.unhold(held),
    };
  }
  const memory = new SharedArrayBuffer(byteLength);
  const copy = new Uint8Array(memory);
  copy.set(bytes);
  return {
    task: { memory, byteOffset: 0, byteLength, sourceType },
    item: decoderBetween(sourceType, dataType).decode(spanOf(copy), 0, byteLength) as T,
    release: () => undefined,
  };
}
