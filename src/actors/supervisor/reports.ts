/**
 * What a supervisor reports to the master: the module's state, errors and warnings.
 *
 * @module
 */
import { toErrorRecord, type ErrorRecord } from '../../errors.ts';
import { ModuleState, type ModuleChannel } from '../../ipc/index.ts';
import { errorEvent } from './error-event.ts';
import { FloodGate } from './flood-gate.ts';

/** Reports of one module; each leaves at once, or is counted if there are too many. */
export class ModuleReports {
  readonly #channel: ModuleChannel;
  #state: ModuleState = ModuleState.Unknown;
  readonly #errors: FloodGate;
  readonly #warnings: FloodGate;
  #hasError = false;

  constructor(channel: ModuleChannel, nowMsec: () => number) {
    this.#channel = channel;
    this.#errors = new FloodGate('errors', nowMsec);
    this.#warnings = new FloodGate('warnings', nowMsec);
  }

  /** What the master knows of the module's state. */
  get state(): ModuleState {
    return this.#state;
  }

  /** Whether the module has reported an error since {@link beginRun}; a method, as any call may find it changed. */
  hasError(): boolean {
    return this.#hasError;
  }

  /** Errors of an earlier run are no errors of the next. */
  beginRun(): void {
    this.#hasError = false;
    this.#errors.reset();
    this.#warnings.reset();
  }

  setState(state: ModuleState): void {
    this.#state = state;
    this.#channel.publish({ kind: 'stateChange', state });
  }

  /** Reports an error of the module, and the state that follows from it: the run ends. */
  error(record: ErrorRecord): void {
    this.#hasError = true;
    if (!this.#errors.admits(record.message)) return;
    this.#channel.publish(errorEvent(record));
    this.setState(ModuleState.Error);
  }

  /** As {@link error}, for whatever was thrown. */
  thrown(error: unknown): void {
    this.error(toErrorRecord(error));
  }

  warn(message: string): void {
    if (this.#warnings.admits(message)) this.warnAlways(message);
  }

  /** Warns of what must be known, however many warnings there were. */
  warnAlways(message: string): void {
    this.#channel.publish({ kind: 'warning', message });
  }

  /** The run ends: says what was only counted. */
  reportCounts(): void {
    for (const text of [...this.#errors.takeCounts(), ...this.#warnings.takeCounts()]) this.warnAlways(text);
  }
}
