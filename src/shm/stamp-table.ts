/**
 * Size of the table of send times in the side memory of a port's ring.
 *
 * @module
 */

/** Send times that a ring keeps: more than lie in a ring of small items at once. */
export const STAMP_ENTRIES = 1024;
/** Bytes of the table: per entry a sequence number and a time in µs on CLOCK_MONOTONIC, both f64. */
export const STAMP_SIDE_BYTES: number = STAMP_ENTRIES * 16;
