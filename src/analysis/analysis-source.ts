/**
 * What an analysis needs of the port whose items it takes.
 *
 * @module
 */
import type { DataType } from '../types/index.ts';

/**
 * Items one after the other; the analysis looks at the current one only.
 *
 * @typeParam H - what stands for a held record
 */
export interface AnalysisSource<T, H = unknown> {
  /** Data type of the records, which may convert to that of the port. */
  readonly sourceType: DataType;
  /** Keeps the current record where it is until {@link unhold}; `undefined` when that cannot be. */
  hold(): H | undefined;
  /** Ends a hold. */
  unhold(record: H): void;
  /** The current record's bytes, in place: of a record that can be held they lie in shared memory. */
  borrowBytes(): Uint8Array;
  /** The current item, in place. */
  borrowItem(): T;
}
