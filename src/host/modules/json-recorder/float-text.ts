/**
 * Numbers of 32 bits as text for JSON files.
 *
 * @module
 */

/** Smallest f32 with all its bits: below it fewer digits than 6 may be enough. */
const F32_LEAST_NORMAL = 2 ** -126;
/** So many digits tell any two f32 apart. */
const MOST_DIGITS = 9;

/**
 * The shortest text that reads back as the same f32; `NaN`, `Infinity` and `-Infinity` as these words, which
 * pandas reads.
 *
 * @param value - an f32
 */
export function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return Object.is(value, -0) ? '-0.0' : String(value);
  if (!Number.isFinite(value)) return String(value);
  const leastDigits = Math.abs(value) < F32_LEAST_NORMAL ? 1 : 6;
  for (let digits = leastDigits; digits < MOST_DIGITS; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return String(decimal);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}
