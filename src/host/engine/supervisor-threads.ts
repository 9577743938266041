/**
 * The threads that the supervisors of a run live in.
 *
 * @module
 */
import { ActorThread } from '../../actors/index.ts';
import type { ProjectModule } from '../project/index.ts';
import { SHARED_SUPERVISORS, defaultPlacement } from './supervisor-placement.ts';

/** Makes and owns them. */
export class SupervisorThreads {
  readonly #threads: ActorThread[] = [];
  readonly #onCrash: (error: unknown) => void;
  #shared: ActorThread | undefined;

  /** @param onCrash - called when a thread ends before {@link close} */
  constructor(onCrash: (error: unknown) => void) {
    this.#onCrash = onCrash;
  }

  /** The thread for a module's supervisor. */
  threadFor(module: ProjectModule): ActorThread {
    if ((module.placement ?? defaultPlacement()) === 'own-threads')
      return this.#open(`supervisor of ${module.id}`);
    return (this.#shared ??= this.#open(SHARED_SUPERVISORS));
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #open(name: string): ActorThread {
    const thread = new ActorThread(name);
    thread.crashed.catch(this.#onCrash);
    this.#threads.push(thread);
    return thread;
  }
}
