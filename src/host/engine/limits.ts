/**
 * How long the engine waits for each step of a module's life, in ms.
 *
 * Those that Syntalos has, too, are its own (wire protocol, section 5).
 *
 * @module
 */
import { REQUEST_LIMITS_MSEC, STATE_LIMITS_MSEC } from '../../ipc/index.ts';
import type { RunLimits } from '../project/index.ts';

/** Limits that a caller does not set. */
export const ENGINE_LIMITS: Required<RunLimits> = {
  idleMsec: STATE_LIMITS_MSEC.idle,
  prepareMsec: REQUEST_LIMITS_MSEC.prepareRun,
  stopMsec: REQUEST_LIMITS_MSEC.stop,
  drainMsec: 10_000,
  overdueMsec: 1_500,
};

/** How often a drain is looked at, in ms. */
export const DRAIN_POLL_MSEC = 2;
/** What a request may take longer than the module's own limit, in ms: the supervisor answers first. */
export const ANSWER_SLACK_MSEC = 1_000;
/** From a module process' answer to `prepareRun` to its ready state, in ms. */
export const READY_LIMIT_MSEC: number = STATE_LIMITS_MSEC.ready;
/** How long the end of a process may come after it has stopped to answer, in ms. */
export const END_GRACE_MSEC = 1_000;
/** How long it may take to know that a machine is gone whose module does not answer, in ms. */
export const REMOTE_GRACE_MSEC = 3_000;
