/**
 * What both aligners share: settings that are fixed once calibrated, reports, and the tsync file.
 *
 * @module
 */
import { TimeSyncStrategy } from '../types/index.ts';
import { OffPeriods } from './off-periods.ts';
import { requireInteger } from './require-integer.ts';
import type { TsyncWriter } from './tsync-writer.ts';

const { SHIFT_TIMESTAMPS_FWD, SHIFT_TIMESTAMPS_BWD, WRITE_TSYNCFILE } = TimeSyncStrategy;

const DEFAULT_STRATEGIES: TimeSyncStrategy = SHIFT_TIMESTAMPS_FWD | SHIFT_TIMESTAMPS_BWD;
const DEFAULT_TOLERANCE_USEC = 1000;

/** Reports at most this often, in µs of master time. */
export const REPORT_IN_TOLERANCE_USEC = 30_000_000;
export const REPORT_OUT_OF_TOLERANCE_USEC = 15_000_000;

/** A ring of this many offsets takes 128 MiB: a larger one is a mistake. */
export const MAX_RING_LENGTH: number = 1 << 24;

/** What an aligner calls, always from within a call of its own. */
export interface SyncCallbacks {
  /** The average deviation from the expected offset in µs, when a report of it is due. */
  readonly onReport?: (offsetUsec: number) => void;
  /** The settings that a master shows: at creation and whenever one is set. */
  readonly onDetails?: (strategies: number, toleranceUsec: number) => void;
  /** A call that was refused, or an output that had to be mended. */
  readonly onWarning?: (message: string) => void;
}

/** Options of both aligners. */
export interface SyncOptions extends SyncCallbacks {
  /** Deviations from the expected offset below this are left alone, µs. 0 or none: the default. */
  readonly toleranceUsec?: number;
  /** Sum of `TimeSyncStrategy` bits. Default: shift forward and backward. */
  readonly strategies?: number;
  /** An open tsync file for the points of change; belongs to the aligner, which closes it. */
  readonly tsync?: TsyncWriter;
}

/**
 * Base of both aligners. Setters return false, with a warning, when the aligner is calibrated
 * already.
 */
export abstract class AlignerBase {
  /** Called with a deviation in µs that a master should show. */
  onReport: ((offsetUsec: number) => void) | undefined;
  readonly #onDetails: SyncCallbacks['onDetails'];
  readonly #onWarning: SyncCallbacks['onWarning'];
  readonly #subject: string;
  #strategies: TimeSyncStrategy = DEFAULT_STRATEGIES;
  #toleranceUsec = DEFAULT_TOLERANCE_USEC;
  #tsync: TsyncWriter | undefined;
  #isCalibrated = false;
  #lastReportUsec = 0;
  readonly #offPeriods = new OffPeriods();
  /** How often each kind of warning was due; only the first is given. */
  readonly #repeats = new Map<string, number>();

  /**
   * @internal
   * @param subject - what messages call the aligner
   */
  constructor(subject: string, callbacks: SyncCallbacks) {
    this.#subject = subject;
    this.onReport = callbacks.onReport;
    this.#onDetails = callbacks.onDetails;
    this.#onWarning = callbacks.onWarning;
    this.#showDetails();
  }

  /** True once the expected offset is known: settings are fixed from then on. */
  get isCalibrated(): boolean {
    return this.#isCalibrated;
  }

  /** Deviations below this are left alone, µs. */
  get toleranceUsec(): number {
    return this.#toleranceUsec;
  }

  /** Sum of `TimeSyncStrategy` bits. */
  get strategies(): TimeSyncStrategy {
    return this.#strategies;
  }

  /** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` - for anything but a sum of strategies */
  setStrategies(strategies: TimeSyncStrategy): boolean {
    requireInteger('strategies', strategies, { min: 0, max: 15 });
    if (this.refusesChange('strategies')) return false;
    this.#strategies = strategies;
    this.#showDetails();
    return true;
  }

  /** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` - for anything but whole µs from 0 */
  setToleranceUsec(toleranceUsec: number): boolean {
    requireInteger('toleranceUsec', toleranceUsec, { min: 0 });
    if (this.refusesChange('tolerance')) return false;
    this.#toleranceUsec = toleranceUsec;
    this.#showDetails();
    return true;
  }

  /** Sets the file to write to, or none; adds or removes the strategy to write one. */
  setTsync(tsync: TsyncWriter | undefined): boolean {
    if (this.refusesChange('tsync file')) return false;
    this.#tsync = tsync;
    const strategies =
      tsync === undefined ? this.#strategies & ~WRITE_TSYNCFILE : this.#strategies | WRITE_TSYNCFILE;
    return strategies === this.#strategies || this.setStrategies(strategies);
  }

  /**
   * Prepares for the first data.
   *
   * @returns false, with a warning, when the aligner was used before
   */
  start(): boolean {
    if (this.#isCalibrated) {
      this.warn(`Cannot start a ${this.#subject} again: it is calibrated already; make a new one`);
      return false;
    }
    this.restart();
    return true;
  }

  /** @internal Begins a calibration. */
  protected abstract restart(): void;

  /** @internal From now on settings are fixed. */
  protected endCalibration(): void {
    this.#isCalibrated = true;
  }

  /** @internal Applies the option that must come after the frequency. */
  protected applyTolerance({ toleranceUsec = 0 }: SyncOptions): void {
    if (toleranceUsec !== 0) this.setToleranceUsec(toleranceUsec);
  }

  /** @internal Warns and returns true when it is too late to change anything. */
  protected refusesChange(what: string): boolean {
    if (!this.#isCalibrated) return false;
    this.warn(`Cannot change the ${what} of a ${this.#subject}: it is calibrated already`);
    return true;
  }

  /** @internal */
  protected warn(message: string): void {
    this.#onWarning?.(message);
  }

  /** @internal Warns the first time; {@link closeTsync} says how often it was due. */
  protected warnOnce(kind: string, message: string): void {
    const count = (this.#repeats.get(kind) ?? 0) + 1;
    this.#repeats.set(kind, count);
    if (count === 1) this.warn(message);
  }

  /** @internal Whether a deviation is within the tolerance; notes when it was not. */
  protected isWithinTolerance(deviationUsec: number, masterUsec: number): boolean {
    const isWithin = Math.abs(deviationUsec) < this.#toleranceUsec;
    this.#offPeriods.note(isWithin, deviationUsec, masterUsec);
    return isWithin;
  }

  /**
   * @internal Says at the end what times are worth.
   * @param missing - how much calibration lacked, such as `30 of 92 pairs`; empty if nothing was aligned
   */
  protected reportEnd(missing: string): void {
    if (!this.#isCalibrated && missing !== '') {
      this.warn(
        `The ${this.#subject} was not calibrated when the run ended: it had ${missing}; times are as they arrived. Run longer, or calibrate with fewer`,
      );
    }
    const off = this.#offPeriods.text();
    if (off !== undefined) {
      this.warn(
        `The device's clock was off by more than ${this.#toleranceUsec} µs ${off}: times of these seconds were corrected step by step`,
      );
    }
    for (const [kind, count] of this.#repeats) {
      if (count > 1) this.warn(`${kind}: ${count} times in all`);
    }
    this.#repeats.clear();
  }

  /** @internal µs of master time since the last report. */
  protected sinceReportUsec(masterUsec: number): number {
    return masterUsec - this.#lastReportUsec;
  }

  /** @internal */
  protected report(deviationUsec: number, masterUsec: number): void {
    this.#lastReportUsec = masterUsec;
    this.onReport?.(deviationUsec);
  }

  /** @internal Whether the strategies allow output times to be shifted by `correction`. */
  protected allowsShift(correction: number): boolean {
    return (
      (correction > 0 && (this.#strategies & SHIFT_TIMESTAMPS_BWD) !== 0) ||
      (correction < 0 && (this.#strategies & SHIFT_TIMESTAMPS_FWD) !== 0)
    );
  }

  /** @internal Writes a point of change, if a file is to be written. */
  protected writePoint(deviceUsec: number, masterUsec: number): void {
    if ((this.#strategies & WRITE_TSYNCFILE) !== 0) this.#tsync?.write(deviceUsec, masterUsec);
  }

  /** @internal */
  protected closeTsync(): void {
    const tsync = this.#tsync;
    this.#tsync = undefined;
    tsync?.close();
  }

  #showDetails(): void {
    this.#onDetails?.(this.#strategies, this.#toleranceUsec);
  }
}
