/**
 * Counters of devices that start again at 0: because they have few bits, or because the device did.
 *
 * @module
 */
import { requireInteger } from './require-integer.ts';

/** Steps back by up to this share of the counter's range are values out of order. */
const JITTER_SHARE = 2 ** -12;

/**
 * Turns a counter that wraps into one that goes on, such as a device's 32-bit µs, which start again
 * after 71.6 minutes.
 *
 * A value that is lower than the last one by more than a little is a wrap if the counter can have got
 * there in half of its range, else the device started again, and the counter goes on from its last
 * value: the time between is not known. Ask for each value in its order, at least twice per range.
 *
 * @example
 * ```ts
 * const deviceUsec = new CounterUnwrapper(32);
 * deviceUsec.unwrap(4294967290); // 4294967290
 * deviceUsec.unwrap(4); // 4294967300
 * ```
 */
export class CounterUnwrapper {
  readonly #modulus: number;
  #offset = 0;
  #last: number | undefined;
  #wraps = 0;
  #restarts = 0;

  /**
   * @param bits - size of the counter, 8 to 48
   * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` - for another size
   */
  constructor(bits: number) {
    requireInteger('bits', bits, { min: 8, max: 48 });
    this.#modulus = 2 ** bits;
  }

  /** How often the counter wrapped. */
  get wraps(): number {
    return this.#wraps;
  }

  /** How often the device started again: times are off by an unknown amount from the first one on. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * The value that the counter would have if it did not wrap.
   *
   * @param value - as the device gives it, 0 to 2^bits − 1
   * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` - for a value that the counter cannot have
   */
  unwrap(value: number): number {
    requireInteger('value', value, { min: 0, max: this.#modulus - 1 });
    const last = this.#last ?? value;
    const half = this.#modulus / 2;
    if (last - value > half) {
      this.#offset += this.#modulus;
      this.#wraps++;
    } else if (last - value > this.#modulus * JITTER_SHARE) {
      this.#offset += last;
      this.#restarts++;
    } else if (value - last > half && this.#modulus - value + last <= this.#modulus * JITTER_SHARE) {
      // Out of order across the wrap: of the round before, and the next value is of this one.
      return value + this.#offset - this.#modulus;
    }
    this.#last = value;
    return value + this.#offset;
  }
}
