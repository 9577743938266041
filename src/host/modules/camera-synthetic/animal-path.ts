/**
 * The path of the animal that a synthetic camera films.
 *
 * @module
 */
import type { Random } from '../random.ts';

/** Where the animal is and where it looks. Pixel centres lie at whole numbers, y grows downward. */
export interface AnimalPose {
  /** Of its centre of area, px. */
  readonly x: number;
  readonly y: number;
  /** Direction of its head: 0 is right, π/2 is down. */
  readonly headingRad: number;
}

/** What an {@link AnimalPath} is made of. */
export interface AnimalPathOptions {
  /** The path stays in this rectangle, px. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Root mean square of the speed, px/s. */
  readonly speedPxPerSec: number;
  readonly random: Random;
}

/** One term of a coordinate: `amplitude × sin(rate × t + phase)`. */
interface Wave {
  readonly amplitudePx: number;
  readonly rateRadPerSec: number;
  readonly phaseRad: number;
}

const WAVES_PER_AXIS = 4;

/**
 * A smooth path that looks like an animal's wandering and never leaves its rectangle.
 *
 * Each coordinate is a sum of sines of random rates, so the pose at any time is exact, whatever
 * poses were asked for before.
 */
export class AnimalPath {
  readonly #x: readonly Wave[];
  readonly #y: readonly Wave[];
  readonly #centerX: number;
  readonly #centerY: number;

  constructor(options: AnimalPathOptions) {
    const { left, top, right, bottom, speedPxPerSec, random } = options;
    this.#centerX = (left + right) / 2;
    this.#centerY = (top + bottom) / 2;
    const x = drawWaves((right - left) / 2, random);
    const y = drawWaves((bottom - top) / 2, random);
    const rms = Math.sqrt(meanSquareSpeed(x) + meanSquareSpeed(y));
    const scale = rms === 0 ? 0 : speedPxPerSec / rms;
    this.#x = x.map((wave) => ({ ...wave, rateRadPerSec: wave.rateRadPerSec * scale }));
    this.#y = y.map((wave) => ({ ...wave, rateRadPerSec: wave.rateRadPerSec * scale }));
  }

  /** @param timeUsec - since the start of the run */
  poseAt(timeUsec: number): AnimalPose {
    const sec = timeUsec / 1e6;
    return {
      x: this.#centerX + positionOf(this.#x, sec),
      y: this.#centerY + positionOf(this.#y, sec),
      headingRad: Math.atan2(velocityOf(this.#y, sec), velocityOf(this.#x, sec)),
    };
  }
}

/** Waves whose amplitudes add up to `reachPx`; slow ones are wide. Rates are relative yet. */
function drawWaves(reachPx: number, random: Random): Wave[] {
  const drafts = Array.from({ length: WAVES_PER_AXIS }, (_, i) => ({
    weight: (0.5 + random()) / (i + 1),
    rateRadPerSec: (i + 0.6 + 0.8 * random()) / 2,
    phaseRad: 2 * Math.PI * random(),
  }));
  const total = drafts.reduce((sum, { weight }) => sum + weight, 0);
  return drafts.map(({ weight, ...wave }) => ({ ...wave, amplitudePx: (reachPx * weight) / total }));
}

function meanSquareSpeed(waves: readonly Wave[]): number {
  return waves.reduce((sum, wave) => sum + (wave.amplitudePx * wave.rateRadPerSec) ** 2 / 2, 0);
}

function positionOf(waves: readonly Wave[], sec: number): number {
  return waves.reduce(
    (sum, wave) => sum + wave.amplitudePx * Math.sin(wave.rateRadPerSec * sec + wave.phaseRad),
    0,
  );
}

function velocityOf(waves: readonly Wave[], sec: number): number {
  return waves.reduce(
    (sum, { amplitudePx, rateRadPerSec, phaseRad }) =>
      sum + amplitudePx * rateRadPerSec * Math.cos(rateRadPerSec * sec + phaseRad),
    0,
  );
}
