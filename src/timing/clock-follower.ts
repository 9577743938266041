/**
 * Follows the clock of another machine by questions and answers.
 *
 * @module
 */
import { hostUsecOf, type ClockLine } from './shared-clock.ts';

/** One question and its answer; times in µs on CLOCK_MONOTONIC of the machine that took them. */
export interface ClockExchange {
  /** Here, when the question left. */
  readonly sentUsec: number;
  /** There, when it came, and when the answer left. */
  readonly answeredUsec: number;
  readonly repliedUsec: number;
  /** Here, when the answer came. */
  readonly receivedUsec: number;
}

/** What is known of the clock that is followed. */
export interface ClockState {
  /** That clock less the local one, in µs, at the last exchange. */
  readonly offsetUsec: number;
  /** Half of the shortest round trip: what the offset may be off by, in µs. */
  readonly uncertaintyUsec: number;
  /** How much faster that clock is than the local one, in millionths. */
  readonly driftPpm: number;
  /** Jumps of that clock that were followed. */
  readonly stepCount: number;
}

/** Exchanges that are looked at together: at six to eight a second, the last minute and more. */
const WINDOW = 512;
/** So many of the shortest ways say by how much the shortest of them may be too long still. */
const SHORT_WAYS = 8;
/** What an answer may be late by without a longer way, in µs: the least error of any exchange. */
const NOISE_USEC = 20;
/** Clocks of computers differ by about this, in µs for each µs: what a drift is held against before it is seen. */
const USUAL_DRIFT = 5e-5;
/** No computer's clock is off by more, in µs for each µs. */
const MOST_DRIFT = 1e-3;
/** Exchanges that are off by more than this, and more than their way took, in µs, speak of a step… */
const STEP_USEC = 100_000;
/** … where so many do one after the other. */
const STEP_EXCHANGES = 3;
/** An error is made good within this time, in µs; */
const SLEW_USEC = 500_000;
/** a larger one, in µs, at once if the clock is behind; */
const JUMP_USEC = 10_000;
/** and if it is ahead, it goes no slower than this until it is right again. */
const LEAST_RATE = 0.5;

interface Sample {
  readonly localUsec: number;
  readonly offsetUsec: number;
  readonly roundTripUsec: number;
}

/**
 * Estimates offset and drift of a clock, and gives a line from local time to that clock which never goes back.
 *
 * The offset comes from a straight line through the last exchanges, each of which counts the less the longer its way
 * took beyond the shortest. How far the shortest ways lie apart is what none of them is trusted beyond: where ways vary
 * by milliseconds, a line through the two shortest has a wrong slope. The first line is right at once; later ones make
 * errors good little by little.
 */
export class ClockFollower {
  #samples: Sample[] = [];
  #strays: Sample[] = [];
  #line: ClockLine | undefined;
  #offsetUsec = 0;
  #drift = 0;
  #stepCount = 0;

  /**
   * Takes an exchange; one whose times cannot be is left out.
   *
   * @param nowUsec - local time at which the next line begins: not before any moment that the last one was read for
   */
  add(exchange: ClockExchange, nowUsec: number = exchange.receivedUsec): void {
    const { sentUsec, answeredUsec, repliedUsec, receivedUsec } = exchange;
    if (![sentUsec, answeredUsec, repliedUsec, receivedUsec].every(Number.isFinite)) return;
    const roundTripUsec = receivedUsec - sentUsec - (repliedUsec - answeredUsec);
    if (!(roundTripUsec >= 0) || !(repliedUsec >= answeredUsec)) return;
    const sample: Sample = {
      localUsec: (sentUsec + receivedUsec) / 2,
      offsetUsec: (answeredUsec - sentUsec + repliedUsec - receivedUsec) / 2,
      roundTripUsec,
    };
    if (this.#isStray(sample)) {
      this.#strays.push(sample);
      if (this.#strays.length < STEP_EXCHANGES) return;
      this.#samples = this.#strays;
      this.#stepCount++;
    } else {
      this.#samples.push(sample);
      if (this.#samples.length > WINDOW) this.#samples.shift();
    }
    this.#strays = [];
    this.#estimate(nowUsec);
  }

  get state(): ClockState {
    return {
      offsetUsec: this.#offsetUsec,
      uncertaintyUsec: this.#shortestUsec / 2,
      driftPpm: this.#drift * 1e6,
      stepCount: this.#stepCount,
    };
  }

  /** How local time becomes that of the clock; undefined before the first exchange. */
  get line(): ClockLine | undefined {
    return this.#line;
  }

  get #shortestUsec(): number {
    return this.#samples.reduce((least, { roundTripUsec }) => Math.min(least, roundTripUsec), Infinity);
  }

  #isStray({ localUsec, offsetUsec, roundTripUsec }: Sample): boolean {
    const last = this.#samples.at(-1);
    if (last === undefined) return false;
    const expectedUsec = this.#offsetUsec + this.#drift * (localUsec - last.localUsec);
    return Math.abs(offsetUsec - expectedUsec) > STEP_USEC + (roundTripUsec + this.#shortestUsec) / 2;
  }

  /** A weighted line through the samples; its slope is held near 0 until they speak against that. */
  #estimate(nowUsec: number): void {
    const ways = this.#samples.map(({ roundTripUsec }) => roundTripUsec).sort((a, b) => a - b);
    const shortestUsec = ways[0]!;
    const shortSpanUsec = ways[Math.min(ways.length, SHORT_WAYS) - 1]! - shortestUsec;
    const noiseUsec = Math.max(NOISE_USEC, shortSpanUsec / 2);
    let [weights, time, offset] = [0, 0, 0];
    const weighted = this.#samples.map((sample) => {
      const weight = ((sample.roundTripUsec - shortestUsec) / 2 + noiseUsec) ** -2;
      weights += weight;
      time += weight * (sample.localUsec - nowUsec);
      offset += weight * sample.offsetUsec;
      return { sample, weight };
    });
    const meanTime = time / weights;
    const meanOffset = offset / weights;
    let [across, along] = [0, USUAL_DRIFT ** -2];
    for (const { sample, weight } of weighted) {
      const distance = sample.localUsec - nowUsec - meanTime;
      across += weight * distance * (sample.offsetUsec - meanOffset);
      along += weight * distance * distance;
    }
    this.#drift = Math.max(-MOST_DRIFT, Math.min(MOST_DRIFT, across / along));
    this.#offsetUsec = meanOffset - this.#drift * meanTime;
    this.#line = this.#lineFrom(nowUsec);
  }

  #lineFrom(localUsec: number): ClockLine {
    const trueUsec = localUsec + this.#offsetUsec;
    const rate = 1 + this.#drift;
    const shownUsec = this.#line === undefined ? trueUsec : hostUsecOf(this.#line, localUsec);
    const errorUsec = trueUsec - shownUsec;
    if (errorUsec > JUMP_USEC)
      return { localUsec, hostUsec: trueUsec, slewedRate: rate, untilUsec: localUsec, rate };
    const slewedRate = Math.max(LEAST_RATE, rate + errorUsec / SLEW_USEC);
    const slewUsec = slewedRate === rate ? 0 : errorUsec / (slewedRate - rate);
    return { localUsec, hostUsec: shownUsec, slewedRate, untilUsec: localUsec + slewUsec, rate };
  }
}
