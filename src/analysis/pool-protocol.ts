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
  /** {@link CLAIM_COUNT} words, `Int32`: whose each task is, see {@link OfferedTask}. */
  readonly claims: SharedArrayBuffer;
}

/** A pool thread's word on its start, once; and on what ends it: an error that nobody caught, or `process.exit()`. */
export type PoolNotice =
  /** `threadId` is the system's. */
  | { readonly kind: 'loaded'; readonly threadId: number }
  | { readonly kind: 'load-failed'; readonly error: ErrorRecord }
  /** `ticket` is that of the task that it was at, 0 if it was at none. */
  | { readonly kind: 'uncaught'; readonly error: ErrorRecord; readonly ticket: number };

/** One item to analyse. */
export interface PoolTask {
  /** A ring, or a copy of one record. */
  readonly memory: SharedArrayBuffer;
  /** From the start of `memory`. */
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly sourceType: DataType;
}

/** Claim words of a pool: more than there are tasks at a time. */
export const CLAIM_COUNT = 2048;

/** A task that threads may take. */
export interface OfferedTask extends PoolTask {
  /**
   * A number from 1, in the order of the tasks. Its word is the one at `ticket % CLAIM_COUNT` of the claims:
   * `-ticket` while the task is open. A thread that begins it exchanges that for the number of the offer,
   * the pool for 0 when it abandons it; who finds anything else leaves the task alone.
   */
  readonly ticket: number;
}

/** What a thread gets: it takes the first task that is still open, others may have the same ones. */
export interface TaskOffer {
  /** A number from 1. */
  readonly offer: number;
  readonly tasks: readonly OfferedTask[];
}

/** What became of a {@link TaskOffer}: of the task that was taken, or that none was open. */
export type OfferAnswer = { readonly status: 'left' } | ({ readonly ticket: number } & TaskOutcome);

/** What became of a task. */
export type TaskOutcome =
  | { readonly status: 'done'; readonly result: unknown }
  | { readonly status: 'failed'; readonly what: string; readonly error: ErrorRecord };
