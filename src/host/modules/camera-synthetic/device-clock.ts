/**
 * The camera's own clock, and the way of its frames to the computer.
 *
 * @module
 */
import { nextGaussian, type Random } from '../random.ts';

/** How a device's clock and its connection misbehave. */
export interface DeviceClockOptions {
  /** How much faster than the master's it runs, 10⁻⁶. */
  readonly driftPpm: number;
  /** Bits of its counter of µs: 32 wrap after 71.6 minutes; 48, the default, never. */
  readonly bits?: number;
  /** When it jumps, µs of master time; 0 is never. */
  readonly stepAtUsec: number;
  /** By how much, µs. */
  readonly stepUsec: number;
  /** Standard deviation of when frames arrive, µs, around their exposure. */
  readonly jitterUsec: number;
  /** Share of frames that never arrive, 0 to 1. */
  readonly loss: number;
  readonly random: Random;
}

/** What becomes of one frame. */
export interface FrameStamp {
  /** Exposure by the device's clock, whole µs; it wraps. */
  readonly deviceUsec: number;
  /** Arrival by the master's clock, whole µs; later than that of the frame before. */
  readonly arrivalUsec: number;
  readonly isLost: boolean;
}

/** A device's clock starts long before the run does: here 1000 s. */
const DEVICE_START_USEC = 1_000_000_000;

/** A clock that drifts and jumps, behind a connection that delays and loses frames. */
export class DeviceClock {
  readonly #options: DeviceClockOptions;
  #lastArrivalUsec = -1;

  constructor(options: DeviceClockOptions) {
    this.#options = options;
  }

  /** The device's time less its start, less the master's: drift and jump, µs. */
  offsetUsec(masterUsec: number): number {
    const { driftPpm, stepAtUsec, stepUsec } = this.#options;
    const step = stepAtUsec > 0 && masterUsec >= stepAtUsec ? stepUsec : 0;
    return (masterUsec * driftPpm) / 1e6 + step;
  }

  /**
   * Takes the next frame's way.
   *
   * @param exposureUsec - master time, µs; rises from call to call
   */
  stamp(exposureUsec: number): FrameStamp {
    const { jitterUsec, loss, random } = this.#options;
    const isLost = random() < loss;
    const arrival = Math.round(exposureUsec + nextGaussian(random) * jitterUsec);
    const arrivalUsec = Math.max(arrival, this.#lastArrivalUsec + 1);
    this.#lastArrivalUsec = arrivalUsec;
    const usec = Math.round(DEVICE_START_USEC + exposureUsec + this.offsetUsec(exposureUsec));
    const modulus = 2 ** (this.#options.bits ?? 48);
    const deviceUsec = ((usec % modulus) + modulus) % modulus;
    return { deviceUsec, arrivalUsec, isLost };
  }
}
