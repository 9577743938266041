/**
 * Work of a built-in source that goes on beside its callbacks, in the module's thread.
 *
 * @module
 */
import { raiseError } from '../../api/index.ts';
import { messageOf } from '../../errors.ts';

/** Work that a source does from the start of a run to its end, beside its callbacks. */
export class BackgroundWork {
  #running: Promise<void> = Promise.resolve();

  /** Starts the work. What it throws is raised as the module's error, which ends the run. */
  start(work: () => Promise<void>): void {
    this.#running = work().catch((error: unknown) => raiseError(messageOf(error)));
  }

  /** Settles when the work is over. */
  async ended(): Promise<void> {
    await this.#running;
  }
}
