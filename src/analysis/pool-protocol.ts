/**
 * What crosses between an analysis and its threads.
 *
 * @module
 */
import type { ErrorRecord } from '../errors.ts';
import type { PreparedProgram } from '../script/index.ts';
import type { DataType } from '../types/index.ts';

/** `workerData` of a pool thread. */
export interface PoolSetup {
  readonly program: PreparedProgram;
  /** Data type of the items that `analyze` gets. */
  readonly dataType: DataType;
}

/** A pool thread's word on its start, once. */
export type PoolNotice =
  { readonly kind: 'loaded' } | { readonly kind: 'load-failed'; readonly error: ErrorRecord };

/** One item to analyse. */
export interface PoolTask {
  /** A ring, or a copy of one record. */
  readonly memory: SharedArrayBuffer;
  /** From the start of `memory`. */
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly sourceType: DataType;
}

/** What became of a {@link PoolTask} in its thread. */
export type PoolAnswer =
  | { readonly status: 'done'; readonly result: unknown }
  | { readonly status: 'failed'; readonly what: string; readonly error: ErrorRecord };
