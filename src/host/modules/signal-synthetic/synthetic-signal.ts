/**
 * A synthetic recording of electrodes: noise, oscillation and spikes, the same for the same seed.
 *
 * @module
 */
import { createRandom, nextGaussian, type Random } from '../random.ts';
import type { SignalSettings } from './signal-settings.ts';
import { SpikeTrain, spikeShape, type SpikeShape } from './spike-train.ts';

/** A spike, of which the truth is known. */
export interface Spike {
  readonly channel: number;
  /** Sample of its trough, from 0. */
  readonly sample: number;
  /** Depth of its trough below the rest of the signal, µV. */
  readonly heightUv: number;
}

interface Channel {
  readonly rateRadPerSample: number;
  readonly phaseRad: number;
  readonly heightUv: number;
  readonly train: SpikeTrain;
  /** Troughs of the spikes that reach into the block at hand or come next. */
  readonly troughs: number[];
}

/** Numbers of noise that are drawn once and used again and again: drawing takes longer than all the rest. */
const NOISE_LENGTH = 1 << 16;

/** A signal of many channels: on each a slow sine, noise, and spikes at known times. */
export class SyntheticSignal {
  readonly #settings: SignalSettings;
  readonly #random: Random;
  readonly #channels: readonly Channel[];
  readonly #shape: SpikeShape;
  readonly #noise: Float32Array;
  #nextSample = 0;

  constructor(settings: SignalSettings) {
    const { channels, sample_rate: sampleRateHz, seed, noise, spike_height: heightUv } = settings;
    const random = createRandom(seed);
    this.#settings = settings;
    this.#random = random;
    this.#shape = spikeShape(sampleRateHz);
    this.#noise = Float32Array.from({ length: NOISE_LENGTH }, () => noise * nextGaussian(random));
    this.#channels = Array.from({ length: channels }, () => {
      // Randomness of its own: spikes depend on nothing but the seed.
      const train = new SpikeTrain(settings.spikes, sampleRateHz, createRandom(random() * 2 ** 32));
      return {
        rateRadPerSample: (2 * Math.PI * (4 + 8 * random())) / sampleRateHz,
        phaseRad: 2 * Math.PI * random(),
        heightUv: heightUv * (0.8 + 0.4 * random()),
        train,
        troughs: [train.next()],
      };
    });
  }

  /**
   * Makes the next samples. Allocates for spikes only.
   *
   * @param microvolts - `samples × channels`, row by row; all of it is filled
   * @returns the spikes whose trough lies there, in order of time
   */
  fill(microvolts: Float32Array): Spike[] {
    const cols = this.#channels.length;
    const first = this.#nextSample;
    this.#nextSample += microvolts.length / cols;
    this.#fillNoise(microvolts);
    const spikes: Spike[] = [];
    this.#channels.forEach((channel, at) => {
      this.#addSine(microvolts, channel, { at, first, step: cols });
      this.#addSpikes(microvolts, channel, { at, first, step: cols }, spikes);
    });
    return spikes.sort((a, b) => a.sample - b.sample);
  }

  #fillNoise(microvolts: Float32Array): void {
    for (let at = 0; at < microvolts.length;) {
      const from = Math.floor(this.#random() * NOISE_LENGTH);
      const noise = this.#noise.subarray(from, from + microvolts.length - at);
      microvolts.set(noise, at);
      at += noise.length;
    }
  }

  #addSine(microvolts: Float32Array, channel: Channel, { at, first, step }: Column): void {
    const amplitude = this.#settings.sine;
    const rate = channel.rateRadPerSample;
    // The angle is exact at the start of each block; within it, turning by a fixed angle is exact enough.
    let sin = amplitude * Math.sin(rate * first + channel.phaseRad);
    let cos = amplitude * Math.cos(rate * first + channel.phaseRad);
    const turnSin = Math.sin(rate);
    const turnCos = Math.cos(rate);
    for (let i = at; i < microvolts.length; i += step) {
      microvolts[i]! += sin;
      const nextSin = sin * turnCos + cos * turnSin;
      cos = cos * turnCos - sin * turnSin;
      sin = nextSin;
    }
  }

  #addSpikes(microvolts: Float32Array, channel: Channel, column: Column, spikes: Spike[]): void {
    const { at, first, step } = column;
    const { troughs, heightUv, train } = channel;
    const { values, before } = this.#shape;
    const end = first + microvolts.length / step;
    while (troughs.at(-1)! - before < end) troughs.push(train.next());
    while (troughs[0]! - before + values.length <= first) troughs.shift();
    for (const trough of troughs) {
      const start = trough - before;
      if (start >= end) break;
      const stop = Math.min(end, start + values.length);
      for (let sample = Math.max(first, start); sample < stop; sample++) {
        microvolts[(sample - first) * step + at]! += heightUv * values[sample - start]!;
      }
      if (trough >= first && trough < end) spikes.push({ channel: at, sample: trough, heightUv });
    }
  }
}

/** Where a channel lies in a block. */
interface Column {
  /** Number of the channel. */
  readonly at: number;
  /** Number of the block's first sample. */
  readonly first: number;
  /** Channels of the block. */
  readonly step: number;
}
