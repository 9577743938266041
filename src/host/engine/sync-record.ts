/**
 * What a clock synchronizer told of itself.
 *
 * @module
 */
import { TimeSyncStrategy } from '../../types/index.ts';
import type { SyncReport } from '../report/index.ts';

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

  setDetails(strategies: number, toleranceUsec: number): void {
    this.#strategies = strategies;
    this.#toleranceUsec = toleranceUsec;
  }

  addOffset(offsetUsec: number): void {
    this.#lastOffsetUsec = offsetUsec;
    this.#offsetReports++;
  }

  report(): SyncReport {
    const strategies = Object.entries(TimeSyncStrategy)
      .filter(([, bit]) => bit !== 0 && (this.#strategies & bit) !== 0)
      .map(([name]) => name);
    return {
      id: this.#id,
      strategies,
      toleranceUsec: this.#toleranceUsec,
      // A synchronizer reports its first offset once it is calibrated.
      calibrated: this.#offsetReports > 0,
      ...(this.#lastOffsetUsec === undefined ? {} : { lastOffsetUsec: this.#lastOffsetUsec }),
      offsetReports: this.#offsetReports,
    };
  }
}
