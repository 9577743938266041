/**
 * Running the user's code: the supervisor knows what runs, and hears of what it throws.
 *
 * @module
 */
import { CallbackId, callbackName, type ActorCalls, type SupervisorCalls } from '../actors/index.ts';
import { isSyntalosError, toErrorRecord, type ErrorRecord } from '../errors.ts';
import type { RunState } from '../shm/index.ts';

/** What {@link UserCode} works with. */
export interface UserCodeParts {
  readonly instanceId: string;
  readonly supervisor: ActorCalls<SupervisorCalls>;
  readonly runState: RunState;
  /** Ids of the module's input ports, in the order of their indices. */
  readonly inputIds: () => readonly string[];
}

/** Runs callbacks of a module's program. */
export class UserCode {
  readonly #parts: UserCodeParts;
  /** Runs of {@link finish} under way. */
  #finishing = 0;
  /** Runs of {@link invoke} under way. */
  #underWay = 0;

  constructor(parts: UserCodeParts) {
    this.#parts = parts;
  }

  /**
   * What may still be sent of a run whose stop was requested: `all` while a callback runs that takes an item or a
   * tick and began before, or the stop callback; `few` while another one does, which may be a loop that ends only
   * when its submit returns false.
   */
  get lateResults(): 'all' | 'few' | 'none' {
    const { id } = this.#parts.runState.callback;
    if (this.#finishing > 0 || id >= CallbackId.FirstInput || id === CallbackId.Stop) return 'all';
    return this.#underWay > 0 ? 'few' : 'none';
  }

  /** Runs code whose results are all sent, even when the run's stop is requested meanwhile. */
  async finish<T>(code: () => T | PromiseLike<T>): Promise<T> {
    this.#finishing++;
    try {
      return await code();
    } finally {
      this.#finishing--;
    }
  }

  /**
   * Runs a callback to its end.
   *
   * @returns its result, or `undefined` when it threw: the error has been reported by then
   */
  async invoke<T>(callbackId: number, callback: () => T | Promise<T>): Promise<T | undefined> {
    const { runState } = this.#parts;
    runState.enterCallback(callbackId);
    this.#underWay++;
    try {
      return await callback();
    } catch (error) {
      // The supervisor must know of the error before it hears that the step is over.
      await this.callbackFailed(callbackId, error);
      return undefined;
    } finally {
      this.#underWay--;
      runState.leaveCallback();
    }
  }

  /**
   * Runs a callback, to the end of its promise if it returns one; what it throws is the caller's to deal with.
   * Adds no turn of the event loop to one that is synchronous.
   */
  track(callbackId: number, callback: () => unknown): unknown {
    const { runState } = this.#parts;
    runState.enterCallback(callbackId);
    try {
      const returned = callback();
      if (isPromiseLike(returned)) {
        return this.finish(() => returned).finally(() => runState.leaveCallback());
      }
      runState.leaveCallback();
      return returned;
    } catch (error) {
      runState.leaveCallback();
      throw error;
    }
  }

  /** Reports what a callback threw, and settles when the supervisor has it. The run ends because of it. */
  async callbackFailed(callbackId: number, error: unknown): Promise<void> {
    const { instanceId, supervisor, inputIds } = this.#parts;
    const name = callbackName(callbackId, inputIds());
    const thrown = toErrorRecord(error);
    const record: ErrorRecord = {
      ...thrown,
      name: 'SyntalosError',
      code: 'ERR_SYNTALOS_CALLBACK',
      message: `Callback "${name}" of module "${instanceId}" threw ${thrown.name}: ${thrown.message}`,
      details: { module: instanceId, callback: name },
      cause: thrown,
    };
    await supervisor.reportError(record).catch(() => undefined);
  }

  /** Reports that the module's settings are refused, and settles when the supervisor has it. */
  async settingsRefused(error: unknown): Promise<void> {
    await this.#parts.supervisor.reportError(toErrorRecord(error)).catch(() => undefined);
  }

  /** As {@link callbackFailed}, without waiting for the supervisor. */
  reportCallbackError(callbackId: number, error: unknown): void {
    void this.callbackFailed(callbackId, error);
  }

  /** Reports an error of the module; the run ends because of it. */
  reportError(error: unknown): void {
    this.post(this.#parts.supervisor.reportError(toErrorRecord(error)));
  }

  /** Lets a message to the supervisor go its way: its failure is an error of the module. */
  post(call: Promise<unknown>): void {
    call.catch((error: unknown) => {
      // After its end the connection takes nothing any more, and nobody waits for it.
      if (isSyntalosError(error, 'ERR_SYNTALOS_CLOSED')) return;
      this.#parts.supervisor.reportError(toErrorRecord(error)).catch(() => undefined);
    });
  }
}

/** Whether a callback has returned something to wait for. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
