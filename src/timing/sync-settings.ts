/** What both synchronizers are set up with, and how they tell what they do. */
import { requireInteger } from './require-integer.ts';
import type { TsyncWriter } from './tsync-writer.ts';

/** Bits of the strategies a synchronizer may apply, as on the wire. */
export const SHIFT_TIMESTAMPS_FWD = 1;
export const SHIFT_TIMESTAMPS_BWD = 2;
export const WRITE_TSYNCFILE = 8;

export const DEFAULT_STRATEGIES: number = SHIFT_TIMESTAMPS_FWD | SHIFT_TIMESTAMPS_BWD;
export const DEFAULT_TOLERANCE_USEC = 1000;

/** Reports at most this often, in µs of master time. */
export const REPORT_IN_TOLERANCE_USEC = 30_000_000;
export const REPORT_OUT_OF_TOLERANCE_USEC = 15_000_000;

/** A ring of this many offsets takes 128 MiB: a larger one is a mistake. */
export const MAX_RING_LENGTH: number = 1 << 24;

/** What a synchronizer calls, always from within a call of its own. */
export interface SyncCallbacks {
  /** The average deviation from the expected offset in µs, where a report of it is due. */
  readonly onReport?: (offsetUsec: number) => void;
  /** The settings that a master shows: at creation and whenever one is set. */
  readonly onDetails?: (strategies: number, toleranceUsec: number) => void;
  /** A call that was refused, or an output that had to be mended. */
  readonly onWarning?: (message: string) => void;
}

/** What both synchronizers can be set up with. */
export interface SyncOptions extends SyncCallbacks {
  /** Deviations from the expected offset below this are left alone, µs. 0 or none: the default. */
  readonly toleranceUsec?: number;
  /** Sum of `TimeSyncStrategy` bits. Default: shift forward and backward. */
  readonly strategies?: number;
  /** An open tsync file for the points of change; belongs to the synchronizer, which closes it. */
  readonly tsync?: TsyncWriter;
}

/** The settings common to both synchronizers; refuses changes once its owner is calibrated. */
export class SyncSettings {
  onReport: ((offsetUsec: number) => void) | undefined;
  readonly #onDetails: SyncCallbacks['onDetails'];
  readonly #onWarning: SyncCallbacks['onWarning'];
  readonly #subject: string;
  #strategies = DEFAULT_STRATEGIES;
  #toleranceUsec = DEFAULT_TOLERANCE_USEC;
  #tsync: TsyncWriter | undefined;
  /** Set by the owner. */
  isCalibrated = false;

  constructor(subject: string, callbacks: SyncCallbacks) {
    this.#subject = subject;
    this.onReport = callbacks.onReport;
    this.#onDetails = callbacks.onDetails;
    this.#onWarning = callbacks.onWarning;
    this.#tellDetails();
  }

  get strategies(): number {
    return this.#strategies;
  }

  get toleranceUsec(): number {
    return this.#toleranceUsec;
  }

  setStrategies(strategies: number): boolean {
    requireInteger('strategies', strategies, { min: 0, max: 15 });
    if (this.refusesChange('strategies')) return false;
    this.#strategies = strategies;
    this.#tellDetails();
    return true;
  }

  setToleranceUsec(toleranceUsec: number): boolean {
    requireInteger('toleranceUsec', toleranceUsec, { min: 0 });
    if (this.refusesChange('tolerance')) return false;
    this.#toleranceUsec = toleranceUsec;
    this.#tellDetails();
    return true;
  }

  /** Names the file to write to; the strategies follow. */
  setTsync(tsync: TsyncWriter | undefined): boolean {
    if (this.refusesChange('tsync file')) return false;
    this.#tsync = tsync;
    const strategies =
      tsync === undefined ? this.#strategies & ~WRITE_TSYNCFILE : this.#strategies | WRITE_TSYNCFILE;
    return strategies === this.#strategies || this.setStrategies(strategies);
  }

  /** Warns and answers true where it is too late to change anything. */
  refusesChange(what: string): boolean {
    if (!this.isCalibrated) return false;
    this.warn(`Cannot change the ${what} of a ${this.#subject}: it is calibrated already`);
    return true;
  }

  /** Warns and answers true where the synchronizer was used before. */
  refusesStart(): boolean {
    if (!this.isCalibrated) return false;
    this.warn(`Cannot start a ${this.#subject} again: it is calibrated already; make a new one`);
    return true;
  }

  warn(message: string): void {
    this.#onWarning?.(message);
  }

  /** Whether the strategies allow output times to be shifted by `correction`. */
  allowsShift(correction: number): boolean {
    return (
      (correction > 0 && (this.#strategies & SHIFT_TIMESTAMPS_BWD) !== 0) ||
      (correction < 0 && (this.#strategies & SHIFT_TIMESTAMPS_FWD) !== 0)
    );
  }

  /** Writes a point of change, where a file is to be written. */
  writePoint(deviceUsec: number, masterUsec: number): void {
    if ((this.#strategies & WRITE_TSYNCFILE) !== 0) this.#tsync?.write(deviceUsec, masterUsec);
  }

  /** Closes the tsync file. */
  close(): void {
    const tsync = this.#tsync;
    this.#tsync = undefined;
    tsync?.close();
  }

  #tellDetails(): void {
    this.#onDetails?.(this.#strategies, this.#toleranceUsec);
  }
}

/** Applies the options that come after the frequency. */
export function applyTolerance(settings: SyncSettings, options: SyncOptions): void {
  if (options.toleranceUsec !== undefined && options.toleranceUsec !== 0) {
    settings.setToleranceUsec(options.toleranceUsec);
  }
}
