/**
 * Notices user callbacks that do not come back.
 *
 * @module
 */
import type { CallbackStatus } from '../../shm/index.ts';

/**
 * Compares what the module's thread does at each look with what it did at the last: a callback
 * that is still the same after the limit is overdue.
 *
 * The module's thread pays two stores per callback and reads no clock; the price is that an
 * overdue callback's duration is known only to the watch's own interval.
 */
export class OverdueWatch {
  readonly #limitMsec: number;
  readonly #report: (status: CallbackStatus, durationMsec: number) => void;
  #sequence = -1;
  #sinceMsec = 0;
  #reported = false;

  /** @param report - called once for each overdue call */
  constructor(limitMsec: number, report: (status: CallbackStatus, durationMsec: number) => void) {
    this.#limitMsec = limitMsec;
    this.#report = report;
  }

  /** Looks once; call it a few times per limit. */
  look(activity: CallbackStatus, nowMsec: number): void {
    if (activity.id === 0 || activity.sequence !== this.#sequence) {
      this.#sequence = activity.id === 0 ? -1 : activity.sequence;
      this.#sinceMsec = nowMsec;
      this.#reported = false;
      return;
    }
    const durationMsec = nowMsec - this.#sinceMsec;
    if (this.#reported || durationMsec < this.#limitMsec) return;
    this.#reported = true;
    this.#report(activity, durationMsec);
  }
}
