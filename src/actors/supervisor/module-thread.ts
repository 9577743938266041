/**
 * The module's thread, as its supervisor asks it to do things: never without a limit.
 *
 * @module
 */
import { SyntalosError, isSyntalosError } from '../../errors.ts';
import { REQUEST_LIMITS_MSEC, type MasterRequest } from '../../ipc/index.ts';
import type { RunState } from '../../shm/index.ts';
import { withLimit, type ActorCalls } from '../actor-calls.ts';
import type { ModuleReports } from './reports.ts';
import type { ModuleCalls } from './supervisor-protocol.ts';
import { threadGone } from './thread-gone.ts';

/** By how much an answer comes before the master's limit, in ms: it names what holds the module up. */
const ANSWER_MARGIN_MSEC = 200;
/** How long a step may take that the master does not wait for, in ms. */
const STEP_LIMIT_MSEC = 15_000;

/** Steps of a module's thread beyond the requests of its master. */
export type ModuleStep = MasterRequest['kind'] | 'leaveInputs';

/** What becomes of a step that took too long. */
const CONSEQUENCES: Partial<Record<ModuleStep, string>> = {
  prepareRun: 'the run does not start',
  start: 'the run does not start',
  stop: 'the run ends without it',
  leaveInputs: 'the run ends without it',
  showSettings: 'the run goes on without it',
  showDisplay: 'the run goes on without it',
};

/** The parts of {@link ModuleThread}. */
export interface ModuleThreadParts {
  readonly instanceId: string;
  /** The module's program as messages name it. */
  readonly program: string | undefined;
  readonly calls: ActorCalls<ModuleCalls>;
  /** Settles when the thread is gone. */
  readonly gone: Promise<void>;
  readonly runState: RunState;
  readonly reports: ModuleReports;
  /** The name of a callback by its number in the run state. */
  readonly nameOf: (callbackId: number) => string;
  /** Whether code in no callback, of a timer or a loop of the program's own, keeps the thread. */
  readonly isSilent: () => boolean;
  /** The thread ended during its work: it is {@link ModuleThread.isDetached} now. */
  readonly onDeath: () => void;
}

/** Waits for what the module's thread does, and notices its end. */
export class ModuleThread {
  readonly calls: ActorCalls<ModuleCalls>;
  readonly #parts: ModuleThreadParts;
  readonly #gone: Promise<never>;
  #isDetached = false;

  constructor(parts: ModuleThreadParts) {
    this.calls = parts.calls;
    this.#parts = parts;
    const { instanceId } = parts;
    this.#gone = parts.gone.then(() => {
      throw new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `The thread of module "${instanceId}" has ended`,
        {
          details: { module: instanceId },
        },
      );
    });
    this.#gone.catch(() => this.#onGone());
  }

  /** Whether its program is over, well or not: nothing more comes from it. */
  get isDetached(): boolean {
    return this.#isDetached;
  }

  /** The module's program is over. */
  detach(): void {
    this.#isDetached = true;
  }

  /**
   * Waits for a step.
   *
   * @param limitMsec - 15 s by default
   * @throws `ERR_SYNTALOS_CALLBACK_OVERDUE` - naming the callback that holds the thread, after the limit
   * @throws `ERR_SYNTALOS_ACTOR_CRASHED` - when the thread ends first
   */
  async ask<T>(step: ModuleStep, call: Promise<T>, limitMsec: number = STEP_LIMIT_MSEC): Promise<T> {
    const { instanceId, program, runState, nameOf, isSilent } = this.#parts;
    const stepName = step === 'prepareRun' ? 'prepare' : step;
    try {
      return await withLimit(call, {
        what: `"${stepName}" of module "${instanceId}"`,
        limitMsec,
        gone: this.#gone,
      });
    } catch (error) {
      if (!isSyntalosError(error, 'ERR_SYNTALOS_TIMEOUT')) throw error;
      const { id, item } = runState.callback;
      const place = [...(program === undefined ? [] : [program]), ...(item < 0 ? [] : [`at item ${item}`])];
      const where = place.length === 0 ? '' : ` (${place.join(', ')})`;
      const callback = id === 0 ? stepName : nameOf(id);
      const what =
        id === 0 && isSilent()
          ? `The thread of module "${instanceId}" did not come back to its event loop`
          : `Callback "${callback}" of module "${instanceId}" did not return`;
      const consequence = CONSEQUENCES[step] ?? `"${stepName}" has failed`;
      throw new SyntalosError(
        'ERR_SYNTALOS_CALLBACK_OVERDUE',
        `${what} within ${limitMsec} ms of "${stepName}": ${consequence}${where}`,
        { cause: error, details: { module: instanceId, callback, limitMsec } },
      );
    }
  }

  /** As {@link ask}, for a request that the master waits for as long as its kind may take. */
  answer<T>(request: MasterRequest['kind'], call: Promise<T>): Promise<T> {
    return this.ask(request, call, REQUEST_LIMITS_MSEC[request] - ANSWER_MARGIN_MSEC);
  }

  /**
   * Waits for a step whose failure is the module's error, not the request's.
   *
   * @returns whether it went well
   */
  async guard(step: Promise<unknown>): Promise<boolean> {
    try {
      await step;
      return true;
    } catch (error) {
      if (!this.#isDetached) this.#parts.reports.thrown(error);
      return false;
    }
  }

  #onGone(): void {
    if (this.#isDetached) return;
    this.#isDetached = true;
    const { instanceId, reports, onDeath } = this.#parts;
    onDeath();
    reports.thrown(threadGone(instanceId));
  }
}
