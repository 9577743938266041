/**
 * Clocks that never run backwards.
 *
 * @module
 */
import { isClockFollowed, monotonicUsec } from './monotonic-usec.ts';

/** A clock that never runs backwards. */
export interface MonotonicClock {
  /** Nanoseconds since a time point that stays the same for the life of the machine. */
  nowNsec(): bigint;
}

/**
 * CLOCK_MONOTONIC, the same for every thread and process of a machine; on an agent that of its host.
 *
 * `process.hrtime` is libuv's `uv_hrtime`, which reads CLOCK_MONOTONIC on Linux: no
 * calibration between threads is needed, and `performance.now` would be no cheaper.
 */
export const SYSTEM_CLOCK: MonotonicClock = {
  nowNsec: () => (isClockFollowed() ? BigInt(Math.round(monotonicUsec() * 1000)) : process.hrtime.bigint()),
};

/** A clock that moves only by {@link advanceNsec}, for tests and simulations. */
export class ManualClock implements MonotonicClock {
  #nowNsec: bigint;

  /** @param nowUsec - where it starts, µs; default 0 */
  constructor(nowUsec = 0) {
    this.#nowNsec = BigInt(nowUsec) * 1000n;
  }

  nowNsec(): bigint {
    return this.#nowNsec;
  }

  /** Moves on (or back, as no real clock does) by nanoseconds. */
  advanceNsec(nsec: bigint): void {
    this.#nowNsec += nsec;
  }
}
