/**
 * How the system schedules the threads that do a module's work.
 *
 * @module
 */
import type { Transport } from '../../ipc/index.ts';
import type { ThreadControl } from './thread-control.ts';

/**
 * The module's thread, and those that move its data. The supervisor's own is none of them: it does little, and
 * must answer beside a module that was made nicer and computes.
 *
 * What the master wants is kept for threads that come later.
 */
export class WorkThreads {
  readonly #control: ThreadControl;
  readonly #transport: Transport;
  readonly #warn: (message: string) => void;
  #moduleThreadId = 0;
  #niceness: number | undefined;
  #cores: readonly number[] = [];
  /** Told once, not for each thread and run. */
  readonly #told = new Set<string>();

  constructor(control: ThreadControl, transport: Transport, warn: (message: string) => void) {
    this.#control = control;
    this.#transport = transport;
    this.#warn = warn;
  }

  set moduleThreadId(threadId: number) {
    this.#moduleThreadId = threadId;
  }

  async setNiceness(nice: number): Promise<void> {
    this.#niceness = nice;
    await this.apply();
  }

  async setAffinity(cores: readonly number[]): Promise<void> {
    this.#cores = cores;
    await this.apply();
  }

  /** There may be new threads. */
  async apply(): Promise<void> {
    const threadIds = [this.#moduleThreadId, ...this.#transport.threadIds];
    const nice = this.#niceness;
    if (nice !== undefined) {
      this.#tell(threadIds.map((threadId) => this.#control.setNiceness(threadId, nice)));
    }
    if (this.#cores.length > 0) {
      this.#tell(
        await Promise.all(threadIds.map((threadId) => this.#control.setAffinity(threadId, this.#cores))),
      );
    }
  }

  /** What one of them may not, none may: the first tells for all. */
  #tell(problems: readonly (string | undefined)[]): void {
    const problem = problems.find((text) => text !== undefined);
    if (problem === undefined || this.#told.has(problem)) return;
    this.#told.add(problem);
    this.#warn(problem);
  }
}
