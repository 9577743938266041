import type { SyncSettings } from './sync-settings.ts';
import type { TsyncWriter } from './tsync-writer.ts';

/**
 * What both aligners can be told and asked before they are calibrated. Setters answer false, with a
 * warning, where they come too late.
 */
export abstract class AlignerSettings {
  readonly #settings: SyncSettings;

  /** @internal */
  constructor(settings: SyncSettings) {
    this.#settings = settings;
  }

  /** Called with a deviation in µs that a master should show. */
  get onReport(): ((offsetUsec: number) => void) | undefined {
    return this.#settings.onReport;
  }
  set onReport(callback: ((offsetUsec: number) => void) | undefined) {
    this.#settings.onReport = callback;
  }

  get isCalibrated(): boolean {
    return this.#settings.isCalibrated;
  }

  get toleranceUsec(): number {
    return this.#settings.toleranceUsec;
  }

  get strategies(): number {
    return this.#settings.strategies;
  }

  setStrategies(strategies: number): boolean {
    return this.#settings.setStrategies(strategies);
  }

  setToleranceUsec(toleranceUsec: number): boolean {
    return this.#settings.setToleranceUsec(toleranceUsec);
  }

  /** Gives the file to write to, or none; adds or removes the strategy to write one. */
  setTsync(tsync: TsyncWriter | undefined): boolean {
    return this.#settings.setTsync(tsync);
  }
}
