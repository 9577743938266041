/**
 * Keeps a flood of a module's events from pushing out of the other end's places the one that matters: of errors
 * the first, of status texts the last.
 *
 * @module
 */
import { ModuleState, type ModuleEvent } from '../../messages.ts';
import { EventGate } from './event-gate.ts';

/** From one error of a flood to the next that goes out, in ms: the run has ended by then. */
const ERROR_PAUSE_MSEC = 5_000;
/** From one status text of a flood to the next, in ms: faster than anybody reads. */
const STATUS_PAUSE_MSEC = 100;

type StatusEvent = Extract<ModuleEvent, { kind: 'statusMessage' }>;

/** What {@link EventFloods} works with. */
export interface EventFloodsParts {
  /** Sends an event. */
  readonly send: (event: ModuleEvent) => void;
  /** Takes what is said of events that did not go out. */
  readonly warn: (message: string) => void;
}

/** Passes a module's events on, but for those of floods. */
export class EventFloods {
  readonly #parts: EventFloodsParts;
  readonly #errors = new EventGate(ERROR_PAUSE_MSEC);
  readonly #statuses = new EventGate(STATUS_PAUSE_MSEC);
  #leftOutErrors = 0;
  #state: ModuleState = ModuleState.Unknown;
  /** The last status, which has not gone out. */
  #keptStatus: StatusEvent | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: EventFloodsParts) {
    this.#parts = parts;
  }

  pass(event: ModuleEvent): void {
    switch (event.kind) {
      case 'error':
        if (this.#errors.admits()) this.#parts.send(event);
        else this.#leftOutErrors++;
        return;
      case 'stateChange':
        // It comes with each error; who knows already need not hear it again.
        if (event.state === ModuleState.Error && this.#state === ModuleState.Error && this.#leftOutErrors > 0)
          return;
        this.#state = event.state;
        if (event.state !== ModuleState.Error) this.#sayLeftOut();
        if (event.state === ModuleState.Preparing) this.#errors.reset();
        this.#parts.send(event);
        return;
      case 'statusMessage':
        if (this.#keptStatus === undefined && this.#statuses.admits()) this.#parts.send(event);
        else this.#keep(event);
        return;
      default:
        this.#parts.send(event);
    }
  }

  /** Passes on what was kept: nothing comes after it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#sendKept();
    this.#sayLeftOut();
  }

  #keep(event: StatusEvent): void {
    this.#keptStatus = event;
    // It must not keep a process alive that has nothing else to do: the end sends it, too.
    this.#timer ??= setTimeout(() => this.#sendKept(), STATUS_PAUSE_MSEC).unref();
  }

  #sendKept(): void {
    const kept = this.#keptStatus;
    this.#keptStatus = this.#timer = undefined;
    if (kept === undefined) return;
    this.#statuses.admits();
    this.#parts.send(kept);
  }

  #sayLeftOut(): void {
    if (this.#leftOutErrors === 0) return;
    this.#parts.warn(
      `${this.#leftOutErrors} further errors were not sent to the master: it has them in this log`,
    );
    this.#leftOutErrors = 0;
  }
}
