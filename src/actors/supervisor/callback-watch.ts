/**
 * Looks now and then at what the module's thread does, and warns of code that does not come back.
 *
 * @module
 */
import { clockTime, overdueText } from '../../overdue-text.ts';
import { RunPhase, type CallbackStatus, type RunState } from '../../shm/index.ts';
import { CallbackId } from './callback-names.ts';
import type { StartTimer } from './delayed-calls.ts';
import type { ModuleReports } from './reports.ts';
import { OverdueWatch } from './overdue-watch.ts';
import { namedLimit, type KnownLimits } from './limits.ts';

/** Looks per limit: a callback's duration is known to this fraction of it. */
const LOOKS_PER_LIMIT = 16;
/** Shortest time between two looks, in ms. */
const MIN_INTERVAL_MSEC = 10;
/** Signs of life per limit that a thread is asked for while it is in no callback. */
const PINGS_PER_LIMIT = 4;

/** The parts of {@link CallbackWatch}. */
export interface CallbackWatchParts {
  readonly instanceId: string;
  /** The module's program as messages name it. */
  readonly program: string | undefined;
  readonly runState: RunState;
  /** Id of an output in which the thread waits for room: what reads there holds it up, not its own code. */
  readonly heldOutput: () => string | undefined;
  readonly reports: ModuleReports;
  readonly limits: KnownLimits;
  /** µs on CLOCK_MONOTONIC. */
  readonly nowUsec: () => number;
  /** ms since 1970. */
  readonly wallMsec: () => number;
  readonly startTimer: StartTimer;
  /** The name of a callback by its number in the run state. */
  readonly nameOf: (callbackId: number) => string;
  /** Settles when the thread's event loop has had a turn. */
  readonly ping: () => Promise<void>;
}

/** Watches the thread of one module, from {@link start} to {@link stop}. */
export class CallbackWatch {
  readonly #parts: CallbackWatchParts;
  readonly #overdue: OverdueWatch;
  #stopTimer: (() => void) | undefined;
  /** When the thread was asked for the sign of life that it owes, in ms; -1 if it owes none. */
  #pingedMsec = -1;
  #lastPingMsec = -Infinity;
  #isSilenceReported = false;

  constructor(parts: CallbackWatchParts) {
    this.#parts = parts;
    this.#overdue = new OverdueWatch(parts.limits.overdueMsec, (status, durationMsec) =>
      this.#reportCallback(status, durationMsec),
    );
  }

  /** Whether the thread has not come back to its event loop since that was said. */
  get isSilent(): boolean {
    return this.#isSilenceReported;
  }

  start(): void {
    const { nowUsec, limits, runState, startTimer } = this.#parts;
    const intervalMsec = Math.max(MIN_INTERVAL_MSEC, limits.overdueMsec / LOOKS_PER_LIMIT);
    this.#stopTimer = startTimer(intervalMsec, () => {
      const nowMsec = nowUsec() / 1_000;
      const status = runState.callback;
      this.#overdue.look(status, nowMsec);
      this.#lookForSilence(status, nowMsec);
      this.start();
    });
  }

  stop(): void {
    this.#stopTimer?.();
  }

  #reportCallback({ id, item }: CallbackStatus, durationMsec: number): void {
    const { instanceId, nameOf, runState } = this.#parts;
    // A script's loop takes as long as the run.
    if (id === CallbackId.Run && runState.isRunning) return;
    const what = `Callback "${nameOf(id)}" of module "${instanceId}"`;
    this.#warn({ what, verb: 'returned', item, durationMsec, outlook: this.#outlook(id, durationMsec) });
  }

  /** Code in no callback, such as a loop of the program's own, keeps everything else from its thread, too. */
  #lookForSilence({ id }: CallbackStatus, nowMsec: number): void {
    const { instanceId, limits, ping, runState } = this.#parts;
    const { overdueMsec } = limits;
    if (!runState.isRunning || (id !== CallbackId.None && id !== CallbackId.Run)) {
      this.#pingedMsec = -1;
      return;
    }
    const silentMsec = this.#pingedMsec < 0 ? 0 : nowMsec - this.#pingedMsec;
    if (silentMsec >= overdueMsec * (1 - 1 / PINGS_PER_LIMIT) && !this.#isSilenceReported) {
      this.#isSilenceReported = true;
      const what = `The thread of module "${instanceId}"`;
      const outlook = `no item is delivered meanwhile, and ${this.#stopOutlook()}`;
      this.#warn({ what, verb: 'come back to its event loop', item: -1, durationMsec: silentMsec, outlook });
    }
    if (this.#pingedMsec >= 0 || nowMsec - this.#lastPingMsec < overdueMsec / PINGS_PER_LIMIT) return;
    this.#pingedMsec = this.#lastPingMsec = nowMsec;
    const answered = (): void => {
      this.#pingedMsec = -1;
      this.#isSilenceReported = false;
    };
    ping().then(answered, answered); // of its end others hear
  }

  /** Warns of code, or, where its thread waits for room, of what holds that up. */
  #warn(code: {
    readonly what: string;
    readonly verb: string;
    readonly item: number;
    readonly durationMsec: number;
    readonly outlook: string;
  }): void {
    const { heldOutput, program, reports, wallMsec } = this.#parts;
    const held = heldOutput();
    const reason =
      held === undefined
        ? {}
        : {
            verb: `got room in its output "${held}"`,
            outlook: 'what is connected there takes nothing',
          };
    reports.warn(overdueText({ ...code, ...reason, program, nowMsec: wallMsec() }));
  }

  /** When a callback is given up, and what is then. */
  #outlook(id: number, durationMsec: number): string {
    const { limits, runState, wallMsec } = this.#parts;
    if (id === CallbackId.Prepare || id === CallbackId.Stop) {
      const isPrepare = id === CallbackId.Prepare;
      const limitMsec = isPrepare ? limits.prepareMsec : limits.stopMsec;
      const at = clockTime(wallMsec() - durationMsec + limitMsec);
      const limit = namedLimit(limits, isPrepare ? 'prepare' : 'stop');
      const then = isPrepare ? 'the run does not start' : 'the run ends without it';
      return `it is given up at ${at}, after ${limit}, and ${then}`;
    }
    return runState.phase === RunPhase.running
      ? `the run goes on, and ${this.#stopOutlook()}`
      : 'it is waited for';
  }

  #stopOutlook(): string {
    const { limits, runState } = this.#parts;
    const limit = namedLimit(limits, 'stop');
    return runState.isStopRequested
      ? `it is given up ${limit} after the begin of its stop`
      : `when it stops, the module is given up after ${limit}`;
  }
}
