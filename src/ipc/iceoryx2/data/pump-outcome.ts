/**
 * What both pumps have in common.
 *
 * @module
 */

/** A pump that waits looks again after this many ms, woken or not. */
export const RECHECK_MSEC = 50;

/** Why a pump came back: its stop word was set, or its ring is closed (and, of a sender, empty). */
export type PumpOutcome = 'stopped' | 'closed';
