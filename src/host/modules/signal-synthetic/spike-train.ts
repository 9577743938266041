/**
 * Spikes of a synthetic channel: when they are, and their shape.
 *
 * @module
 */
import type { Random } from '../random.ts';

/** Shortest time between two spikes of a channel. */
const REFRACTORY_SEC = 0.003;

/** When the spikes of a channel are: at random, with the given mean rate, never too close. */
export class SpikeTrain {
  readonly #random: Random;
  readonly #refractory: number;
  readonly #meanGap: number;
  #sample = 0;

  /** @param rateHz - spikes per second, 0 to 100 */
  constructor(rateHz: number, sampleRateHz: number, random: Random) {
    this.#random = random;
    this.#refractory = REFRACTORY_SEC * sampleRateHz;
    this.#meanGap = sampleRateHz / rateHz - this.#refractory;
  }

  /** Sample at which the trough of the next spike lies; `Infinity` where there are none. */
  next(): number {
    if (this.#meanGap === Infinity) return Infinity;
    this.#sample += this.#refractory - this.#meanGap * Math.log(1 - this.#random());
    return Math.round(this.#sample);
  }
}

/** The form of a spike. */
export interface SpikeShape {
  /** From the first sample to the last; the trough is −1. */
  readonly values: Float32Array;
  /** Samples before the trough. */
  readonly before: number;
}

/** An extracellular spike: a narrow trough and a lower, broader hump after it. */
export function spikeShape(sampleRateHz: number): SpikeShape {
  const before = Math.round(0.0005 * sampleRateHz);
  const after = Math.round(0.0013 * sampleRateHz);
  const values = Float32Array.from({ length: before + after + 1 }, (_, i) => {
    const msec = ((i - before) / sampleRateHz) * 1000;
    return 0.3 * bell((msec - 0.5) / 0.2) - bell(msec / 0.12);
  });
  const depth = -values[before]!;
  return { values: values.map((value) => value / depth), before };
}

function bell(x: number): number {
  return Math.exp(-x * x * 0.5);
}
