/**
 * FFmpeg's word for a time that is not known.
 *
 * @module
 */

/** `AV_NOPTS_VALUE`. */
export const NO_TIME: bigint = -(2n ** 63n);
