/**
 * Random numbers that a seed reproduces, for synthetic data.
 *
 * @module
 */

/** A source of pseudo-random numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/**
 * Random numbers that are the same for the same seed, on every machine: mulberry32, good enough
 * for pictures and far from good enough for statistics.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of the standard normal distribution (Box and Muller). */
export function nextGaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
