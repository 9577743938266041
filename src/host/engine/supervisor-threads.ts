/**
 * The threads that the supervisors of a run live in.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { ActorThread } from '../../actors/index.ts';
import type { ActorPlacement, ProjectModule } from '../project/index.ts';

/** Cores from which on a supervisor gets a thread of its own: below, threads only get in each other's way. */
const CORES_FOR_OWN_THREADS = 8;

/** Where a supervisor runs if its module does not say. */
function defaultPlacement(): ActorPlacement {
  return availableParallelism() < CORES_FOR_OWN_THREADS ? 'shared-thread' : 'own-threads';
}

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
    return (this.#shared ??= this.#open('supervisors'));
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
