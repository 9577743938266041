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
 * What the master asked for is kept and applied to threads that come later.
 */
export class WorkThreads {
  readonly #control: ThreadControl;
  readonly #transport: Transport;
  readonly #warn: (message: string) => void;
  #moduleThreadId = 0;
  #niceness: number | undefined;
  #cores: readonly number[] = [];
  /** Warned of once, not for each thread and run. */
  readonly #reported = new Set<string>();

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
      this.#report(threadIds.map((threadId) => this.#control.setNiceness(threadId, nice)));
    }
    if (this.#cores.length > 0) {
      this.#report(
        await Promise.all(threadIds.map((threadId) => this.#control.setAffinity(threadId, this.#cores))),
      );
    }
  }

  /** What is refused for one of them is refused for all: one warning stands for all. */
  #report(problems: readonly (string | undefined)[]): void {
    const problem = problems.find((text) => text !== undefined);
    if (problem === undefined || this.#reported.has(problem)) return;
    this.#reported.add(problem);
    this.#warn(problem);
  }
}
