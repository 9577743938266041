/**
 * Code that does not let its thread go on: it sleeps, and leaves the core to the rest of the test.
 *
 * @module
 */

/** Blocks the thread, event loop and all, for so long. */
export function blockFor(msec: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, msec);
}

/** Never returns; for the text of a program, which imports nothing of the tests. */
export const BLOCK_FOREVER = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
