/**
 * The module's connection to its host, as the user holds it.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import type { EdlDataset, EdlGroup } from '../edl/index.ts';
import type { SettingsOf, SettingsSchema } from '../settings/index.ts';
import { userPlace } from '../threads/index.ts';
import type { DataOf, DataType, SubmittableOf } from '../types/index.ts';
import type { ClockSynchronizerOptions, SecondaryClockSynchronizer } from './clock-synchronizer.ts';
import type { CounterSynchronizerOptions, FrequencyCounterSynchronizer } from './counter-synchronizer.ts';
import { InputPort } from './input-port.ts';
import { waitForData, type LinkCallbacks, type ModuleRuntime } from '../module/index.ts';
import { openClockSynchronizer, openCounterSynchronizer } from './open-synchronizer.ts';
import { OutputPort } from './output-port.ts';
import { checkPort, isToSpin, policyOf, type InputPortOptions } from './port-declaration.ts';

/** The subject of a run: the animal or person that the experiment is about. */
export interface Subject {
  /** As the user typed it; empty when there is none. */
  readonly id: string;
  /** Group of the subject, such as `control`; empty when there is none. */
  readonly group: string;
}

/** A module's connection to Syntalos or to the embedded host; made by `initLink`. */
export class SyntalosLink {
  readonly #runtime: ModuleRuntime;
  readonly #ended: Promise<void>;
  readonly #end: () => Promise<void>;
  #idleSignalled = false;
  #hasEnded = false;

  /** @internal Links are made by `initLink`. */
  constructor(runtime: ModuleRuntime, life: { ended: Promise<void>; end: () => Promise<void> }) {
    this.#runtime = runtime;
    this.#ended = life.ended;
    this.#end = life.end;
    void life.ended.then(() => (this.#hasEnded = true));
    runtime.onPresetPorts(async (inputs, outputs) => {
      // All of them are there at once: the master sends their metadata before it has acknowledged any.
      await Promise.all([
        ...inputs.map(({ id, title, dataType }) => this.registerInputPort(id, title, dataType as DataType)),
        ...outputs.map(({ id, title, dataType }) => this.registerOutputPort(id, title, dataType as DataType)),
      ]);
    });
  }

  /**
   * Declares an input port. Ports are declared before {@link signalIdle} or
   * {@link awaitDataForever}, so that a project's connections can be made.
   *
   * @param id - unique among the module's input ports
   * @param title - shown to people
   * @throws ERR_SYNTALOS_PORT - for an id that is taken
   */
  async registerInputPort<D extends DataType>(
    id: string,
    title: string,
    dataType: D,
    options: InputPortOptions = {},
  ): Promise<InputPort<DataOf<D>>> {
    const runtime = this.#runtime;
    checkPort({ direction: 'input', id, dataType, others: runtime.inputs });
    const policy = policyOf(id, options.policy);
    const isSpinning = isToSpin(id, options.waiting, (text) => runtime.warn(text));
    const spec = { id, title, dataType, policy, isSpinning };
    const port = new InputPort<DataOf<D>>(runtime, spec, runtime.inputs.size);
    if (runtime.arePortsFixed) {
      this.#warnOfLatePort('input', id);
      return port;
    }
    runtime.inputs.set(id, port);
    await runtime.supervisor.registerInput(port.spec);
    return port;
  }

  /** Declares an output port; as {@link registerInputPort}. */
  async registerOutputPort<D extends DataType>(
    id: string,
    title: string,
    dataType: D,
  ): Promise<OutputPort<DataOf<D>, SubmittableOf<D>>> {
    const runtime = this.#runtime;
    checkPort({ direction: 'output', id, dataType, others: runtime.outputs });
    const port = new OutputPort<DataOf<D>, SubmittableOf<D>>(
      runtime,
      { id, title, dataType },
      runtime.outputs.size,
    );
    if (runtime.arePortsFixed) {
      this.#warnOfLatePort('output', id);
      return port;
    }
    runtime.outputs.set(id, port);
    const hubPort = await runtime.supervisor.registerOutput(port.spec, port.ring);
    if (hubPort !== undefined) {
      port.sendBy(await runtime.hub.openOutput(hubPort, runtime.runState.stopWord));
    }
    return port;
  }

  /** The input port of this id, if there is one. */
  getInputPort(id: string): InputPort | undefined {
    return this.#runtime.inputs.get(id) as InputPort | undefined;
  }

  /** The output port of this id, if there is one. */
  getOutputPort(id: string): OutputPort | undefined {
    return this.#runtime.outputs.get(id) as OutputPort | undefined;
  }

  /** Called when a run is prepared; `false` or a throw refuses the run. */
  get onPrepare(): LinkCallbacks['onPrepare'] {
    return this.#runtime.callbacks.onPrepare;
  }
  set onPrepare(callback: LinkCallbacks['onPrepare']) {
    this.#setCallback('onPrepare', callback);
  }

  /** Called when a run starts; items are delivered from its end on. */
  get onStart(): LinkCallbacks['onStart'] {
    return this.#runtime.callbacks.onStart;
  }
  set onStart(callback: LinkCallbacks['onStart']) {
    this.#setCallback('onStart', callback);
  }

  /** Called when a run has stopped and all items were delivered; close files here. */
  get onStop(): LinkCallbacks['onStop'] {
    return this.#runtime.callbacks.onStop;
  }
  set onStop(callback: LinkCallbacks['onStop']) {
    this.#setCallback('onStop', callback);
  }

  /** Called when the user asks for the module's settings. */
  get onShowSettings(): LinkCallbacks['onShowSettings'] {
    return this.#runtime.callbacks.onShowSettings;
  }
  set onShowSettings(callback: LinkCallbacks['onShowSettings']) {
    this.#setCallback('onShowSettings', callback);
  }

  /** Called when the user asks for the module's display. */
  get onShowDisplay(): LinkCallbacks['onShowDisplay'] {
    return this.#runtime.callbacks.onShowDisplay;
  }
  set onShowDisplay(callback: LinkCallbacks['onShowDisplay']) {
    this.#setCallback('onShowDisplay', callback);
  }

  /**
   * Returns the module's settings as bytes; none when it returns none. The embedded host asks at the
   * end of each run that the module did not fail in, and keeps them beside the project file
   * `<folder>/<name>.toml` in `<folder>/<name>.settings/<module id>.bin`.
   *
   * Its argument is the project's folder, for what the settings name by relative paths.
   */
  get onSaveSettings(): LinkCallbacks['onSaveSettings'] {
    return this.#runtime.callbacks.onSaveSettings;
  }
  set onSaveSettings(callback: LinkCallbacks['onSaveSettings']) {
    this.#setCallback('onSaveSettings', callback);
  }

  /**
   * Gets the bytes that {@link onSaveSettings} returned in an earlier run, and the project's folder, before
   * the module prepares. `false` or a throw refuses them, and so the run.
   *
   * On the embedded host, settings that the project file gives the module come in their place, as the
   * JSON text of the table `settings`. A module with neither is not called.
   */
  get onLoadSettings(): LinkCallbacks['onLoadSettings'] {
    return this.#runtime.callbacks.onLoadSettings;
  }
  set onLoadSettings(callback: LinkCallbacks['onLoadSettings']) {
    this.#setCallback('onLoadSettings', callback);
  }

  /** True from the start of a run until its stop is requested, to the moment. */
  get isRunning(): boolean {
    return this.#runtime.isRunning;
  }

  /**
   * Whether the host may start other modules before this one's `onStart` has ended (the default).
   * Set it to false when `onStart` still sets metadata.
   */
  get allowAsyncStart(): boolean {
    return this.#runtime.allowAsyncStart;
  }
  set allowAsyncStart(allowed: boolean) {
    this.#runtime.setAllowAsyncStart(allowed);
  }

  /** Id of the run in canonical form; `undefined` outside a run. */
  get runUuid(): string | undefined {
    return this.#runtime.run?.runUuid;
  }

  /** Subject of the run; `undefined` outside a run. */
  get subject(): Subject | undefined {
    const { run } = this.#runtime;
    return run === undefined ? undefined : { id: run.subjectId, group: run.subjectGroup };
  }

  /** The module's name as the host shows it; its id outside a run. */
  get moduleName(): string {
    return this.#runtime.run?.moduleName ?? this.#runtime.instanceId;
  }

  /**
   * Root group of the run's recording.
   *
   * @throws ERR_SYNTALOS_EDL_NO_ROOT - outside a run
   */
  get rootGroup(): EdlGroup {
    const { storage } = this.#runtime;
    if (storage === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL_NO_ROOT',
        `Module "${this.#runtime.instanceId}" has no EDL root group now: use it from onPrepare to onStop`,
      );
    }
    return storage;
  }

  /** Creates, or opens, a group below the root group; errors as {@link rootGroup}. */
  async createStorageGroup(name: string): Promise<EdlGroup> {
    return this.rootGroup.createGroup(name);
  }

  /**
   * Creates the module's dataset below the root group, named after the module unless told
   * otherwise.
   *
   * @throws ERR_SYNTALOS_EDL_EXISTS - when the name is taken
   * @throws ERR_SYNTALOS_EDL_NO_ROOT - outside a run
   */
  async createDefaultDataset(preferredName?: string): Promise<EdlDataset> {
    const name = preferredName === undefined || preferredName === '' ? this.moduleName : preferredName;
    return this.rootGroup.createDataset(name);
  }

  /** Creates a dataset in a group; errors as {@link createDefaultDataset}. */
  async createDatasetInGroup(group: EdlGroup, name: string): Promise<EdlDataset> {
    return group.createDataset(name);
  }

  /**
   * Says that all ports are declared and the module can take a run.
   *
   * @throws ERR_SYNTALOS_SETTING - when {@link settings} has found the project's settings wrong
   */
  async signalIdle(): Promise<void> {
    if (this.#idleSignalled) return;
    this.#runtime.settings.checkKnown();
    this.#idleSignalled = true;
    await this.#runtime.supervisor.signalIdle();
  }

  /**
   * Waits until items were delivered, until the time is over, or until the run ends.
   *
   * @param timeoutUsec - longest wait in µs; without, or with -1, until the run ends
   */
  async awaitData(timeoutUsec = -1): Promise<void> {
    await waitForData(this.#runtime, timeoutUsec);
  }

  /**
   * Signals idle if that has not happened, then serves runs until the host shuts the module down.
   *
   * @param eventFn - called about every 10 ms meanwhile, for event loops of others; one call at a time
   */
  async awaitDataForever(eventFn?: () => void | Promise<void>): Promise<void> {
    await this.signalIdle();
    if (eventFn === undefined) return this.#ended;
    let isBusy = false;
    const timer = setInterval(() => {
      // One that returns a promise may take longer than the interval.
      if (isBusy) return;
      isBusy = true;
      void this.#runtime.invokeEvent(eventFn).finally(() => (isBusy = false));
    }, EVENT_INTERVAL_MSEC);
    try {
      await this.#ended;
    } finally {
      clearInterval(timer);
    }
  }

  /**
   * Makes a synchronizer for a device that has a steady clock of its own. It runs in a thread of its
   * own and ends with the run, after `onStop`.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - unless the module prepares or runs
   * @throws ERR_SYNTALOS_SYNC - for an id that is taken
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a frequency below 0
   */
  async initClockSynchronizer(options: ClockSynchronizerOptions = {}): Promise<SecondaryClockSynchronizer> {
    return openClockSynchronizer(this.#runtime, options);
  }

  /**
   * Makes a synchronizer for a device that counts samples at a known frequency; as
   * {@link initClockSynchronizer}.
   */
  async initCounterSynchronizer(options: CounterSynchronizerOptions): Promise<FrequencyCounterSynchronizer> {
    return openCounterSynchronizer(this.#runtime, options);
  }

  /**
   * The module's settings, typed: those that the project gives it, and defaults for the others. They are checked by name
   * before a run: one that the schema does not know, that is missing or not allowed refuses it.
   *
   * Ask before {@link signalIdle} or {@link awaitDataForever}. In a process of its own the settings come after that,
   * so await them in `onPrepare`; in a thread of the embedded host they are there at once.
   *
   * @param schema - each setting by its name, made by `numberSetting` and its like
   * @returns rejects with ERR_SYNTALOS_SETTING, a line for each setting that is wrong
   * @example
   * ```ts
   * const settings = link.settings({
   *   threshold: numberSetting({ default: 128, min: 0, max: 255 }),
   *   mode: choiceSetting(['dark', 'bright'], { default: 'dark' }),
   * });
   * link.onPrepare = async () => {
   *   ({ threshold } = await settings);
   *   return true;
   * };
   * ```
   */
  settings<S extends SettingsSchema>(schema: S): Promise<SettingsOf<S>> {
    return this.#runtime.settings.read(schema);
  }

  /** Shows a short text about the module's state to the user; none removes it. */
  setStatusMessage(text = ''): void {
    this.#runtime.userCode.post(this.#runtime.supervisor.setStatusMessage(text));
  }

  /**
   * Publishes a figure of the module's own work, such as a tracking error: the host shows it at the
   * end of the run and keeps it in the report. Real Syntalos has no place for it.
   *
   * @param name - what it is, such as `error of the tracker`; a later call of the same name replaces it
   * @param value - a number, or text that is shown as it is
   * @param unit - of the value, such as `px`
   */
  setFigure(name: string, value: number | string, unit = ''): void {
    this.#runtime.userCode.post(this.#runtime.supervisor.setFigure(name, String(value), unit));
  }

  /**
   * Says that nothing more will come from this module: the run ends once all its sources said so, and `onStop`
   * is called as ever. Allowed at any moment: before a run starts it is true from the start of that run on, and
   * after a run it says nothing new. {@link awaitDataForever} returns when the host shuts the module down.
   */
  async shutdown(): Promise<void> {
    if (this.#hasEnded) return;
    await this.signalIdle();
    await this.#runtime.supervisor.signalDormant();
  }

  /** Ends the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  /** Syntalos takes no ports between the end of the preparation and the stop. */
  #warnOfLatePort(direction: 'input' | 'output', id: string): void {
    const place = userPlace(new Error().stack ?? '');
    const at = place === undefined ? '' : `, at ${place}`;
    this.#runtime.warn(
      `The ${direction} port "${id}" was not added${at}: a run goes on; do that in onPrepare or before`,
    );
  }

  #setCallback<K extends keyof LinkCallbacks>(name: K, callback: LinkCallbacks[K]): void {
    const given: unknown = callback;
    if (given !== null && given !== undefined && typeof given !== 'function') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set ${name}: got ${describeValue(given)}, expected a function or null`,
      );
    }
    this.#runtime.callbacks[name] = callback;
  }
}

const EVENT_INTERVAL_MSEC = 10;
