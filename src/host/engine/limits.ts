/**
 * How long the engine waits for each step of a module's life, in ms.
 *
 * Those that Syntalos has, too, are its own (wire protocol, section 5).
 *
 * @module
 */
export const ENGINE_LIMITS = {
  /** From the start of a module's program to its first `idle`. */
  idleMsec: 10_000,
  /** From `prepareRun` to `ready`. */
  readyMsec: 30_000,
  /** For consumers to take what their sources have written, once these have stopped. */
  drainMsec: 10_000,
  /** How often the drain is looked at. */
  drainPollMsec: 2,
  /** A callback that runs for longer is reported. */
  overdueMsec: 2_000,
} as const;
