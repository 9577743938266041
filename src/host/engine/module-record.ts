/**
 * What the engine knows of one module: its ports, its state, and all that it said.
 *
 * @module
 */
import { readUndrained, threadGoneMessage } from '../../actors/index.ts';
import { SyntalosError, toErrorRecord, type ErrorRecord, type SyntalosErrorCode } from '../../errors.ts';
import {
  ModuleState,
  PortAction,
  type EdlReservation,
  type ErrorCause,
  type InputPortChange,
  type MasterResponse,
  type OutputPortChange,
  type RequestHandler,
  type ModuleEvent,
  type ModuleRequest,
} from '../../ipc/index.ts';
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
import type { ProcessEnd, RunningModule } from './running-module.ts';
import { SyncRecord } from './sync-record.ts';

/** An output port as its module declared it. */
export interface OutputRecord {
  change: OutputPortChange;
  /** Memory behind it; where the module is a process, the host's own copy, if anybody here reads it. */
  ring: SharedArrayBuffer | undefined;
}

/** Who hears of what happens in a module. */
export interface ModuleListener {
  onError(record: ModuleRecord, error: RunError): void;
  onWarning(record: ModuleRecord, text: string): void;
  /** Something that a reader of the log wants to know. */
  onInfo(record: ModuleRecord, text: string): void;
  /** Any change of state. */
  onState(record: ModuleRecord): void;
  reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): EdlReservation;
  /** µs since the run's start, `undefined` before it. */
  runTimeUsec(): number | undefined;
}

/** Status messages that are kept. */
const MAX_STATUS_MESSAGES = 200;

/** Warnings and figures that are taken from what a process prints; the log has them all. */
const MAX_LINES = 1_000;

/** One module of a run. */
export class ModuleRecord {
  readonly module: ProjectModule;
  readonly inputs: Map<string, InputPortChange> = new Map();
  readonly outputs: Map<string, OutputRecord> = new Map();
  readonly errors: RunError[] = [];
  readonly warnings: RunNote[] = [];
  readonly statusMessages: RunNote[] = [];
  readonly figures: Map<string, Figure> = new Map();
  readonly left: LeftItems[] = [];
  readonly stepsMsec: Partial<Record<LifecycleStep, number>> = {};
  running: RunningModule | undefined;
  state: ModuleState = ModuleState.Unknown;
  /** What it goes through; between start and stop, `run`. */
  step: LifecycleStep | 'run' = 'load';
  /** Its thread or process is gone. */
  hasEnded = false;
  /** It has prepared a run: its ports stay as they are until that has stopped. */
  arePortsFixed = false;
  /** It was asked to leave: its end is no news. */
  isLeaving = false;
  readonly #listener: ModuleListener;
  readonly #syncs = new Map<string, SyncRecord>();
  readonly #stateWaiters = new Set<() => void>();

  constructor(module: ProjectModule, listener: ModuleListener) {
    this.module = module;
    this.#listener = listener;
  }

  get id(): string {
    return this.module.id;
  }

  get status(): string {
    return this.statusMessages.at(-1)?.text ?? '';
  }

  get synchronizers(): readonly SyncReport[] {
    return [...this.#syncs.values()].map((sync) => sync.report());
  }

  /** The state as a report names it. */
  get reportState(): ModuleRunState {
    if (this.hasEnded && !this.isLeaving) return 'crashed';
    if (this.errors.length > 0) return 'error';
    return STATE_NAMES[this.state];
  }

  /** Starts to listen to the module. */
  attach(running: RunningModule): void {
    this.running = running;
    running.channel.onEvent((event) => this.#take(event));
    running.channel.serve(this.#serve);
    void running.ended.then((end) => {
      this.hasEnded = true;
      if (end.kind === 'process') this.#takeProcessEnd(end);
      else if (end.error !== undefined) this.fail(end.error);
      else if (!this.isLeaving && this.errors.length === 0 && this.state !== ModuleState.Dormant) {
        this.fail(
          new SyntalosError(
            'ERR_SYNTALOS_ACTOR_CRASHED',
            this.state === ModuleState.Initializing || this.state === ModuleState.Unknown
              ? `Module "${this.id}" ended (exit code ${end.code}) before it was ready: end its program with "await link.awaitDataForever()"`
              : `Module "${this.id}" ended (exit code ${end.code}) during the run`,
            { details: { module: this.id, exitCode: end.code } },
          ),
        );
      }
      this.#changed();
    });
  }

  /** A process that ends before it was asked to is an error, whatever its exit code. */
  #takeProcessEnd({ exitCode, signal, isKilled, lastLines }: ProcessEnd): void {
    if (isKilled) {
      if (this.step === 'shutdown') {
        this.warn(`The process of module "${this.id}" did not leave when it was asked to: signals ended it`);
      }
      return;
    }
    if (this.isLeaving && exitCode === 0) return;
    const how = signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`;
    const output =
      lastLines.length === 0
        ? ''
        : `; its last error output:${lastLines.map((line) => `\n  ${line}`).join('')}`;
    this.fail(
      new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `The process of module "${this.id}" (${this.module.use}) ended ${WHEN_TEXT[this.step]}, with ${how}${output}`,
        {
          details: {
            module: this.id,
            step: this.step,
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(signal === undefined ? {} : { signal }),
          },
        },
      ),
    );
  }

  /** Records an error of this module. */
  fail(error: unknown): void {
    this.#fail(toErrorRecord(error));
  }

  warn(text: string): void {
    this.warnings.push(this.#note(text));
    this.#listener.onWarning(this, text);
  }

  /**
   * Takes a line of a process' error output that has a meaning: `warning: <text>`, or
   * `figure: <name> = <value> <unit>`. The wire has no message for either.
   *
   * @returns false for any other line
   */
  takeLine(line: string): boolean {
    const [, warning] = /^warning: (.+)$/.exec(line) ?? [];
    const [, name, text = ''] = /^figure: (.+?) = (.*)$/.exec(line) ?? [];
    // A unit only follows a number.
    const [, value = text, unit = ''] = /^([-+.\deE]+) (\S+)$/.exec(text) ?? [];
    if (warning !== undefined) this.#takeLeftItems(warning);
    if (warning !== undefined && this.warnings.length < MAX_LINES) this.warn(warning);
    else if (name !== undefined && this.figures.size < MAX_LINES) {
      this.#takeFigure(name, value, unit);
    } else return false;
    return true;
  }

  /** Resolves when `condition` holds, or the module has failed or ended; tells which. */
  async until(condition: () => boolean, limitMsec: number): Promise<'ok' | 'failed' | 'timeout'> {
    const deadline = performance.now() + limitMsec;
    for (;;) {
      if (condition()) return 'ok';
      if (this.errors.length > 0 || this.hasEnded) return 'failed';
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
    this.#listener.onState(this);
  }

  #take(event: ModuleEvent): void {
    switch (event.kind) {
      case 'error': {
        // A process' error has none: Syntalos' wire carries only texts.
        const code = event.code === '' ? 'ERR_SYNTALOS_MODULE' : (event.code as SyntalosErrorCode);
        const title = event.title === '' ? '' : `${event.title}: `;
        const error: ErrorRecord = {
          name: 'SyntalosError',
          message: `${title}${event.message}`,
          code,
          ...(event.stack === '' ? {} : { stack: event.stack }),
          details: { module: this.id },
          ...chainOf(event.causes),
        };
        if (event.message === threadGoneMessage(this.id)) this.#failOnceEnded(error);
        else this.#fail(error);
        break;
      }
      case 'stateChange':
        this.state = event.state;
        this.#changed();
        break;
      case 'statusMessage':
        this.statusMessages.push(this.#note(event.text));
        if (this.statusMessages.length > MAX_STATUS_MESSAGES) this.statusMessages.shift();
        break;
      case 'warning':
        this.warn(event.message);
        break;
      case 'figure':
        this.#takeFigure(event.name, event.value, event.unit);
        break;
      case 'syncDetails':
        this.#listener.onInfo(this, this.#sync(event.id).setDetails(event.strategies, event.toleranceUsec));
        break;
      case 'syncOffset':
        this.#listener.onInfo(this, this.#sync(event.id).addOffset(event.offsetUsec));
        break;
    }
  }

  #takeLeftItems(warning: string): void {
    const items = readUndrained(warning);
    if (items === undefined || this.left.length >= MAX_LINES) return;
    const { portId, count, verb } = items;
    this.left.push({ port: portId, count, how: verb === 'read' ? 'unread' : 'unsent' });
  }

  #takeFigure(name: string, text: string, unit: string): void {
    const number = Number(text);
    const value = text.trim() !== '' && Number.isFinite(number) ? number : text;
    this.figures.set(name, unit === '' ? { value } : { value, unit });
  }

  #sync(id: string): SyncRecord {
    let sync = this.#syncs.get(id);
    if (sync === undefined) this.#syncs.set(id, (sync = new SyncRecord(id)));
    return sync;
  }

  readonly #serve: RequestHandler<ModuleRequest, MasterResponse> = (request, reply, attachment) => {
    switch (request.kind) {
      case 'inputPortChange':
        if (this.#mayChange('input', request)) this.#changeInput(request);
        reply({ kind: 'done', success: true });
        break;
      case 'outputPortChange':
        if (this.#mayChange('output', request)) this.#changeOutput(request, attachment.ring);
        reply({ kind: 'done', success: true });
        break;
      case 'edlReserve':
        reply(this.#listener.reserveEdl(request.unit, request.parentRelPath, request.name));
        break;
    }
    return Promise.resolve();
  };

  /** Between the end of its preparation and its stop, a module's ports stay (wire protocol, section 4). */
  #mayChange(direction: string, { action, id }: InputPortChange | OutputPortChange): boolean {
    if (action === PortAction.Change || !this.arePortsFixed) return true;
    const what = action === PortAction.Add ? 'added' : 'removed';
    this.warn(`The ${direction} port "${id}" was not ${what}: a run goes on; do that in onPrepare or before`);
    return false;
  }

  #changeInput(change: InputPortChange): void {
    const known = this.inputs.get(change.id);
    if (change.action === PortAction.Remove) this.inputs.delete(change.id);
    else if (change.action === PortAction.Add) this.inputs.set(change.id, change);
    else if (known !== undefined) {
      const { throttleItemsPerSec } = change;
      this.inputs.set(change.id, { ...known, throttleItemsPerSec });
    }
  }

  #changeOutput(change: OutputPortChange, ring: SharedArrayBuffer | undefined): void {
    const known = this.outputs.get(change.id);
    if (change.action === PortAction.Remove) this.outputs.delete(change.id);
    else if (change.action === PortAction.Add)
      this.outputs.set(change.id, { change, ring: ring ?? known?.ring });
    else if (known !== undefined) known.change = { ...known.change, metadata: change.metadata };
  }

  /**
   * A crash is told twice: by the supervisor, which does not know why, and by the thread's end, which
   * does. The supervisor's word counts only where nothing else was said.
   */
  #failOnceEnded(error: ErrorRecord): void {
    void this.running?.ended.then(() => {
      if (this.errors.length === 0 && !this.isLeaving) this.#fail(error);
    });
  }

  #fail(error: ErrorRecord): void {
    const runTime = this.#listener.runTimeUsec();
    const entry: RunError = {
      module: this.id,
      ...(runTime === undefined ? {} : { timeUsec: runTime }),
      error,
    };
    this.errors.push(entry);
    this.#listener.onError(this, entry);
    this.#changed();
  }

  #note(text: string): RunNote {
    const timeUsec = this.#listener.runTimeUsec();
    return { module: this.id, ...(timeUsec === undefined ? {} : { timeUsec }), text };
  }
}

/** When something happened, as a message says it. */
const WHEN_TEXT: Readonly<Record<LifecycleStep | 'run', string>> = {
  load: 'while it was loaded',
  connect: 'while its inputs were connected',
  prepare: 'while it prepared the run',
  start: 'while it was started',
  run: 'during the run',
  stop: 'while it was stopped',
  shutdown: 'while it was shut down',
};

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

/** The errors that led to one, as its field. */
function chainOf(causes: readonly ErrorCause[]): { readonly cause?: ErrorRecord } {
  return causes.reduceRight<{ readonly cause?: ErrorRecord }>(
    (behind, { name, message, code, stack }) => ({
      cause: {
        name,
        message,
        ...(code === '' ? {} : { code }),
        ...(stack === '' ? {} : { stack }),
        ...behind,
      },
    }),
    {},
  );
}
