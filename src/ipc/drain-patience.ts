/**
 * How long a port is waited for until all that was sent has arrived.
 *
 * @module
 */
import { sleep } from '../deadline.ts';
import type { DrainLimits } from './transport.ts';

/** How often a drain looks, in ms. */
const DRAIN_POLL_MSEC = 1;

/** The patience of one drain: it begins when this is made. */
export class DrainPatience {
  readonly #stallMsec: number;
  readonly #isGivenUp: () => boolean;
  readonly #deadlineMsec: number;
  #stallDeadlineMsec: number;
  #progress: string | number | undefined;

  constructor({ limitMsec, stallMsec = limitMsec, isGivenUp = () => false }: DrainLimits) {
    const now = performance.now();
    this.#stallMsec = stallMsec;
    this.#isGivenUp = isGivenUp;
    this.#deadlineMsec = now + limitMsec;
    this.#stallDeadlineMsec = now + stallMsec;
  }

  /**
   * Waits for a moment.
   *
   * @param progress - how far the port is: another one than the last time means that something moves
   * @returns false if the drain is not to go on
   */
  async allows(progress: string | number): Promise<boolean> {
    const now = performance.now();
    if (progress !== this.#progress) this.#stallDeadlineMsec = now + this.#stallMsec;
    this.#progress = progress;
    if (this.#isGivenUp() || now >= Math.min(this.#deadlineMsec, this.#stallDeadlineMsec)) return false;
    await sleep(DRAIN_POLL_MSEC);
    return true;
  }
}

/** Waits until `left` gives 0, or patience ends; returns what it gives then. */
export async function drained(left: () => number, limits: DrainLimits): Promise<number> {
  const patience = new DrainPatience(limits);
  for (;;) {
    const count = left();
    if (count === 0 || !(await patience.allows(count))) return count;
  }
}
