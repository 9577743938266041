/**
 * What other folders of this package use of this one beyond its public door: the clock of another machine.
 *
 * @module
 */
export { ClockFollower, type ClockExchange, type ClockState } from './clock-follower.ts';
export { followClock, isClockFollowed, localMonotonicUsec } from './monotonic-usec.ts';
export type { ClockLine, SharedClock } from './shared-clock.ts';
