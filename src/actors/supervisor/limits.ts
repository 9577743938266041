/**
 * How long a supervisor waits for user code by default.
 *
 * @module
 */
import { REQUEST_LIMITS_MSEC } from '../../ipc/index.ts';
import { limitText } from '../../overdue-text.ts';
import type { SupervisorLimits } from './supervisor-protocol.ts';

/** How long preparing and stopping may take, in ms: an answer that names what takes so long comes before the master's limit. */
const STEP_LIMIT_MSEC = Math.min(REQUEST_LIMITS_MSEC.prepareRun, REQUEST_LIMITS_MSEC.stop) - 500;

/** All limits of a module. */
export interface KnownLimits extends Required<SupervisorLimits> {
  /** They can be set in `[run.limits]` of a project. */
  readonly areOfProject?: boolean;
}

/**
 * Fills in the limits that are not given.
 *
 * Items that are on their way hold up a stop for 10 s, as long as some of them move: of the 15 s that Syntalos allows.
 * What a slow consumer lets wait there would be lost otherwise. A shorter limit of the stop leaves them as much of it.
 */
export function supervisorLimits(given?: SupervisorLimits): KnownLimits {
  const { prepareMsec = STEP_LIMIT_MSEC, stopMsec = STEP_LIMIT_MSEC, overdueMsec = 1_500 } = given ?? {};
  const drainMsec = Math.min(given?.drainMsec ?? 10_000, stopMsec);
  return { prepareMsec, stopMsec, overdueMsec, drainMsec, areOfProject: given !== undefined };
}

/** A limit in words, with its name where it can be set: `15 s ("stop" in [run.limits])`. */
export function namedLimit(limits: KnownLimits, name: 'prepare' | 'stop' | 'drain'): string {
  const text = limitText(limits[`${name}Msec`]);
  return limits.areOfProject === true ? `${text} ("${name}" in [run.limits])` : text;
}
