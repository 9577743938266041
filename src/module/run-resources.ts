/**
 * What a run of a module has that ends with it: its storage and its synchronizers.
 *
 * @module
 */
import type { ActorCalls, RunInfo, SupervisorCalls } from '../actors/index.ts';
import { EdlGroup } from '../edl/index.ts';
import type { AnySynchronizer } from './any-port.ts';
import type { UserCode } from './user-code.ts';

/** Opened when a run is prepared, closed at its stop. */
export class RunResources {
  readonly synchronizers: Set<AnySynchronizer> = new Set();
  readonly #supervisor: ActorCalls<SupervisorCalls>;
  readonly #userCode: UserCode;
  #storage: EdlGroup | undefined;

  constructor(supervisor: ActorCalls<SupervisorCalls>, userCode: UserCode) {
    this.#supervisor = supervisor;
    this.#userCode = userCode;
  }

  /** Root of the run's storage. */
  get storage(): EdlGroup | undefined {
    return this.#storage;
  }

  /** A run is prepared. */
  open(run: RunInfo): void {
    this.#storage = EdlGroup.attach({
      path: run.edlRootPath,
      collectionId: run.runUuid,
      reserve: (unit, parentRelPath, name) => this.#supervisor.reserveEdl(unit, parentRelPath, name),
      onWarning: (message) => this.#userCode.post(this.#supervisor.warn(message)),
    });
  }

  /** Completes the synchronizers' tsync files, whose threads the supervisor ends afterwards, and saves the storage. */
  async close(): Promise<void> {
    for (const synchronizer of this.synchronizers) {
      try {
        synchronizer.close();
      } catch (error) {
        this.#userCode.reportError(error);
      }
    }
    this.synchronizers.clear();
    try {
      await this.#storage?.save();
    } catch (error) {
      this.#userCode.reportError(error);
    }
    this.#storage = undefined;
  }
}
