/**
 * Aligns times of a device's own clock with the master clock.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
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

/** Options of a {@link SecondaryClockAligner}. */
export interface SecondaryClockAlignerOptions extends SyncOptions {
  /** How often the device gives a time, Hz. Sets calibration points and tolerance. 0 or none: unknown. */
  readonly expectedFrequencyHz?: number;
  /** Offsets to average over, at least 46. 0 or none: by frequency, or 400. */
  readonly calibrationPoints?: number;
}

/** Pairs may come out of order by less than this. */
const DEVICE_JITTER_USEC = 1e6;

const MIN_POINTS = 46;
const DEFAULT_POINTS = 400;

/**
 * Aligns times of a device's own steady clock with the master clock.
 *
 * It learns the expected offset from the first 2 N pairs and leaves times alone as long as the
 * average offset of the last N pairs stays within the tolerance of it. Beyond, it shifts the master
 * times by a slowly growing correction; single flukes are replaced by device time.
 *
 * Pure logic: no thread, no clock, no allocation per pair; about 0.1 µs a pair.
 * Source: Syntalos 3.1's secondary clock synchronizer, reproduced step by step.
 *
 * @example
 * ```ts
 * const aligner = new SecondaryClockAligner({ expectedFrequencyHz: 60 });
 * aligner.start();
 * const alignedUsec = aligner.process(masterUsec, deviceUsec);
 * aligner.stop();
 * ```
 */
export class SecondaryClockAligner extends AlignerBase {
  #points = DEFAULT_POINTS;
  #ring: OffsetRing | undefined;
  #pairsToCalibration = 0;
  #expectedOffset = 0;
  #expectedDeviation = 0;
  #correction = 0;
  #wait = 0;
  #withinTolerance = false;
  #lastMasterUsec = 0;
  #lastDeviceUsec = 0;
  #lastRawDeviceUsec = -Infinity;
  #isEndReported = false;

  /** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for an option out of its range */
  constructor(options: SecondaryClockAlignerOptions = {}) {
    super('clock synchronizer', options);
    if (options.strategies !== undefined) this.setStrategies(options.strategies);
    if (options.tsync !== undefined) this.setTsync(options.tsync);
    // The frequency sets what the next two override.
    const { expectedFrequencyHz = 0, calibrationPoints = 0 } = options;
    if (expectedFrequencyHz !== 0) this.setExpectedClockFrequencyHz(expectedFrequencyHz);
    if (calibrationPoints !== 0) this.setCalibrationPointsCount(calibrationPoints);
    this.applyTolerance(options);
  }

  /** The correction now, µs. Above 0: the device clock runs too fast. */
  get correctionUsec(): number {
    return this.#correction;
  }

  /** Device time minus master time as found by calibration, µs; 0 before. */
  get expectedOffsetUsec(): number {
    return this.#expectedOffset;
  }

  /** N: offsets that are averaged over. Calibration takes twice as many pairs. */
  get calibrationPoints(): number {
    return this.#points;
  }

  /** Fewer than 46 are raised to 46. A calibration under way starts over. */
  setCalibrationPointsCount(points: number): boolean {
    requireInteger('calibrationPoints', points, { max: MAX_RING_LENGTH });
    if (this.refusesChange('calibration points count')) return false;
    this.#points = Math.max(MIN_POINTS, points);
    this.#ring = undefined;
    return true;
  }

  /** Sets calibration points and tolerance to what suits a device of this frequency. */
  setExpectedClockFrequencyHz(frequencyHz: number): boolean {
    if (!(frequencyHz > 0) || frequencyHz === Infinity) {
      this.warn(`Cannot expect a clock frequency of ${frequencyHz} Hz: it must be above 0`);
      return false;
    }
    if (this.refusesChange('frequency')) return false;
    // About 10 s of pairs; slow devices need longer, but at most 90 s.
    const wanted = Math.ceil(10 * (frequencyHz + 1 / (0.01 + (frequencyHz / 250) ** 2)));
    this.setCalibrationPointsCount(Math.min(wanted, Math.ceil(90 * frequencyHz)));
    // Half of the time between two pairs.
    return this.setToleranceUsec(roundHalfAway(500_000 / frequencyHz));
  }

  /**
   * Takes the next pair of times and gives the aligned master time.
   *
   * @param masterUsec - master time at which the device's datum arrived, whole µs
   * @param deviceUsec - the device's own time of it, whole µs
   * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for anything but whole µs, and what the
   *   tsync file throws if it cannot be written
   */
  process(masterUsec: number, deviceUsec: number): number {
    const offset = deviceUsec - masterUsec;
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(masterUsec)) {
      refusePair(masterUsec, deviceUsec);
    }
    const ring = this.#ring ?? this.#newRing();
    const average = ring.average();
    ring.push(offset);
    if (this.#wait > 0) this.#wait--;
    this.#watchDevice(deviceUsec);
    if (!this.isCalibrated) {
      if (--this.#pairsToCalibration === 0) this.#calibrate(ring, masterUsec, deviceUsec);
      return masterUsec;
    }

    const distance = Math.abs(average - offset);
    if (distance > this.#expectedDeviation && distance * distance > 4 * ring.varianceAround(average)) {
      return this.#bridgeFluke(deviceUsec);
    }
    const deviation = average - this.#expectedOffset;
    const alignedUsec = this.isWithinTolerance(deviation, masterUsec)
      ? this.#relax(deviation, masterUsec, deviceUsec)
      : this.#correct(deviation, masterUsec, deviceUsec);
    return this.#remember(alignedUsec, deviceUsec);
  }

  /**
   * Writes the last pair to the tsync file and closes it. Times can still be aligned afterwards.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` if the file cannot be written
   */
  stop(): void {
    try {
      if (this.isCalibrated) this.writePoint(this.#lastDeviceUsec, this.#lastMasterUsec);
      if (!this.#isEndReported) this.reportEnd(this.#missingPairs());
      this.#isEndReported = true;
    } finally {
      this.closeTsync();
    }
  }

  /** @internal */
  protected override restart(): void {
    this.#newRing();
  }

  #newRing(): OffsetRing {
    this.#ring = new OffsetRing(this.#points);
    this.#pairsToCalibration = 2 * this.#points;
    this.#wait = 0;
    return this.#ring;
  }

  #calibrate(ring: OffsetRing, masterUsec: number, deviceUsec: number): void {
    this.#expectedDeviation = Math.sqrt(ring.varianceAround(ring.average()));
    this.#expectedOffset = ring.median();
    this.endCalibration();
    this.writePoint(0, -this.#expectedOffset);
    this.#remember(masterUsec, deviceUsec);
  }

  /** A device's clock is steady: one that runs backwards wraps, or the device started again. */
  #watchDevice(deviceUsec: number): void {
    const backUsec = this.#lastRawDeviceUsec - deviceUsec;
    this.#lastRawDeviceUsec = deviceUsec;
    if (backUsec < DEVICE_JITTER_USEC) return;
    this.warnOnce(
      "Jumps back of the device's clock",
      `The device's clock jumped back by ${backUsec} µs: times are off until it is aligned anew. If it is a counter that wraps, give its values through a CounterUnwrapper`,
    );
  }

  #missingPairs(): string {
    const seen = this.#ring === undefined ? 0 : 2 * this.#points - this.#pairsToCalibration;
    return seen === 0 ? '' : `${seen} of ${2 * this.#points} pairs`;
  }

  /** A lone offset far off, from a late wake-up or so: goes on from the last pair by device time. */
  #bridgeFluke(deviceUsec: number): number {
    const bridged = this.#lastMasterUsec + (deviceUsec - this.#lastDeviceUsec);
    const alignedUsec = this.#notBeforeLast(bridged);
    this.writePoint(deviceUsec, alignedUsec);
    return this.#remember(alignedUsec, deviceUsec);
  }

  /** Within tolerance: takes a correction back bit by bit. */
  #relax(deviation: number, masterUsec: number, deviceUsec: number): number {
    const elapsedUsec = this.sinceReportUsec(masterUsec);
    if (!this.#withinTolerance || elapsedUsec > REPORT_IN_TOLERANCE_USEC) {
      this.report(deviation, masterUsec);
    }
    this.#withinTolerance = true;
    if (this.#correction === 0) return masterUsec;
    const isSmall = Math.abs(deviation) < divideInt(this.toleranceUsec, 3);
    this.#correction = isSmall ? 0 : ceilInt(this.#correction / 1.25);
    return this.#notBeforeLast(this.#shift(masterUsec, deviceUsec));
  }

  /** Out of tolerance: moves the correction toward the deviation, with pauses to see its effect. */
  #correct(deviation: number, masterUsec: number, deviceUsec: number): number {
    this.#withinTolerance = false;
    if (this.sinceReportUsec(masterUsec) > REPORT_OUT_OF_TOLERANCE_USEC) {
      this.report(deviation, masterUsec);
    }
    const missing = deviation - this.#correction;
    if (this.#wait === 0 && Math.abs(missing) > this.toleranceUsec / 1.5) {
      this.#correction += ceilInt(missing / delayFactor(deviceUsec - this.#lastDeviceUsec, missing));
      this.writePoint(deviceUsec, deviceUsec - this.#expectedOffset - this.#correction);
      if (Math.abs(this.#correction) > 1) this.#wait = Math.ceil(0.65 * this.#points);
    }
    const alignedUsec = this.#shift(masterUsec, deviceUsec);
    if (alignedUsec >= this.#lastMasterUsec) return alignedUsec;
    this.warnOnce(
      'Aligned times that would have run backwards',
      `An aligned time would run backwards, from ${this.#lastMasterUsec} to ${alignedUsec} µs: kept the last one`,
    );
    return this.#lastMasterUsec;
  }

  #shift(masterUsec: number, deviceUsec: number): number {
    return this.allowsShift(this.#correction)
      ? deviceUsec - this.#expectedOffset - this.#correction
      : masterUsec;
  }

  #notBeforeLast(masterUsec: number): number {
    return masterUsec < this.#lastMasterUsec ? this.#lastMasterUsec + 1 : masterUsec;
  }

  #remember(masterUsec: number, deviceUsec: number): number {
    this.#lastMasterUsec = masterUsec;
    this.#lastDeviceUsec = deviceUsec;
    return masterUsec;
  }
}

/**
 * How many steps a correction is spread over: the faster pairs come, the more.
 *
 * @param gapUsec - device time between this pair and the last
 * @param missingUsec - what the correction still lacks
 */
function delayFactor(gapUsec: number, missingUsec: number): number {
  const size = Math.abs(missingUsec);
  const byGap = 1000 * (1 - (Math.log(gapUsec + 1) / Math.log(1_000_001)) ** 0.117) + 1;
  const factor = byGap >= size ? size / 4 : byGap;
  // Also when a device clock ran backwards and the logarithm does not exist.
  return factor >= 1 ? factor : 1;
}

function refusePair(masterUsec: number, deviceUsec: number): never {
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot align master time ${masterUsec} and device time ${deviceUsec}: expected whole µs`,
  );
}
