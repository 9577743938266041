/**
 * Many samples as few points: the least and the largest value of each step of time. Pure but for what it keeps of the
 * step that has begun.
 *
 * @module
 */
import type { SignalBlock, SignalData as Scalars } from '../../types/index.ts';
import type { SignalData } from '../protocol.ts';

/** Most points of a channel that are kept between two looks; older ones are dropped. */
const MAX_POINTS = 20_000;

/** Gathers the samples of some channels. */
export class SignalEnvelope {
  readonly #channels: readonly number[];
  readonly #stepSec: number;
  #times: number[] = [];
  #values: (number | null)[][];
  #channelCount = 0;
  #isEnvelope = false;
  /** Of the step that has begun. */
  #step = Number.NaN;
  readonly #least: number[];
  readonly #largest: number[];

  /**
   * @param channels - numbers of columns
   * @param stepSec - time between two points; 0 for all samples
   */
  constructor(channels: readonly number[], stepSec: number) {
    this.#channels = channels;
    this.#stepSec = stepSec;
    this.#values = channels.map(() => []);
    this.#least = channels.map(() => Infinity);
    this.#largest = channels.map(() => -Infinity);
  }

  add({ timestamps, rows, cols, data }: SignalBlock<Scalars>): void {
    this.#channelCount = cols;
    if (rows === 0) return;
    const firstSec = Number(timestamps[0]!) / 1e6;
    const lastSec = Number(timestamps[rows - 1]!) / 1e6;
    if (rows > 1) {
      this.#isEnvelope = this.#stepSec > (2 * (lastSec - firstSec)) / (rows - 1);
    }
    for (let row = 0; row < rows; row++) {
      const timeSec = Number(timestamps[row]!) / 1e6;
      if (this.#isEnvelope) this.#addToStep(timeSec, data, row * cols, cols);
      else this.#addPoint(timeSec, (channel) => (channel < cols ? data[row * cols + channel]! : null));
    }
  }

  /** What was gathered since the last call; undefined if that is nothing. */
  take(): SignalData | undefined {
    if (this.#times.length === 0) return undefined;
    const taken: SignalData = {
      type: 'signal',
      times: this.#times,
      values: this.#values,
      channels: this.#channels,
      channelCount: this.#channelCount,
      isEnvelope: this.#isEnvelope,
    };
    this.#times = [];
    this.#values = this.#channels.map(() => []);
    return taken;
  }

  #addToStep(timeSec: number, data: Scalars, at: number, cols: number): void {
    const step = Math.floor(timeSec / this.#stepSec);
    if (step !== this.#step) {
      this.#endStep();
      this.#step = step;
    }
    for (const [i, channel] of this.#channels.entries()) {
      if (channel >= cols) continue;
      const value = data[at + channel]!;
      if (value < this.#least[i]!) this.#least[i] = value;
      if (value > this.#largest[i]!) this.#largest[i] = value;
    }
  }

  #endStep(): void {
    if (!Number.isNaN(this.#step)) {
      const timeSec = this.#step * this.#stepSec;
      const ends = [this.#least, this.#largest];
      for (const end of ends) {
        this.#addPoint(timeSec, (_channel, i) => (Number.isFinite(end[i]!) ? end[i]! : null));
      }
    }
    this.#least.fill(Infinity);
    this.#largest.fill(-Infinity);
  }

  #addPoint(timeSec: number, valueOf: (channel: number, i: number) => number | null): void {
    if (this.#times.length >= MAX_POINTS) {
      this.#times.splice(0, MAX_POINTS / 2);
      for (const values of this.#values) values.splice(0, MAX_POINTS / 2);
    }
    this.#times.push(timeSec);
    for (const [i, channel] of this.#channels.entries()) {
      const value = valueOf(channel, i);
      // JSON knows neither NaN nor infinity.
      this.#values[i]!.push(value !== null && Number.isFinite(value) ? value : null);
    }
  }
}
