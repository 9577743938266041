/**
 * The present on CLOCK_MONOTONIC as a plain number: the timeline of every `…Usec` that crosses
 * threads or goes to the master.
 *
 * @module
 */

/** µs on CLOCK_MONOTONIC, with a fraction; the same for every thread and process of a machine. */
export function monotonicUsec(): number {
  return Number(process.hrtime.bigint()) / 1000;
}
