/**
 * Which thread a supervisor lives in. Apart from the threads themselves: a command starts the shared one before it
 * loads them.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { startThreadEarly } from '../../threads/index.ts';
import type { ActorPlacement } from '../project/index.ts';

/** Cores from which on a supervisor gets a thread of its own: below, threads only get in each other's way. */
const CORES_FOR_OWN_THREADS = 8;

/** Name of the thread that supervisors share. */
export const SHARED_SUPERVISORS = 'supervisors';

/** Where a supervisor runs if its module does not say. */
export function defaultPlacement(): ActorPlacement {
  return availableParallelism() < CORES_FOR_OWN_THREADS ? 'shared-thread' : 'own-threads';
}

/** Starts the thread that the supervisors of the next run share, if they do. */
export function startSupervisorsEarly(): void {
  if (defaultPlacement() === 'shared-thread') startThreadEarly('actor-thread.worker.js', SHARED_SUPERVISORS);
}
