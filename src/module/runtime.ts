/**
 * What runs in a module's thread: it takes the supervisor's calls, runs the user's callbacks one
 * after the other, and owns the module's ports.
 *
 * @module
 */
import { SyntalosError, describeValue, toErrorRecord, type ErrorRecord } from '../errors.ts';
import {
  CallbackId,
  callbackName,
  type ActorCalls,
  type InputPortSpec,
  type ModuleCalls,
  type OutputPortSpec,
  type PrepareResult,
  type ReaderClaim,
  type RunInfo,
  type ScriptSpec,
  type SupervisorCalls,
} from '../actors/index.ts';
import { EdlGroup } from '../edl/index.ts';
import { RunPhase, type RunState } from '../shm/index.ts';
import type { DataType } from '../types/index.ts';
import type { AnyInputPort, AnyOutputPort, AnySynchronizer } from './any-port.ts';
import { yieldToEventLoop } from './yield.ts';

/** Callbacks of a link; all may return a promise. */
export interface LinkCallbacks {
  onPrepare: (() => boolean | Promise<boolean>) | null;
  onStart: (() => void | Promise<void>) | null;
  onStop: (() => void | Promise<void>) | null;
  onShowSettings: (() => void | Promise<void>) | null;
  onShowDisplay: (() => void | Promise<void>) | null;
  onSaveSettings: ((baseDir: string) => Uint8Array | Promise<Uint8Array>) | null;
  onLoadSettings: ((data: Uint8Array, baseDir: string) => boolean | Promise<boolean>) | null;
}

/** What a runtime is made of. */
export interface ModuleRuntimeParts {
  readonly instanceId: string;
  readonly supervisor: ActorCalls<SupervisorCalls>;
  readonly runState: RunState;
  /** Called once when the module's program is over. */
  readonly onShutdown: () => void;
}

/** A wait that ends with the run: see {@link ModuleRuntime.untilRunEnds}. */
type Waiter = () => void;

/** The module thread's end of its supervisor. */
export class ModuleRuntime implements ModuleCalls {
  readonly instanceId: string;
  readonly supervisor: ActorCalls<SupervisorCalls>;
  readonly runState: RunState;
  readonly callbacks: LinkCallbacks = {
    onPrepare: null,
    onStart: null,
    onStop: null,
    onShowSettings: null,
    onShowDisplay: null,
    onSaveSettings: null,
    onLoadSettings: null,
  };
  readonly inputs: Map<string, AnyInputPort> = new Map();
  readonly outputs: Map<string, AnyOutputPort> = new Map();
  /** Those of the run. */
  readonly synchronizers: Set<AnySynchronizer> = new Set();
  /** Whether the master may go on before `onStart` has ended. */
  allowAsyncStart = true;
  /** Makes the port objects that a preset or script asks for; set by the link. */
  addPorts:
    ((inputs: readonly InputPortSpec[], outputs: readonly OutputPortSpec[]) => Promise<void>) | undefined;
  /** Replaces the module's program; set by script modules. */
  loadScriptProgram: ((script: ScriptSpec) => Promise<boolean>) | undefined;
  run: RunInfo | undefined;
  /** Root of the run's storage, between prepare and stop. */
  storage: EdlGroup | undefined;
  readonly #onShutdown: () => void;
  readonly #delayedCalls = new Map<number, () => void | Promise<void>>();
  readonly #runEndWaiters = new Set<Waiter>();
  readonly #dataWaiters = new Set<Waiter>();
  #nextCallId = 1;
  #starting: Promise<void> = Promise.resolve();
  #delivering: Promise<unknown> = Promise.resolve();
  #runFunction: (() => void | Promise<void>) | undefined;
  #isInRunFunction = false;
  #presetting: Promise<unknown> = Promise.resolve();

  constructor(parts: ModuleRuntimeParts) {
    this.instanceId = parts.instanceId;
    this.supervisor = parts.supervisor;
    this.runState = parts.runState;
    this.#onShutdown = parts.onShutdown;
  }

  // ---- for the user-facing objects ----

  get isRunning(): boolean {
    return this.runState.isRunning;
  }

  /** What a script module wants run between start and stop. */
  setRunFunction(run: (() => void | Promise<void>) | undefined): void {
    this.#runFunction = run;
  }

  /**
   * Runs a piece of user code, known to the supervisor while it runs.
   *
   * @returns its result, or `undefined` where it threw: the error has been raised then
   */
  async invoke<T>(callbackId: number, callback: () => T | Promise<T>): Promise<T | undefined> {
    this.runState.enterCallback(callbackId);
    try {
      return await callback();
    } catch (error) {
      // The supervisor must know of the error before it hears that the step is over.
      await this.#raiseCallbackError(callbackId, error).catch(() => undefined);
      return undefined;
    } finally {
      this.runState.leaveCallback();
    }
  }

  /** Runs the user's event function of `awaitDataForever`. */
  async invokeEvent(eventFn: () => void): Promise<void> {
    await this.invoke(CallbackId.Event, eventFn);
  }

  /** Reports what user code threw; the run ends because of it. */
  raiseCallbackError(callbackId: number, error: unknown): void {
    this.tell(this.#raiseCallbackError(callbackId, error));
  }

  #raiseCallbackError(callbackId: number, error: unknown): Promise<void> {
    const name = callbackName(callbackId, [...this.inputs.keys()]);
    const thrown = toErrorRecord(error);
    const record: ErrorRecord = {
      ...thrown,
      name: 'SyntalosError',
      code: 'ERR_SYNTALOS_CALLBACK',
      message: `Callback "${name}" of module "${this.instanceId}" threw ${thrown.name}: ${thrown.message}`,
      details: { module: this.instanceId, callback: name },
      cause: thrown,
    };
    return this.supervisor.reportError(record);
  }

  /** Raises an error of the module; the run ends because of it. */
  raise(error: unknown): void {
    this.tell(this.supervisor.reportError(toErrorRecord(error)));
  }

  /** Sends a message to the supervisor whose failure has nowhere else to go. */
  tell(call: Promise<unknown>): void {
    call.catch(() => undefined); // the supervisor is gone: so is the run, and this thread next
  }

  /** Resolves when the run ends, at once where none goes on. */
  untilRunEnds(): { readonly promise: Promise<void>; cancel(): void } {
    if (!this.isRunning) return { promise: Promise.resolve(), cancel: () => undefined };
    return waitOn(this.#runEndWaiters);
  }

  /** Resolves when an item was delivered to any input port's consumer. */
  untilData(): { readonly promise: Promise<void>; cancel(): void } {
    return waitOn(this.#dataWaiters);
  }

  /** An input port has delivered something. */
  noteData(): void {
    if (this.#dataWaiters.size > 0) wakeAll(this.#dataWaiters);
  }

  /**
   * Schedules a call on the supervisor's timer.
   *
   * @param dueUsec - on CLOCK_MONOTONIC
   */
  scheduleDelayedCall(dueUsec: number, callback: () => void | Promise<void>): Disposable {
    const callId = this.#nextCallId++;
    this.#delayedCalls.set(callId, callback);
    this.tell(this.supervisor.scheduleDelayedCall(callId, dueUsec));
    return {
      [Symbol.dispose]: () => {
        if (this.#delayedCalls.delete(callId)) this.tell(this.supervisor.cancelDelayedCall(callId));
      },
    };
  }

  // ---- calls of the supervisor ----

  async loadSettings(data: Uint8Array, baseDir: string): Promise<boolean> {
    const { onLoadSettings } = this.callbacks;
    if (onLoadSettings === null) return true;
    return (await this.invoke(CallbackId.LoadSettings, () => onLoadSettings(data, baseDir))) === true;
  }

  async saveSettings(baseDir: string): Promise<{ success: boolean; data: Uint8Array }> {
    const { onSaveSettings } = this.callbacks;
    if (onSaveSettings === null) return { success: true, data: new Uint8Array() };
    const data = await this.invoke(CallbackId.SaveSettings, async () => {
      const saved: unknown = await onSaveSettings(baseDir);
      if (saved instanceof Uint8Array) return saved;
      throw new TypeError(`it returned ${describeValue(saved)}, expected a Uint8Array`);
    });
    return data === undefined ? { success: false, data: new Uint8Array() } : { success: true, data };
  }

  async prepare(run: RunInfo): Promise<PrepareResult> {
    await this.#presetting;
    this.run = run;
    this.storage = EdlGroup.attach({
      path: run.edlRootPath,
      collectionId: run.runUuid,
      reserve: (unit, parentRelPath, name) => this.supervisor.reserveEdl(unit, parentRelPath, name),
      onWarning: (message) => this.tell(this.supervisor.warn(message)),
    });
    const { onPrepare } = this.callbacks;
    const accepted = onPrepare === null ? true : await this.invoke(CallbackId.Prepare, onPrepare);
    if (accepted !== undefined && typeof accepted !== 'boolean') {
      const wrong = new TypeError(`it returned ${describeValue(accepted)}, expected true or false`);
      await this.#raiseCallbackError(CallbackId.Prepare, wrong).catch(() => undefined);
      return { success: false };
    }
    await this.#metadataKnown();
    return { success: accepted === true };
  }

  async start(): Promise<void> {
    this.#starting = this.#start();
    await this.#starting;
  }

  async #start(): Promise<void> {
    const { onStart } = this.callbacks;
    if (this.allowAsyncStart) this.#freezeMetadata();
    if (onStart !== null) await this.invoke(CallbackId.Start, onStart);
    this.#freezeMetadata();
    await this.#metadataKnown();
    const run = this.#runFunction;
    const work: Promise<unknown>[] = [...this.inputs.values()].map((port) => port.deliver());
    if (run !== undefined) work.push(this.#serveRun(run));
    this.#delivering = Promise.allSettled(work);
  }

  async stop(): Promise<void> {
    wakeAll(this.#runEndWaiters);
    wakeAll(this.#dataWaiters);
    this.#delayedCalls.clear();
    for (const port of this.inputs.values()) port.endIteration();
    // The stop may come while the start goes on, and is the next step even then.
    await this.#starting.catch(() => undefined);
    // Should it not come back, the supervisor names it.
    if (this.#isInRunFunction) this.runState.enterCallback(CallbackId.Run);
    await this.#delivering;
    // Loops of the module that the end of a wait has woken come to their own end first.
    await yieldToEventLoop();
    const { onStop } = this.callbacks;
    if (onStop !== null) await this.invoke(CallbackId.Stop, onStop);
    this.#closeSynchronizers();
    try {
      await this.storage?.save();
    } catch (error) {
      this.raise(error);
    }
    this.storage = undefined;
    this.run = undefined;
    for (const port of this.outputs.values()) {
      port.settleCounts();
      port.thawMetadata();
    }
  }

  /** Runs the script's own loop: other callbacks come and go meanwhile. */
  async #serveRun(run: () => void | Promise<void>): Promise<void> {
    this.#isInRunFunction = true;
    await this.invoke(CallbackId.Run, run);
    this.#isInRunFunction = false;
  }

  leaveInputs(): Promise<void> {
    for (const port of this.inputs.values()) port.leave();
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.#onShutdown();
    return Promise.resolve();
  }

  async showSettings(): Promise<void> {
    const { onShowSettings } = this.callbacks;
    if (onShowSettings !== null) await this.invoke(CallbackId.ShowSettings, onShowSettings);
  }

  async showDisplay(): Promise<void> {
    const { onShowDisplay } = this.callbacks;
    if (onShowDisplay !== null) await this.invoke(CallbackId.ShowDisplay, onShowDisplay);
  }

  connectInput(portId: string, ring: SharedArrayBuffer, sourceType: number): Promise<ReaderClaim> {
    const port = this.inputs.get(portId);
    if (port === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_PORT',
        `Cannot connect input "${portId}" of module "${this.instanceId}": it has no such port`,
      );
    }
    // What an unknown type means is decided, and refused by name, where the codec is chosen.
    return Promise.resolve(port.connect(ring, sourceType as DataType | 0));
  }

  updateInputMetadata(portId: string, metadata: Uint8Array): Promise<void> {
    this.inputs.get(portId)?.setMetadata(metadata);
    return Promise.resolve();
  }

  async delayedCall(callId: number): Promise<void> {
    const callback = this.#delayedCalls.get(callId);
    if (callback === undefined) return;
    this.#delayedCalls.delete(callId);
    await this.invoke(CallbackId.DelayedCall, callback);
  }

  async loadScript(script: ScriptSpec): Promise<boolean> {
    if (this.loadScriptProgram === undefined) {
      await this.supervisor.warn(`Module "${this.instanceId}" takes no scripts: it is a program of its own`);
      return false;
    }
    await this.#presetting; // its program looks for those ports
    return this.loadScriptProgram(script);
  }

  async presetPorts(inputs: readonly InputPortSpec[], outputs: readonly OutputPortSpec[]): Promise<void> {
    const adding = this.addPorts?.(inputs, outputs) ?? Promise.resolve();
    this.#presetting = adding.catch(() => undefined);
    await adding;
  }

  /** Drops what the module's program has set: callbacks, and with `ports` the ports themselves. */
  async reset(options: { readonly ports: boolean }): Promise<void> {
    for (const name of Object.keys(this.callbacks) as (keyof LinkCallbacks)[]) this.callbacks[name] = null;
    this.#runFunction = undefined;
    for (const port of this.inputs.values()) port.forgetConsumer();
    if (!options.ports) return;
    for (const [id, port] of this.inputs) {
      await port.close();
      await this.supervisor.removePort('input', id);
    }
    for (const id of this.outputs.keys()) await this.supervisor.removePort('output', id);
    this.inputs.clear();
    this.outputs.clear();
  }

  /** True between the begin of `onPrepare` and the end of the run. */
  get isInRun(): boolean {
    return this.runState.phase !== RunPhase.idle;
  }

  /** Completes their tsync files; the supervisor ends their threads once this step is done. */
  #closeSynchronizers(): void {
    for (const synchronizer of this.synchronizers) {
      try {
        synchronizer.close();
      } catch (error) {
        this.raise(error);
      }
    }
    this.synchronizers.clear();
  }

  #freezeMetadata(): void {
    for (const port of this.outputs.values()) port.freezeMetadata();
  }

  /** The master must have all metadata before it hears that a step is done. */
  async #metadataKnown(): Promise<void> {
    for (const port of this.outputs.values()) await port.metadataKnown();
  }
}

function waitOn(waiters: Set<Waiter>): { readonly promise: Promise<void>; cancel(): void } {
  let waiter: Waiter = () => undefined;
  const promise = new Promise<void>((resolve) => {
    waiter = resolve;
    waiters.add(resolve);
  });
  return {
    promise,
    cancel: () => {
      waiters.delete(waiter);
      waiter();
    },
  };
}

function wakeAll(waiters: Set<Waiter>): void {
  const woken = [...waiters];
  waiters.clear();
  for (const wake of woken) wake();
}
