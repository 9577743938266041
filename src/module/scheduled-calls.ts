/**
 * Calls that the module's program has scheduled: the supervisor's timer says when each is due.
 *
 * @module
 */
import { CallbackId, type ActorCalls, type SupervisorCalls } from '../actors/index.ts';
import type { UserCode } from './user-code.ts';

/** The scheduled calls of a module's thread. */
export class ScheduledCalls {
  readonly #supervisor: ActorCalls<SupervisorCalls>;
  readonly #userCode: UserCode;
  readonly #calls = new Map<number, () => void | Promise<void>>();
  #nextCallId = 1;

  constructor(supervisor: ActorCalls<SupervisorCalls>, userCode: UserCode) {
    this.#supervisor = supervisor;
    this.#userCode = userCode;
  }

  /**
   * Schedules a call.
   *
   * @param dueUsec - on CLOCK_MONOTONIC
   * @returns what cancels it
   */
  schedule(dueUsec: number, callback: () => void | Promise<void>): Disposable {
    const callId = this.#nextCallId++;
    this.#calls.set(callId, callback);
    this.#userCode.post(this.#supervisor.scheduleDelayedCall(callId, dueUsec));
    return {
      [Symbol.dispose]: () => {
        if (this.#calls.delete(callId)) this.#userCode.post(this.#supervisor.cancelDelayedCall(callId));
      },
    };
  }

  /** Runs a call that is due. */
  async run(callId: number): Promise<void> {
    const callback = this.#calls.get(callId);
    if (callback === undefined) return;
    this.#calls.delete(callId);
    await this.#userCode.invoke(CallbackId.DelayedCall, callback);
  }

  /** The run ends: none of its calls comes any more. */
  clear(): void {
    this.#calls.clear();
  }
}
