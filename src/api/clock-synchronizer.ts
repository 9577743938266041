/**
 * Synchronizer for a device's own steady clock.
 *
 * @module
 */
import { INITIAL_DATA_BYTES, SyncOperation, SyncStatusField } from '../actors/index.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import { Synchronizer, type SynchronizerParts } from './synchronizer.ts';

/** Options of `link.initClockSynchronizer`. */
export interface ClockSynchronizerOptions {
  /**
   * How often the device gives a time, Hz; sets calibration points and tolerance. 0 or none: unknown. Calibration takes
   * 20 s from 200 Hz on, 25 s at 60 Hz, 47 s at 30 Hz, 81 s at 20 Hz, 180 s at 10 Hz; 800 pairs if it is unknown.
   */
  readonly expectedFrequencyHz?: number;
  /** What the host shows it as; the module's id by default. */
  readonly id?: string;
}

/** A pair on its way, with its caller. */
interface PendingPair {
  readonly masterUsec: number;
  readonly deviceUsec: number;
  readonly resolve: (alignedUsec: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Pairs that one request carries at most. */
const PAIRS_PER_REQUEST = INITIAL_DATA_BYTES / 16;
/** Asynchronous calls that may wait at a time. */
const MAX_PENDING = 65_536;

/**
 * Aligns times of a device's own steady clock with the master clock; made by
 * `link.initClockSynchronizer`.
 *
 * All three ways to process times keep one order: that of the calls.
 *
 * @example
 * ```ts
 * const sync = await link.initClockSynchronizer({ expectedFrequencyHz: 60 });
 * sync.setTimeSyncBasename('camera', await link.createDefaultDataset());
 * sync.start();
 * // for each frame:
 * const timeUsec = sync.processTimestamp(timeSinceStartUsec(), frame.deviceTimeUsec);
 * ```
 */
export class SecondaryClockSynchronizer extends Synchronizer {
  #queue: PendingPair[] = [];
  #inFlight: readonly PendingPair[] = [];

  /** @internal Synchronizers are made by the link. */
  constructor(parts: SynchronizerParts) {
    super('clock synchronizer', parts);
  }

  /** The correction now, µs. Above 0: the device's clock runs too fast. Below: too slow. */
  get clockCorrectionOffsetUsec(): number {
    return this.client.status(SyncStatusField.correctionUsec);
  }

  /** Sets how many pairs are averaged over, at least 46; calibration takes twice as many. */
  setCalibrationPointsCount(count: number): boolean {
    return this.request(SyncOperation.setCalibrationCount, 0, count);
  }

  /** Sets calibration points and tolerance to what suits a device of this frequency. */
  setExpectedClockFrequencyHz(frequencyHz: number): boolean {
    return this.request(SyncOperation.setFrequency, 0, frequencyHz);
  }

  /**
   * Takes the next pair of times and gives the aligned master time, µs. Blocks for a round trip
   * between threads.
   *
   * @param masterUsec - master time at which the device's datum arrived, whole µs
   * @param deviceUsec - the device's own time of it, whole µs
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for anything but whole µs
   * @throws ERR_SYNTALOS_STORAGE - when the tsync file cannot be written
   */
  processTimestamp(masterUsec: number, deviceUsec: number): number {
    this.settle();
    const { doubles } = this.client.data;
    doubles[0] = masterUsec;
    doubles[1] = deviceUsec;
    this.client.call(SyncOperation.processPairs, 1);
    return doubles[0];
  }

  /**
   * Takes pairs in one go. Blocks until all are processed.
   *
   * @param pairs - master and device time in turn: `[m0, d0, m1, d1, …]`, whole µs
   * @returns the aligned master time of each pair, in order
   * @throws as {@link processTimestamp}; pairs before the refused one have been processed then
   */
  processTimestamps(pairs: Float64Array): Float64Array {
    if (!((pairs as unknown) instanceof Float64Array) || pairs.length % 2 !== 0) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot process times: got ${(pairs as unknown) instanceof Float64Array ? `${pairs.length} numbers` : describeValue(pairs)}, expected a Float64Array of pairs`,
      );
    }
    this.settle();
    const count = pairs.length / 2;
    const aligned = new Float64Array(count);
    const { doubles } = this.client.data;
    for (let at = 0; at < count; at += PAIRS_PER_REQUEST) {
      const end = Math.min(count, at + PAIRS_PER_REQUEST);
      doubles.set(pairs.subarray(2 * at, 2 * end));
      this.client.call(SyncOperation.processPairs, end - at);
      aligned.set(doubles.subarray(0, end - at), at);
    }
    return aligned;
  }

  /**
   * As {@link processTimestamp}, without blocking the thread.
   *
   * @returns rejects with `ERR_SYNTALOS_SYNC` where 65,536 calls wait already
   */
  processTimestampAsync(masterUsec: number, deviceUsec: number): Promise<number> {
    return new Promise((resolve, reject) => {
      // One bad pair would fail those that travel with it.
      if (!Number.isSafeInteger(masterUsec) || !Number.isSafeInteger(deviceUsec)) {
        throw new SyntalosError(
          'ERR_SYNTALOS_INVALID_ARGUMENT',
          `Cannot align master time ${describeValue(masterUsec)} and device time ${describeValue(deviceUsec)}: expected whole µs`,
        );
      }
      if (this.#queue.length >= MAX_PENDING) {
        throw new SyntalosError(
          'ERR_SYNTALOS_SYNC',
          `Cannot process a time with clock synchronizer "${this.id}": ${MAX_PENDING} calls wait already, await some of them first`,
        );
      }
      this.#queue.push({ masterUsec, deviceUsec, resolve, reject });
      if (this.#inFlight.length === 0) this.#sendQueued();
    });
  }

  protected settle(): void {
    while (this.#inFlight.length > 0) {
      try {
        this.client.wait();
      } catch {
        // There will be no answer: the callers hear of it below.
      }
      this.#deliver();
    }
  }

  /** Sends what waits in one request; its answer is delivered by {@link #deliver}. */
  #sendQueued(): void {
    if (this.#queue.length === 0) return;
    const pairs = this.#queue.splice(0, PAIRS_PER_REQUEST);
    const { doubles } = this.client.data;
    pairs.forEach(({ masterUsec, deviceUsec }, i) => {
      doubles[2 * i] = masterUsec;
      doubles[2 * i + 1] = deviceUsec;
    });
    try {
      this.client.begin(SyncOperation.processPairs, pairs.length);
    } catch (error) {
      for (const { reject } of [...pairs, ...this.#queue.splice(0)]) reject(error);
      return;
    }
    this.#inFlight = pairs;
    void this.client.untilAnswered().then(() => {
      // A blocking call may have delivered them, and sent others, meanwhile.
      if (this.#inFlight === pairs) this.#deliver();
    });
  }

  #deliver(): void {
    const pairs = this.#inFlight;
    this.#inFlight = [];
    try {
      this.client.take();
      const { doubles } = this.client.data;
      pairs.forEach(({ resolve }, i) => resolve(doubles[i]!));
    } catch (error) {
      for (const { reject } of pairs) reject(error);
    }
    this.#sendQueued();
  }
}
