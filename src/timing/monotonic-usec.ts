/**
 * The present on CLOCK_MONOTONIC as a plain number: the timeline of every `…Usec` that crosses
 * threads or goes to the master. On an agent it is that of its host, which the agent follows.
 *
 * @module
 */
import { SharedClock } from './shared-clock.ts';

let followed = SharedClock.installed();

/** µs on CLOCK_MONOTONIC of the host, with a fraction; the same for every thread and process of a run. */
export function monotonicUsec(): number {
  const localUsec = localMonotonicUsec();
  return followed === undefined ? localUsec : followed.toHostUsec(localUsec);
}

/** µs on CLOCK_MONOTONIC of this machine, with a fraction. */
export function localMonotonicUsec(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

/** Makes this process follow a clock; see {@link SharedClock.install}. */
export function followClock(): SharedClock {
  followed = SharedClock.install();
  return followed;
}

/** Whether this process follows the clock of another machine. */
export function isClockFollowed(): boolean {
  return followed !== undefined;
}
