/**
 * What a run knows of one module: its ports, its state, and all that it said. Data only: what fills it
 * are `module-events.ts`, `module-requests.ts`, `process-lines.ts` and `module-end.ts`.
 *
 * @module
 */
import { readUndrained } from '../../actors/index.ts';
import { toErrorRecord, type ErrorRecord } from '../../errors.ts';
import { ModuleState, type InputPortChange, type OutputPortChange } from '../../ipc/index.ts';
import type { ProjectModule } from '../project/index.ts';
import type {
  Figure,
  LeftItems,
  LifecycleStep,
  ModuleRunState,
  RunError,
  RunNote,
  SyncReport,
} from '../report/index.ts';
import type { ModuleListener } from './module-listener.ts';
import type { RunningModule } from './running-module.ts';
import { SyncRecord } from './sync-record.ts';

/** An output port as its module declared it. */
export interface OutputRecord {
  change: OutputPortChange;
  /** Memory behind it; of a process, the host's own copy, if an embedded module reads it. */
  ring: SharedArrayBuffer | undefined;
  /** Of one on another machine that somebody looks at, and nobody else here reads: what is seen of it. */
  shownRing?: SharedArrayBuffer | undefined;
}

/** Status messages that are kept. */
const MAX_STATUS_MESSAGES = 200;

/** Ports whose left items are kept. */
const MAX_LEFT = 1_000;

/** One module of a run. */
export class ModuleRecord {
  readonly module: ProjectModule;
  readonly listener: ModuleListener;
  readonly inputs: Map<string, InputPortChange> = new Map();
  readonly outputs: Map<string, OutputRecord> = new Map();
  readonly errors: RunError[] = [];
  readonly warnings: RunNote[] = [];
  readonly statusMessages: RunNote[] = [];
  readonly figures: Map<string, Figure> = new Map();
  readonly left: LeftItems[] = [];
  readonly stepsMsec: Partial<Record<LifecycleStep, number>> = {};
  running: RunningModule | undefined;
  /** What it goes through; between start and stop, `run`. */
  step: LifecycleStep | 'run' = 'load';
  /** It has prepared a run: its ports stay as they are until that has stopped. */
  arePortsFixed = false;
  /** It said that it has nothing more to give. */
  wasDormant = false;
  /** It was asked to leave: its end is no news. */
  isLeaving = false;
  readonly #stopListeners: (() => void)[] = [];
  readonly #syncs = new Map<string, SyncRecord>();
  readonly #stateWaiters = new Set<() => void>();
  #state: ModuleState = ModuleState.Unknown;
  #hasEnded = false;

  constructor(module: ProjectModule, listener: ModuleListener) {
    this.module = module;
    this.listener = listener;
  }

  get id(): string {
    return this.module.id;
  }

  get state(): ModuleState {
    return this.#state;
  }

  /** Its thread or process is gone. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Its newest status message, empty if it has none. */
  get status(): string {
    return this.statusMessages.at(-1)?.text ?? '';
  }

  get synchronizers(): readonly SyncReport[] {
    return [...this.#syncs.values()].map((sync) => sync.report());
  }

  /** The state as a report names it. */
  get reportState(): ModuleRunState {
    if (this.#hasEnded && !this.isLeaving) return 'crashed';
    if (this.errors.length > 0) return 'error';
    return STATE_NAMES[this.#state];
  }

  setState(state: ModuleState): void {
    this.#state = state;
    if (state === ModuleState.Dormant) this.wasDormant = true;
    this.#changed();
  }

  /** Its thread or process is gone: `judge` notes what that means, before anybody hears of it. */
  noteEnd(judge: () => void): void {
    this.#hasEnded = true;
    judge();
    this.#changed();
  }

  /** Records an error of this module. */
  fail(error: unknown): void {
    this.addError(toErrorRecord(error));
  }

  addError(error: ErrorRecord): void {
    const entry: RunError = { module: this.id, ...this.#now(), error };
    this.errors.push(entry);
    this.listener.onError(this.id, entry);
    this.#changed();
  }

  warn(text: string): void {
    this.warnings.push({ module: this.id, ...this.#now(), text });
    this.listener.onWarning(this.id, text);
  }

  addStatus(text: string): void {
    this.statusMessages.push({ module: this.id, ...this.#now(), text });
    if (this.statusMessages.length > MAX_STATUS_MESSAGES) this.statusMessages.shift();
  }

  /** @param text - the value; one that reads as a number becomes one */
  setFigure(name: string, text: string, unit: string): void {
    const number = Number(text);
    const value = text.trim() !== '' && Number.isFinite(number) ? number : text;
    this.figures.set(name, unit === '' ? { value } : { value, unit });
  }

  /** Calls a listener once the module has answered the stop of its run. */
  onStopped(listener: () => void): void {
    this.#stopListeners.push(listener);
  }

  /** The module has answered the stop. */
  noteStopped(): void {
    for (const listener of this.#stopListeners) listener();
  }

  /** Notes the items that a warning of the module says it has left, if it says so. */
  takeLeftItems(warning: string): void {
    const items = readUndrained(warning);
    if (items === undefined || this.left.length >= MAX_LEFT) return;
    const { portId, count, verb } = items;
    this.left.push({ port: portId, count, how: verb === 'read' ? 'unread' : 'unsent' });
  }

  /** The record of one of its clock synchronizers, made when it is first heard of. */
  sync(id: string): SyncRecord {
    let sync = this.#syncs.get(id);
    if (sync === undefined) this.#syncs.set(id, (sync = new SyncRecord(id)));
    return sync;
  }

  /** Waits until `condition` holds, or the module has failed or ended; resolves to which came first. */
  async until(condition: () => boolean, limitMsec: number): Promise<'ok' | 'failed' | 'timeout'> {
    const deadline = performance.now() + limitMsec;
    for (;;) {
      if (condition()) return 'ok';
      if (this.errors.length > 0 || this.#hasEnded) return 'failed';
      const left = deadline - performance.now();
      if (left <= 0) return 'timeout';
      await this.#nextChange(left);
    }
  }

  #nextChange(limitMsec: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#stateWaiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, limitMsec);
      this.#stateWaiters.add(wake);
    });
  }

  #changed(): void {
    for (const wake of [...this.#stateWaiters]) wake();
    this.listener.onState(this.id);
  }

  #now(): { readonly timeUsec?: number } {
    const timeUsec = this.listener.runTimeUsec();
    return timeUsec === undefined ? {} : { timeUsec };
  }
}

const STATE_NAMES: Readonly<Record<ModuleState, ModuleRunState>> = {
  [ModuleState.Unknown]: 'created',
  [ModuleState.Initializing]: 'loading',
  [ModuleState.Idle]: 'idle',
  [ModuleState.Preparing]: 'preparing',
  [ModuleState.Dormant]: 'running',
  [ModuleState.Ready]: 'ready',
  [ModuleState.Running]: 'running',
  [ModuleState.Error]: 'error',
};
