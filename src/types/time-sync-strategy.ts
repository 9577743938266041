/**
 * What a clock synchronizer may do.
 *
 * @module
 */

/**
 * Ways to keep a device's timeline on the master's; bits, combined with `|`
 * (storage-and-timing section 4).
 */
export const TimeSyncStrategy = {
  /** Do nothing. */
  NONE: 0,
  /** Move time stamps forward to match the master clock. */
  SHIFT_TIMESTAMPS_FWD: 1,
  /** Move time stamps backward to match the master clock. */
  SHIFT_TIMESTAMPS_BWD: 2,
  /** Leave time stamps alone and adjust the device's clock instead. */
  ADJUST_CLOCK: 4,
  /** Write a tsync file, from which time stamps can be corrected afterwards. */
  WRITE_TSYNCFILE: 8,
} as const;
/** Any combination of {@link TimeSyncStrategy}. */
export type TimeSyncStrategy = number;
