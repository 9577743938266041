/**
 * Takes all new records of a ring, as far as there is time.
 *
 * @module
 */
import type { RingFollower } from '../../shm/index.ts';

/** A look takes no longer than this, in ms: what is left then is taken at the next. */
const LOOK_MSEC = 8;
/** Records between two looks at the clock. */
const STRIDE = 64;

/** Calls `take` for each new record. */
export function followAll(follower: RingFollower, take: () => void): void {
  const deadline = performance.now() + LOOK_MSEC;
  for (let count = 1; follower.tryNext(); count++) {
    take();
    if (count % STRIDE === 0 && performance.now() > deadline) return;
  }
}
