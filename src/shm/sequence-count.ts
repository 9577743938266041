/**
 * Counts beyond 2^32 from sequence numbers of 32 bits.
 *
 * @module
 */

/**
 * The number of records whose low 32 bits are known exactly.
 *
 * @param low - the count modulo 2^32, 0 to 2^32 - 1
 * @param near - a count that is less than 2^31 off
 */
export function countFromSequence(low: number, near: number): number {
  // Wrapped difference of the low halves: ToInt32 takes both modulo 2^32.
  return near + ((low - near) | 0);
}
