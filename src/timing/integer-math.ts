/**
 * C++ integer and rounding rules on numbers, as the synchronizers' specification uses them.
 *
 * @module
 */

/** Rounds to the nearest integer, halves away from zero (C's `lround`). */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  // `+ 0` turns −0 into 0: the results are integers.
  return (Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole) + 0;
}

/** Rounds up, never to −0. */
export function ceilInt(value: number): number {
  return Math.ceil(value) + 0;
}

/** Division of integers as C++ does it: the quotient is cut toward zero. */
export function divideInt(dividend: number, divisor: number): number {
  return Math.trunc(dividend / divisor) + 0;
}
