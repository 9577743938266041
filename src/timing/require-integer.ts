/**
 * Checks of integer arguments.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';

/** @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for anything but an integer in range */
export function requireInteger(
  name: string,
  value: number,
  range: { readonly min?: number; readonly max?: number } = {},
): void {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use ${name} ${describeValue(value)}: expected an integer from ${min} to ${max}`,
  );
}
