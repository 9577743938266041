/**
 * Synchronizer for a sample counter of known frequency.
 *
 * @module
 */
import { MAX_DATA_BYTES, SyncOperation, SyncStatusField } from '../actors/index.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import { Synchronizer, type SynchronizerParts } from './synchronizer.ts';

/** Options of `link.initCounterSynchronizer`. */
export interface CounterSynchronizerOptions {
  /** Counts of the device per second, above 0. */
  readonly frequencyHz: number;
  /** What the host shows it as; the module's id by default. */
  readonly id?: string;
}

const MAX_INDICES = MAX_DATA_BYTES / 8;

/**
 * Aligns the indices of a device that samples at a known frequency, and delivers them in blocks,
 * with the master clock; made by `link.initCounterSynchronizer`.
 */
export class FrequencyCounterSynchronizer extends Synchronizer {
  #lastValidMasterUsec: number | undefined;

  /** @internal Synchronizers are made by the link. */
  constructor(parts: SynchronizerParts) {
    super('counter synchronizer', parts);
  }

  /** By how much indices are too high now, counts; applied only when the strategies allow it. */
  get indexOffset(): number {
    return this.client.status(SyncStatusField.indexOffset);
  }

  /**
   * Master time of the last data that was kept, µs: the tsync file ends no later. `undefined`: it ends
   * with the last block.
   */
  get lastValidMasterUsec(): number | undefined {
    return this.#lastValidMasterUsec;
  }
  set lastValidMasterUsec(masterUsec: number | undefined) {
    if (masterUsec !== undefined && !Number.isSafeInteger(masterUsec)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set lastValidMasterUsec: got ${describeValue(masterUsec)}, expected whole µs or undefined`,
      );
    }
    this.request(SyncOperation.setLastValidMaster, 0, masterUsec ?? NaN);
    this.#lastValidMasterUsec = masterUsec;
  }

  /** Sets how many blocks are averaged over; 24 for 0 or less. Calibration takes twice as many. */
  setCalibrationBlocksCount(count: number): boolean {
    return this.request(SyncOperation.setCalibrationCount, 0, count);
  }

  /**
   * Takes the next block and adjusts its indices in place. Blocks for a round trip between threads.
   *
   * @param recvUsec - master time at which the batch of blocks arrived, whole µs
   * @param blockIndex - number of this block in its batch, from 0
   * @param blockCount - blocks in the batch
   * @param indices - the counter's value at each sample, rising by one; 1 to 8,388,608 of them
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for numbers out of range
   * @throws ERR_SYNTALOS_STORAGE - when the tsync file cannot be written. The indices are unchanged then
   */
  processTimestamps(recvUsec: number, blockIndex: number, blockCount: number, indices: BigUint64Array): void {
    if (!((indices as unknown) instanceof BigUint64Array) || indices.length > MAX_INDICES) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot process a block: got ${(indices as unknown) instanceof BigUint64Array ? `${indices.length} indices` : describeValue(indices)}, expected a BigUint64Array of at most ${MAX_INDICES}`,
      );
    }
    const { client } = this;
    client.data.reserve(indices.byteLength);
    client.data.indices.set(indices);
    client.call(SyncOperation.processBlock, indices.length, recvUsec, blockIndex, blockCount);
    indices.set(client.data.indices.subarray(0, indices.length));
  }

  protected settle(): void {
    // All its calls block: none is under way when another comes.
  }
}
