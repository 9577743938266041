/**
 * What runs in a module's thread: it takes the supervisor's calls, runs the user's callbacks one
 * after the other, and owns the module's ports.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import {
  CallbackId,
  type ActorCalls,
  type InputPortSpec,
  type ModuleCalls,
  type OutputPortSpec,
  type PrepareResult,
  type ReaderClaim,
  type RunInfo,
  type ScriptSpec,
  type SupervisorCalls,
  type KnownLimits,
} from '../actors/index.ts';
import type { EdlGroup } from '../edl/index.ts';
import type { ModuleSettings } from '../settings/index.ts';
import type { HubPort } from '../ipc/index.ts';
import { RunPhase, type RunState } from '../shm/index.ts';
import type { DataType } from '../types/index.ts';
import type { AnyInputPort, AnyOutputPort, AnySynchronizer } from './any-port.ts';
import { AttachedHub } from './attached-hub.ts';
import { GivenSettings } from './given-settings.ts';
import { noCallbacks, type LinkCallbacks } from './link-callbacks.ts';
import { RunResources } from './run-resources.ts';
import { ScheduledCalls } from './scheduled-calls.ts';
import { UserCode } from './user-code.ts';
import { Waiters, type Waiting } from './waiters.ts';
import { yieldToEventLoop } from './yield.ts';

/** What a runtime is made of. */
export interface ModuleRuntimeParts {
  readonly instanceId: string;
  readonly supervisor: ActorCalls<SupervisorCalls>;
  readonly runState: RunState;
  readonly limits: KnownLimits;
  /** Settings that are known from the beginning. */
  readonly moduleSettings?: ModuleSettings | undefined;
  /** Called once when the module's program is over. */
  readonly onShutdown: () => void;
}

/** Makes the ports that a preset or a script asks for. */
export type PortAdder = (
  inputs: readonly InputPortSpec[],
  outputs: readonly OutputPortSpec[],
) => Promise<void>;

/** Replaces the program of a module; false when that failed, which was reported then. */
export type ScriptLoader = (script: ScriptSpec) => Promise<boolean>;

/** The module thread's end of its supervisor. */
export class ModuleRuntime implements ModuleCalls {
  readonly instanceId: string;
  readonly supervisor: ActorCalls<SupervisorCalls>;
  readonly runState: RunState;
  readonly userCode: UserCode;
  /** How long user code may take. */
  readonly limits: KnownLimits;
  readonly callbacks: LinkCallbacks = noCallbacks();
  readonly settings: GivenSettings;
  readonly hub: AttachedHub = new AttachedHub();
  readonly inputs: Map<string, AnyInputPort> = new Map();
  readonly outputs: Map<string, AnyOutputPort> = new Map();
  readonly #onShutdown: () => void;
  readonly #scheduledCalls: ScheduledCalls;
  readonly #resources: RunResources;
  readonly #runEnd = new Waiters();
  readonly #data = new Waiters();
  readonly #control = new Waiters();
  #allowAsyncStart = true;
  #hasStopAhead = false;
  #arePortsFixed = false;
  #addPorts: PortAdder | undefined;
  #loadScript: ScriptLoader | undefined;
  #run: RunInfo | undefined;
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
    this.limits = parts.limits;
    this.settings = new GivenSettings(parts.instanceId, parts.moduleSettings);
    this.userCode = new UserCode({ ...parts, inputIds: () => [...this.inputs.keys()] });
    this.#scheduledCalls = new ScheduledCalls({ ...parts, userCode: this.userCode });
    this.#resources = new RunResources(parts.supervisor, this.userCode);
  }

  // ---- for the user-facing objects ----

  get isRunning(): boolean {
    return this.runState.isRunning;
  }

  /** What a script module wants run between start and stop. */
  setRunFunction(run: (() => void | Promise<void>) | undefined): void {
    this.#runFunction = run;
  }

  /** Whether the module's ports stay as they are: from the end of its preparation to the end of its run. */
  get arePortsFixed(): boolean {
    return this.#arePortsFixed;
  }

  /** Whether the loop of a script goes on. */
  get isInRunFunction(): boolean {
    return this.#isInRunFunction;
  }

  /** What is known of the run, from prepare to stop. */
  get run(): RunInfo | undefined {
    return this.#run;
  }

  /** Root of the run's storage, from prepare to stop. */
  get storage(): EdlGroup | undefined {
    return this.#resources.storage;
  }

  /** Synchronizers of the run; those that are added end with it. */
  get synchronizers(): Set<AnySynchronizer> {
    return this.#resources.synchronizers;
  }

  /** Whether the master may go on before `onStart` has ended. */
  get allowAsyncStart(): boolean {
    return this.#allowAsyncStart;
  }

  setAllowAsyncStart(allowed: boolean): void {
    this.#allowAsyncStart = allowed;
    this.userCode.post(this.supervisor.setAllowAsyncStart(allowed));
  }

  /** Says who makes the ports of a preset: the link. */
  onPresetPorts(addPorts: PortAdder): void {
    this.#addPorts = addPorts;
  }

  /** Says who replaces the module's program; `undefined`: nobody, it is a program of its own. */
  onLoadScript(load: ScriptLoader | undefined): void {
    this.#loadScript = load;
  }

  /** Runs the user's event function of `awaitDataForever`. */
  async invokeEvent(eventFn: () => void | Promise<void>): Promise<void> {
    await this.userCode.invoke(CallbackId.Event, eventFn);
  }

  /** Resolves when the run ends, at once when none goes on. */
  untilRunEnds(): Waiting {
    if (!this.isRunning) return { promise: Promise.resolve(), cancel: () => undefined };
    return this.#runEnd.wait();
  }

  /**
   * Resolves when this thread begins to stop the run; `undefined` when it has begun, or no run goes on.
   *
   * The stop is requested a while before: what waits in between must not outlast the stop.
   */
  untilStop(): Waiting | undefined {
    return this.#hasStopAhead ? this.#runEnd.wait() : undefined;
  }

  /** Resolves when the supervisor has asked for something: a step of a run, a script, the end. */
  untilControl(): Waiting {
    return this.#control.wait();
  }

  /** Resolves when an item was delivered to any input port's consumer. */
  untilData(): Waiting {
    return this.#data.wait();
  }

  /** An input port has delivered something. */
  noteData(): void {
    this.#data.wakeAll();
  }

  /**
   * Schedules a call on the supervisor's timer.
   *
   * @param dueUsec - on CLOCK_MONOTONIC
   * @param onLeft - called in its place when the run stops before
   * @returns what cancels it
   */
  scheduleDelayedCall(
    dueUsec: number,
    callback: () => void | Promise<void>,
    onLeft?: () => void,
  ): Disposable {
    return this.#scheduledCalls.schedule(dueUsec, callback, onLeft);
  }

  /** Has a warning shown to the user, and kept in the run's report. */
  warn(message: string): void {
    this.userCode.post(this.supervisor.warn(message));
  }

  // ---- calls of the supervisor ----

  async loadSettings(data: Uint8Array, baseDir: string): Promise<boolean> {
    this.settings.load(data, baseDir);
    const { onLoadSettings } = this.callbacks;
    if (onLoadSettings === null) {
      if (data.byteLength > 0 && !this.settings.wereAsked) {
        this.warn(
          `Module "${this.instanceId}" gets settings, but asks for none: they are ignored; it can ask by link.settings() or link.onLoadSettings`,
        );
      }
      return true;
    }
    return (
      (await this.userCode.invoke(CallbackId.LoadSettings, () => onLoadSettings(data, baseDir))) === true
    );
  }

  async saveSettings(baseDir: string): Promise<{ success: boolean; data: Uint8Array }> {
    const { onSaveSettings } = this.callbacks;
    if (onSaveSettings === null) return { success: true, data: new Uint8Array() };
    const data = await this.userCode.invoke(CallbackId.SaveSettings, async () => {
      const saved: unknown = await onSaveSettings(baseDir);
      if (saved instanceof Uint8Array) return saved;
      throw new TypeError(`it returned ${describeValue(saved)}, expected a Uint8Array`);
    });
    return data === undefined ? { success: false, data: new Uint8Array() } : { success: true, data };
  }

  async prepare(run: RunInfo): Promise<PrepareResult> {
    this.#control.wakeAll();
    await this.#presetting;
    this.#run = run;
    this.#resources.open(run);
    try {
      this.settings.check();
    } catch (error) {
      await this.userCode.settingsRefused(error);
      return { success: false };
    }
    const { onPrepare } = this.callbacks;
    const accepted =
      onPrepare === null
        ? true
        : await this.userCode.invoke(CallbackId.Prepare, async () => {
            const answer: unknown = await onPrepare();
            if (typeof answer === 'boolean') return answer;
            const remedy = answer === undefined ? '; return true to take part in the run' : '';
            throw new TypeError(`it returned ${describeValue(answer)}, expected true or false${remedy}`);
          });
    this.#arePortsFixed = accepted === true;
    await this.#metadataKnown();
    await this.#allIsHeard();
    return { success: accepted === true };
  }

  async start(): Promise<void> {
    this.#control.wakeAll();
    this.#starting = this.#start();
    await this.#starting;
  }

  async #start(): Promise<void> {
    const { onStart } = this.callbacks;
    this.#hasStopAhead = true;
    for (const port of this.outputs.values()) port.open();
    if (this.#allowAsyncStart) this.#freezeMetadata();
    if (onStart !== null) await this.userCode.invoke(CallbackId.Start, onStart);
    this.#freezeMetadata();
    await this.#metadataKnown();
    if (!this.#allowAsyncStart) await this.#allIsHeard();
    const run = this.#runFunction;
    const work: Promise<unknown>[] = [...this.inputs.values()].map((port) => this.#deliver(port));
    if (run !== undefined) work.push(this.#serveRun(run));
    this.#delivering = Promise.all(
      work.map((part) => part.catch((error: unknown) => this.userCode.reportError(error))),
    );
  }

  /** What ends a delivery before its time must not vanish: the port would hold its source back for good. */
  async #deliver(port: AnyInputPort): Promise<void> {
    try {
      await port.deliver();
    } catch (error) {
      this.userCode.reportError(error);
    }
  }

  async stop(): Promise<void> {
    this.#hasStopAhead = false;
    this.#control.wakeAll();
    this.#runEnd.wakeAll();
    this.#data.wakeAll();
    const left = this.#scheduledCalls.endRun();
    if (left > 0) {
      this.warn(
        `${left} scheduled ${left === 1 ? 'call' : 'calls'} of module "${this.instanceId}" had not come when the run stopped`,
      );
    }
    for (const port of this.inputs.values()) port.endIteration();
    // The stop may come while the start goes on, and is the next step even then.
    await this.#starting.catch(() => undefined);
    // Should it not come back, the supervisor names it.
    if (this.#isInRunFunction) this.runState.enterCallback(CallbackId.Run);
    await this.#delivering;
    await this.#scheduledCalls.settle();
    // Loops of the module that the end of a wait has woken come to their own end first.
    await yieldToEventLoop();
    const { onStop } = this.callbacks;
    // Without a prepare callback that ran there is nothing to clean up.
    if (onStop !== null && this.#run !== undefined) await this.userCode.invoke(CallbackId.Stop, onStop);
    for (const port of this.outputs.values()) port.close();
    await this.#resources.close();
    this.#run = undefined;
    this.#arePortsFixed = false;
    for (const port of this.outputs.values()) {
      port.thawMetadata();
    }
    await this.#allIsHeard();
  }

  /** Runs the script's own loop: other callbacks come and go meanwhile. */
  async #serveRun(run: () => void | Promise<void>): Promise<void> {
    this.#isInRunFunction = true;
    await this.userCode.invoke(CallbackId.Run, run);
    this.#isInRunFunction = false;
  }

  leaveInputs(): Promise<void> {
    for (const port of this.inputs.values()) port.leave();
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.#control.wakeAll();
    this.#onShutdown();
    return Promise.resolve();
  }

  async showSettings(): Promise<void> {
    const { onShowSettings } = this.callbacks;
    if (onShowSettings !== null) await this.userCode.invoke(CallbackId.ShowSettings, onShowSettings);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  async showDisplay(): Promise<void> {
    const { onShowDisplay } = this.callbacks;
    if (onShowDisplay !== null) await this.userCode.invoke(CallbackId.ShowDisplay, onShowDisplay);
  }

  connectInput(
    portId: string,
    ring: SharedArrayBuffer,
    sourceType: number,
    hubPort?: HubPort,
  ): Promise<ReaderClaim> {
    const port = this.inputs.get(portId);
    if (port === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_PORT',
        `Cannot connect input "${portId}" of module "${this.instanceId}": it has no such port`,
      );
    }
    // What an unknown type means is decided, and refused by name, where the codec is chosen.
    return this.hub.connect(port, { ring, sourceType: sourceType as DataType | 0, hubPort });
  }

  updateInputMetadata(portId: string, metadata: Uint8Array): Promise<void> {
    this.inputs.get(portId)?.setMetadata(metadata);
    return Promise.resolve();
  }

  async delayedCall(callId: number): Promise<void> {
    await this.#scheduledCalls.run(callId);
  }

  async loadScript(script: ScriptSpec): Promise<boolean> {
    this.#control.wakeAll();
    if (this.#loadScript === undefined) {
      await this.supervisor.warn(`Module "${this.instanceId}" takes no scripts: it is a program of its own`);
      return false;
    }
    await this.#presetting; // its program looks for those ports
    return this.#loadScript(script);
  }

  async presetPorts(inputs: readonly InputPortSpec[], outputs: readonly OutputPortSpec[]): Promise<void> {
    const adding = this.#addPorts?.(inputs, outputs) ?? Promise.resolve();
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

  #freezeMetadata(): void {
    for (const port of this.outputs.values()) port.freezeMetadata();
  }

  /** What was reported in a step comes another way than the step's answer, and must not come after it. */
  async #allIsHeard(): Promise<void> {
    await this.supervisor.ping().catch(() => undefined); // whose end is noticed elsewhere
  }

  /** The master must have all metadata before it hears that a step is done. */
  async #metadataKnown(): Promise<void> {
    for (const port of this.outputs.values()) await port.metadataKnown();
  }
}
