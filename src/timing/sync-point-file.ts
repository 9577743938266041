/**
 * The tsync file of a synchronizer.
 *
 * @module
 */
import { TsyncMode } from './tsync-format.ts';
import type { TsyncSink } from './tsync-sink.ts';
import { TsyncWriter } from './tsync-writer.ts';

/** What the tsync file of a synchronizer says about it. */
export interface SyncPointFileOptions {
  /** Name of the module whose device is synchronized. */
  readonly moduleName: string;
  /** Id of the collection as canonical UUID text. */
  readonly collectionId: string;
  /** Tolerance of the synchronizer, µs. */
  readonly toleranceUsec: number;
  /** Time of creation, seconds since the Unix epoch. Default: now. */
  readonly createdSec?: number;
}

/**
 * Creates the tsync file that a synchronizer writes: sync points of device and master time in µs.
 *
 * @param target - as for {@link TsyncWriter.create}
 * @throws SyntalosError as {@link TsyncWriter.create} does
 */
export function createSyncPointFile(
  target: string | TsyncSink,
  options: SyncPointFileOptions,
): Promise<TsyncWriter> {
  const { toleranceUsec, ...rest } = options;
  return TsyncWriter.create(target, {
    ...rest,
    mode: TsyncMode.SYNC_POINTS,
    userData: { tolerance_us: toleranceUsec },
  });
}
