/**
 * What a clock synchronizer has reported of itself.
 *
 * @module
 */
import { TimeSyncStrategy } from '../../types/index.ts';
import { formatInteger, type SyncReport } from '../report/index.ts';

/** Collects the reports of one synchronizer of one run. */
export class SyncRecord {
  readonly #id: string;
  #strategies = 0;
  #toleranceUsec = 0;
  #lastOffsetUsec: number | undefined;
  #offsetReports = 0;

  constructor(id: string) {
    this.#id = id;
  }

  /** @returns a line for the log */
  setDetails(strategies: number, toleranceUsec: number): string {
    this.#strategies = strategies;
    this.#toleranceUsec = toleranceUsec;
    const names = this.#strategyNames().join(', ');
    return `Synchronizer "${this.#id}": tolerance ${formatInteger(toleranceUsec)} µs, strategies ${names === '' ? 'none' : names}`;
  }

  /** @returns a line for the log */
  addOffset(offsetUsec: number): string {
    this.#lastOffsetUsec = offsetUsec;
    this.#offsetReports++;
    return `Synchronizer "${this.#id}": ${formatInteger(offsetUsec)} µs off the expected offset, tolerance ${formatInteger(this.#toleranceUsec)} µs`;
  }

  report(): SyncReport {
    return {
      id: this.#id,
      strategies: this.#strategyNames(),
      toleranceUsec: this.#toleranceUsec,
      // A synchronizer reports its first offset once it is calibrated.
      calibrated: this.#offsetReports > 0,
      ...(this.#lastOffsetUsec === undefined ? {} : { lastOffsetUsec: this.#lastOffsetUsec }),
      offsetReports: this.#offsetReports,
    };
  }

  #strategyNames(): string[] {
    return Object.entries(TimeSyncStrategy)
      .filter(([, bit]) => bit !== 0 && (this.#strategies & bit) !== 0)
      .map(([name]) => name);
  }
}
