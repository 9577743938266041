/**
 * What every actor has.
 *
 * @module
 */

/** An actor's life, as its thread and owner see it. */
export interface Actor {
  /** Ends it and frees what it holds; idempotent. */
  dispose(): Promise<void>;
}
