/**
 * Aligns a sample counter of known frequency with the master clock.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import {
  AlignerBase,
  MAX_RING_LENGTH,
  REPORT_IN_TOLERANCE_USEC,
  REPORT_OUT_OF_TOLERANCE_USEC,
  type SyncOptions,
} from './aligner-base.ts';
import { ceilInt, divideInt, roundHalfAway } from './integer-math.ts';
import { OffsetRing } from './offset-ring.ts';
import { requireInteger } from './require-integer.ts';

/** Options of a {@link FrequencyCounterAligner}. */
export interface FrequencyCounterAlignerOptions extends SyncOptions {
  /** Counts of the device per second. */
  readonly frequencyHz: number;
  /** Blocks to average over; 24 for 0 or less. Default 500. */
  readonly calibrationBlocks?: number;
}

const DEFAULT_BLOCKS = 500;
const FALLBACK_BLOCKS = 24;

/**
 * Aligns a sample counter of known frequency, which arrives in blocks of indices, with the master
 * clock by shifting the indices.
 *
 * Pure logic: no thread, no clock. Allocates only when indices are shifted (`bigint`s).
 * Source: Syntalos 3.1's frequency counter synchronizer, reproduced step by step.
 */
export class FrequencyCounterAligner extends AlignerBase {
  readonly #frequencyHz: number;
  /** Time of one count, µs. */
  readonly #pointUsec: number;
  #blocks = DEFAULT_BLOCKS;
  #ring: OffsetRing | undefined;
  #blocksToCalibration = 0;
  #expectedOffset = 0;
  #expectedDeviation = 0;
  #timeCorrection = 0;
  #indexOffset = 0;
  #applied = false;
  #wait = 0;
  #withinTolerance = false;
  #lastValidMasterUsec: number | undefined;
  #isEndReported = false;
  /** Device and master time of the last block, for the last entry of a tsync file. */
  #last: { readonly deviceUsec: number; readonly masterUsec: number } | undefined;

  /** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for an option out of its range */
  constructor(options: FrequencyCounterAlignerOptions) {
    const { frequencyHz } = options;
    if (!(frequencyHz > 0) || frequencyHz === Infinity) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot align a counter of ${describeValue(frequencyHz)} Hz: expected a frequency above 0`,
      );
    }
    super('counter synchronizer', options);
    this.#frequencyHz = frequencyHz;
    // In the recorded library's order: 10⁶ / f rounds differently for a third of all frequencies.
    this.#pointUsec = (1 / frequencyHz) * 1000 * 1000;
    if (options.strategies !== undefined) this.setStrategies(options.strategies);
    if (options.tsync !== undefined) this.setTsync(options.tsync);
    if (options.calibrationBlocks !== undefined) this.setCalibrationBlocksCount(options.calibrationBlocks);
    this.applyTolerance(options);
  }

  /** By how much indices are too high now, counts; applied only if the strategies allow it. */
  get indexOffset(): number {
    return this.#indexOffset;
  }

  /** Device time minus master time as found by calibration, µs; 0 before. */
  get expectedOffsetUsec(): number {
    return this.#expectedOffset;
  }

  /** N: blocks that are averaged over. Calibration takes twice as many. */
  get calibrationBlocks(): number {
    return this.#blocks;
  }

  /**
   * Master time of the last data that was kept, µs: the tsync file ends no later. `undefined`
   * (the start): it ends with the last block.
   */
  get lastValidMasterUsec(): number | undefined {
    return this.#lastValidMasterUsec;
  }
  set lastValidMasterUsec(masterUsec: number | undefined) {
    if (masterUsec !== undefined) requireInteger('lastValidMasterUsec', masterUsec);
    this.#lastValidMasterUsec = masterUsec;
  }

  /** 0 or less: 24. A calibration under way starts over. */
  setCalibrationBlocksCount(blocks: number): boolean {
    requireInteger('calibrationBlocks', blocks, { max: MAX_RING_LENGTH });
    if (this.refusesChange('calibration blocks count')) return false;
    this.#blocks = blocks > 0 ? blocks : FALLBACK_BLOCKS;
    this.#ring = undefined;
    return true;
  }

  /**
   * Takes the next block and shifts its indices in place.
   *
   * @param recvUsec - master time at which the batch of blocks arrived, whole µs
   * @param blockIndex - number of this block in its batch, from 0
   * @param blockCount - blocks in the batch
   * @param indices - the counter's value at each sample, rising by one; at least one
   * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for numbers out of range or no indices, and
   *   what the tsync file throws if it cannot be written
   */
  process(recvUsec: number, blockIndex: number, blockCount: number, indices: BigUint64Array): void {
    requireInteger('recvUsec', recvUsec);
    requireInteger('blockCount', blockCount, { min: 1 });
    requireInteger('blockIndex', blockIndex, { min: 0, max: blockCount - 1 });
    const rawIndex = indices.at(-1);
    if (rawIndex === undefined) {
      throw new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', 'Cannot align a block without indices');
    }
    const ring = this.#ring ?? this.#newRing();
    if (this.#applied && this.#indexOffset !== 0) subtractFromAll(indices, this.#indexOffset);

    const point = this.#pointUsec;
    const masterUsec =
      recvUsec -
      roundHalfAway(point * ((blockCount - 1) * indices.length)) +
      roundHalfAway(point * (blockIndex * indices.length));
    const deviceUsec = this.#timeAfter(rawIndex, 0);
    this.#last = { deviceUsec, masterUsec };
    // Not applied, the index offset still says where the counter should be.
    const offset = this.#timeAfter(rawIndex, this.#indexOffset) - masterUsec;
    const average = ring.average();
    const deviation = average - this.#expectedOffset;
    ring.push(offset);

    if (!this.isCalibrated) {
      if (--this.#blocksToCalibration === 0) this.#calibrate(ring, average);
      return;
    }
    if (this.#wait > 0) this.#wait--;
    // Only the first block of a batch reports.
    const elapsedUsec = blockIndex === 0 ? this.sinceReportUsec(masterUsec) : -Infinity;

    if (this.isWithinTolerance(deviation, masterUsec)) {
      if (elapsedUsec > REPORT_IN_TOLERANCE_USEC || (!this.#withinTolerance && blockIndex === 0)) {
        this.report(deviation, recvUsec);
      }
      this.#relax(deviation);
      return;
    }
    this.#withinTolerance = false;

    const distance = Math.abs(average - offset);
    const isFluke =
      distance > this.#expectedDeviation && distance * distance > 2.25 * ring.varianceAround(average);
    if (isFluke || this.#wait > 0) return;
    if (elapsedUsec > REPORT_OUT_OF_TOLERANCE_USEC) this.report(deviation, recvUsec);
    if (this.#correct(deviation, indices)) this.writePoint(deviceUsec, masterUsec);
  }

  /**
   * Writes the last block's times to the tsync file and closes it. Blocks can still be aligned
   * afterwards.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` if the file cannot be written
   */
  stop(): void {
    try {
      if (this.#last === undefined) return;
      if (!this.#isEndReported) {
        const seen = 2 * this.#blocks - this.#blocksToCalibration;
        this.reportEnd(`${seen} of ${2 * this.#blocks} blocks`);
      }
      this.#isEndReported = true;
      const { deviceUsec, masterUsec } = this.#last;
      const surplus = Math.min(0, (this.#lastValidMasterUsec ?? masterUsec) - masterUsec);
      this.writePoint(deviceUsec + surplus, masterUsec + surplus);
    } finally {
      this.closeTsync();
    }
  }

  /** @internal */
  protected override restart(): void {
    this.#newRing();
  }

  #newRing(): OffsetRing {
    this.#ring = new OffsetRing(this.#blocks);
    this.#blocksToCalibration = 2 * this.#blocks;
    return this.#ring;
  }

  /** When the sample after `index`, less `offset` counts, begins by the device's clock. */
  #timeAfter(index: bigint, offset: number): number {
    // Signed: an offset larger than a young counter gives a time before 0.
    const count = BigInt.asIntN(64, index + 1n - BigInt(offset));
    return roundHalfAway(Number(count) * this.#pointUsec);
  }

  #calibrate(ring: OffsetRing, average: number): void {
    this.#expectedDeviation = Math.sqrt(ring.varianceAround(ring.average()));
    this.#expectedOffset = ring.median();
    this.endCalibration();
    this.onReport?.(average - this.#expectedOffset);
    this.writePoint(0, -this.#expectedOffset);
  }

  /** Within tolerance: takes the offset back bit by bit. */
  #relax(deviation: number): void {
    this.#withinTolerance = true;
    if (this.#indexOffset === 0) return;
    if (Math.abs(deviation) >= divideInt(this.toleranceUsec, 3)) return;
    this.#indexOffset = divideInt(this.#indexOffset, 2);
    // Unlike the offset, the correction is halved downward.
    this.#timeCorrection = this.#indexOffset === 0 ? 0 : Math.floor(this.#timeCorrection / 2);
  }

  /** Out of tolerance: moves the index offset toward the deviation; returns whether it changed. */
  #correct(deviation: number, indices: BigUint64Array): boolean {
    this.#timeCorrection += ceilInt((deviation - this.#timeCorrection) / 3);
    // Less than one count would change nothing.
    if (Math.abs(this.#timeCorrection) <= this.#pointUsec) this.#timeCorrection = Math.ceil(this.#pointUsec);
    // In the recorded library's order: any other rounds some corrections of whole counts differently.
    const wanted = Math.trunc((this.#timeCorrection / 1000 / 1000) * this.#frequencyHz) + 0;
    const before = this.#indexOffset;
    if (wanted === before) return false;
    this.#indexOffset = roundHalfAway((2 * wanted + before) / 3);
    if (this.#indexOffset === 0) return true;
    this.#wait = Math.trunc(1.2 * this.#blocks);
    this.#applied = this.allowsShift(this.#indexOffset);
    if (before === 0 && this.#applied) subtractRamp(indices, this.#indexOffset);
    return true;
  }
}

function subtractFromAll(indices: BigUint64Array, offset: number): void {
  const shift = BigInt(offset);
  for (let k = 0; k < indices.length; k++) indices[k] = indices[k]! - shift;
}

/** Leads from no offset at the first index to the whole one at the last. */
function subtractRamp(indices: BigUint64Array, offset: number): void {
  const last = indices.length - 1;
  for (let k = 0; k <= last; k++) {
    const share = last === 0 ? offset : roundHalfAway((offset * k) / last);
    indices[k] = indices[k]! - BigInt(share);
  }
}
