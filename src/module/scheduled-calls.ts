/**
 * Calls that the module's program has scheduled: the supervisor's timer says when each is due.
 *
 * A call belongs to the run that it was scheduled in: it never comes in another one, and those under way are over
 * before the run's stop callback begins.
 *
 * @module
 */
import { CallbackId, type ActorCalls, type SupervisorCalls } from '../actors/index.ts';
import { RunPhase, type RunState } from '../shm/index.ts';
import type { UserCode } from './user-code.ts';

/** What {@link ScheduledCalls} works with. */
export interface ScheduledCallsParts {
  readonly supervisor: ActorCalls<SupervisorCalls>;
  readonly userCode: UserCode;
  readonly runState: RunState;
}

/** A call that waits for its time. */
interface ScheduledCall {
  /** The run that it belongs to; `undefined`: it was scheduled outside of any. */
  readonly runEpoch: number | undefined;
  readonly callback: () => void | Promise<void>;
  readonly onLeft: (() => void) | undefined;
}

const NOTHING: Disposable = { [Symbol.dispose]: () => undefined };

/** The scheduled calls of a module's thread. */
export class ScheduledCalls {
  readonly #parts: ScheduledCallsParts;
  readonly #calls = new Map<number, ScheduledCall>();
  readonly #underWay = new Set<Promise<void>>();
  #nextCallId = 1;

  constructor(parts: ScheduledCallsParts) {
    this.#parts = parts;
  }

  /**
   * Schedules a call.
   *
   * @param dueUsec - on CLOCK_MONOTONIC; Infinity never comes
   * @param onLeft - called in place of `callback` when the run stops before; such calls do not count as left
   * @returns what cancels it
   */
  schedule(dueUsec: number, callback: () => void | Promise<void>, onLeft?: () => void): Disposable {
    const { supervisor, userCode, runState } = this.#parts;
    const isInRun = runState.phase !== RunPhase.idle;
    if (isInRun && runState.isStopRequested) {
      // Its run is over, and it must not come in the next.
      if (onLeft === undefined) runState.addCallsLeft(1);
      else onLeft();
      return NOTHING;
    }
    const callId = this.#nextCallId++;
    this.#calls.set(callId, { runEpoch: isInRun ? runState.runEpoch : undefined, callback, onLeft });
    if (dueUsec !== Infinity) userCode.post(supervisor.scheduleDelayedCall(callId, dueUsec));
    return {
      [Symbol.dispose]: () => {
        if (this.#calls.delete(callId)) userCode.post(supervisor.cancelDelayedCall(callId));
      },
    };
  }

  /** Runs a call that is due. */
  async run(callId: number): Promise<void> {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    this.#calls.delete(callId);
    const { runState, userCode } = this.#parts;
    if (call.runEpoch !== undefined && call.runEpoch !== runState.runEpoch) return;
    const work = userCode.invoke(CallbackId.DelayedCall, call.callback);
    this.#underWay.add(work);
    await work;
    this.#underWay.delete(work);
  }

  /**
   * The run stops: calls that wait do not come any more.
   *
   * @returns how many were left
   */
  endRun(): number {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    let left = 0;
    for (const { onLeft } of calls) {
      if (onLeft === undefined) left++;
      else onLeft();
    }
    this.#parts.runState.addCallsLeft(left);
    return left;
  }

  /** Waits for the calls under way; the supervisor names them if they do not come back. */
  async settle(): Promise<void> {
    while (this.#underWay.size > 0) {
      this.#parts.runState.enterCallback(CallbackId.DelayedCall);
      await Promise.all(this.#underWay);
      this.#parts.runState.leaveCallback();
    }
  }
}
