/**
 * Runs a project: loads its modules, connects them, and takes them through one run.
 *
 * Steps and their order are those of Syntalos (wire protocol, section 5). Sources stop first, and a
 * consumer only after it has taken what was written for it.
 *
 * @module
 */
import { performance } from 'node:perf_hooks';
import { parse as parseUuid, v7 as newUuid } from 'uuid';
import { sleep } from '../../deadline.ts';
import { SyntalosError, toErrorRecord } from '../../errors.ts';
import { ModuleState, type EdlReservation } from '../../ipc/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import type { Project, ProjectConnection } from '../project/index.ts';
import type { ProjectRun, RegisteredPort, RunLimits, RunOptions } from '../project-run.ts';
import {
  reportOf,
  type LogLevel,
  type PortProgress,
  type RunError,
  type RunNote,
  type RunPhase,
  type RunProgress,
  type RunReport,
} from '../report/index.ts';
import { dataTypeName } from '../../types/index.ts';
import { checkConnections } from './check-connections.ts';
import { levelsOf } from './graph.ts';
import { DRAIN_POLL_MSEC, ENGINE_LIMITS } from './limits.ts';
import { ModuleDriver, type FedInput, type LoadContext } from './module-driver.ts';
import { ModuleRecord, type ModuleListener } from './module-record.ts';
import { makeMeters } from './make-meters.ts';
import type { PortMeter } from './port-meter.ts';
import { ProcessLinks } from './process-links.ts';
import { Recording } from './recording.ts';
import { SettingsStore } from './settings-store.ts';
import { SupervisorThreads } from './supervisor-threads.ts';

/**
 * Starts a run of a project: resolves as soon as it is under way, whether it will succeed or not.
 *
 * @throws `ERR_SYNTALOS_STORAGE` where the recording's folder cannot be made
 */
export async function startProject(project: Project, options: RunOptions = {}): Promise<ProjectRun> {
  const engine = new Engine(project, options);
  engine.begin(await engine.open());
  return engine;
}

/** Runs a project to its end and returns the report; errors as {@link startProject}. */
export async function runProject(project: Project, options: RunOptions = {}): Promise<RunReport> {
  const run = await startProject(project, options);
  return run.done;
}

class Engine implements ProjectRun, ModuleListener {
  readonly done: Promise<RunReport>;
  readonly #project: Project;
  readonly #options: RunOptions;
  readonly #limits: Required<RunLimits>;
  readonly #runUuid = newUuid();
  readonly #createdAt = new Date();
  readonly #records: ReadonlyMap<string, ModuleRecord>;
  readonly #drivers: ReadonlyMap<string, ModuleDriver>;
  /** The project's, and those that the caller adds once the ports are known. */
  #connections: readonly ProjectConnection[];
  /** Sources first. */
  #levels: readonly (readonly ModuleDriver[])[] = [];
  /** The host's own; those of modules are in their records. */
  readonly #errors: RunError[] = [];
  readonly #warnings: RunNote[] = [];
  readonly #supervisors: SupervisorThreads;
  readonly #settings: SettingsStore;
  readonly #links: ProcessLinks;
  #recording: Recording | undefined;
  #meters: PortMeter[] = [];
  #phase: RunPhase = 'loading';
  #hasStarted = false;
  #startUsec: number | undefined;
  #startedAt: Date | undefined;
  #stopUsec: number | undefined;
  #stopReason: string | undefined;
  #killed = false;
  #resolveDone: (report: RunReport) => void = () => undefined;
  #rejectDone: (error: unknown) => void = () => undefined;
  #wakeStop: () => void = () => undefined;
  readonly #stopRequested: Promise<void>;

  constructor(project: Project, options: RunOptions) {
    this.#project = project;
    this.#options = options;
    this.#limits = { ...ENGINE_LIMITS, ...options.limits };
    this.#records = new Map(project.modules.map((module) => [module.id, new ModuleRecord(module, this)]));
    this.#supervisors = new SupervisorThreads((error) => {
      if (!this.#killed) this.#fail(error, 'a supervisor failed');
    });
    this.#drivers = new Map(
      [...this.#records].map(([id, record]) => [id, new ModuleDriver(record, this.#limits)]),
    );
    this.#settings = new SettingsStore(project);
    this.#links = new ProcessLinks({
      // Random bits of the UUID: no other run on this machine has the same.
      runIndex: Number.parseInt(this.#runUuid.slice(-8), 16),
      records: this.#records,
      onFailure: (error) => {
        if (!this.#killed) this.#fail(error, 'data could not be moved');
      },
    });
    this.#connections = project.connections;
    this.done = new Promise((resolve, reject) => {
      this.#resolveDone = resolve;
      this.#rejectDone = reject;
    });
    this.#stopRequested = new Promise((resolve) => {
      this.#wakeStop = resolve;
    });
  }

  /** Makes the recording's folder. */
  async open(): Promise<Recording> {
    this.#recording = await Recording.create(this.#project, {
      outFolder: this.#options.outFolder ?? this.#project.run.out,
      runUuid: this.#runUuid,
      now: this.#createdAt,
      onWarning: (text) => this.#warn(text),
    });
    return this.#recording;
  }

  begin(recording: Recording): void {
    this.#run(recording).then(this.#resolveDone, this.#rejectDone);
  }

  // ---- for the caller ----

  progress(): RunProgress {
    const nowMsec = performance.now();
    const durationMsec = this.#durationLimitMsec;
    const modules = [...this.#records.values()].map(({ id, status }) => ({ id, status }));
    return {
      phase: this.#phase,
      elapsedMsec: (this.runTimeUsec() ?? 0) / 1000,
      ...(durationMsec === undefined ? {} : { durationMsec }),
      modules,
      ports: this.#meters.map((meter): PortProgress => meter.progress(nowMsec, this.#readersOf(meter))),
    };
  }

  stop(reason: string): void {
    if (this.#stopReason !== undefined) return;
    this.#stopReason = reason;
    this.#wakeStop();
  }

  kill(): void {
    this.#killed = true;
    this.stop('it was killed');
    // That its modules end is what the caller wants, not an error of theirs.
    for (const record of this.#records.values()) record.isLeaving = true;
    for (const driver of this.#drivers.values()) driver.kill();
    void this.#supervisors.close();
  }

  async showSettings(moduleId?: string): Promise<void> {
    await this.#show('showSettings', moduleId);
  }

  async showDisplay(moduleId?: string): Promise<void> {
    await this.#show('showDisplay', moduleId);
  }

  // ---- for the modules' records ----

  onError(record: ModuleRecord, error: RunError): void {
    // A stack says where in the module's code; an error of the host's own says all in its message.
    const isOfModule = error.error.cause !== undefined || error.error.code === 'ERR_SYNTALOS_CALLBACK';
    this.#log('error', (isOfModule ? error.error.stack : undefined) ?? error.error.message, record.id);
    this.stop(`module "${record.id}" failed`);
  }

  onWarning(record: ModuleRecord, text: string): void {
    this.#log('warning', text, record.id);
  }

  onInfo(record: ModuleRecord, text: string): void {
    this.#log('info', text, record.id);
  }

  onState(): void {
    if (!this.#hasStarted) return;
    const senders = [...this.#records.values()].filter(({ outputs }) => outputs.size > 0);
    const sources = senders.filter(({ id }) => this.#connectionsTo(id).length === 0);
    const isDry = ({ state, hasEnded }: ModuleRecord): boolean => state === ModuleState.Dormant || hasEnded;
    // Where modules only feed each other in circles, one that ends is the one that kept them going.
    const isOver = sources.length > 0 ? sources.every(isDry) : senders.some(isDry);
    if (isOver) this.stop('its sources have nothing more to give');
  }

  reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): EdlReservation {
    return (
      this.#recording?.reserve(unit, parentRelPath, name) ?? {
        kind: 'edlReservation',
        success: false,
        errorMessage: `Cannot create ${unit} "${name}": this run has no recording`,
        absolutePath: '',
      }
    );
  }

  runTimeUsec(): number | undefined {
    return this.#startUsec === undefined ? undefined : Math.max(0, monotonicUsec() - this.#startUsec);
  }

  // ---- the run ----

  async #run(recording: Recording): Promise<RunReport> {
    const steps = [
      () => this.#load(),
      () => this.#prepare(recording),
      () => this.#start(),
      () => this.#untilStop(),
    ];
    for (const step of steps) if (this.#mayGoOn()) await this.#step(step);
    this.#stopUsec = monotonicUsec();
    this.#phase = 'stopping';
    await this.#step(() => this.#stopModules());
    await this.#step(() => this.#shutdown());
    const { durationMsec, verdict } = this.#report();
    await this.#step(() =>
      recording.finish({ recordingLengthMsec: durationMsec, success: verdict === 'COMPLETE' }),
    );
    this.#phase = 'ended';
    return this.#report();
  }

  /** Runs one step; what it throws is the run's error and ends it. */
  async #step(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!this.#killed) this.#fail(error, 'the host could not go on');
    }
  }

  #fail(error: unknown, stopReason: string): void {
    const timeUsec = this.runTimeUsec();
    const record = toErrorRecord(error);
    this.#errors.push({ ...(timeUsec === undefined ? {} : { timeUsec }), error: record });
    this.#log('error', record.message);
    this.stop(stopReason);
  }

  #mayGoOn(): boolean {
    return this.#stopReason === undefined;
  }

  async #load(): Promise<void> {
    await this.#forAll((driver) => driver.load(this.#contextOf(driver)));
    if (this.#mayGoOn()) {
      this.#connections = [...this.#connections, ...(this.#options.connect?.(this.#registeredPorts()) ?? [])];
      checkConnections(this.#connections, this.#records);
      this.#links.setConnections(this.#connections);
    }
    this.#levels = levelsOf([...this.#records.keys()], this.#connections).map((level) =>
      level.map((id) => this.#drivers.get(id)!),
    );
    this.#meters = makeMeters(this.#records, this.#connections, this.#links);
  }

  async #prepare(recording: Recording): Promise<void> {
    this.#phase = 'preparing';
    const run = {
      subject: this.#project.run.subject,
      runUuid: parseUuid(this.#runUuid),
      edlRootPath: recording.path,
    };
    for (const level of this.#levels) {
      await Promise.all(
        level.map((driver) =>
          driver.prepare(
            run,
            this.#feedOf(driver),
            (port) => this.#links.addressOf({ module: driver.record.id, port }).limits,
          ),
        ),
      );
      if (!this.#mayGoOn()) return;
    }
    await this.#links.open();
    await this.#forAll((driver) => driver.connect(this.#feedOf(driver)));
    for (const meter of this.#meters) {
      const ring = this.#ringOf(meter);
      if (ring !== undefined) meter.begin(ring);
    }
    // Last: a process may send before it is told to start.
    await this.#links.begin();
  }

  async #start(): Promise<void> {
    this.#startedAt = new Date();
    const startTimestampUsec = Math.trunc(monotonicUsec());
    this.#startUsec = startTimestampUsec;
    this.#phase = 'running';
    for (const level of this.#levels) {
      await Promise.all(level.map((driver) => driver.start(startTimestampUsec, this.#feedOf(driver))));
      if (!this.#mayGoOn()) return;
    }
    // Only now: a source that is dry at once must not keep its consumers from starting.
    this.#hasStarted = true;
    this.onState();
  }

  async #untilStop(): Promise<void> {
    const limitMsec = this.#durationLimitMsec;
    if (limitMsec === undefined) return this.#stopRequested;
    const left = limitMsec - (this.runTimeUsec() ?? 0) / 1000;
    const timer = setTimeout(
      () => this.stop(`its duration of ${limitMsec / 1000} s is over`),
      Math.ceil(left),
    );
    await this.#stopRequested;
    clearTimeout(timer);
  }

  async #stopModules(): Promise<void> {
    for (const level of this.#levels) {
      await Promise.all(
        level.map(async (driver) => {
          if (this.#startUsec !== undefined) await this.#drain(driver.record);
          if (!this.#killed) await driver.stop();
        }),
      );
    }
  }

  /** Waits until a module has taken what was written for it, as far as it still takes anything. */
  async #drain(record: ModuleRecord): Promise<void> {
    const inputs = this.#meters.filter(
      ({ ref, direction }) => direction === 'input' && ref.module === record.id,
    );
    const deadline = performance.now() + this.#limits.drainMsec;
    const takesNothing = (): boolean => record.errors.length > 0 || record.hasEnded || this.#killed;
    await this.#links.drain(record.id, this.#limits.drainMsec, takesNothing);
    while (!takesNothing()) {
      if (inputs.every((input) => input.unread === 0) || performance.now() > deadline) return;
      await sleep(DRAIN_POLL_MSEC);
    }
  }

  async #shutdown(): Promise<void> {
    await this.#forAll((driver) => driver.saveSettings(this.#contextOf(driver)));
    await this.#links.close();
    await this.#forAll((driver) => driver.shutdown());
    await this.#supervisors.close();
  }

  // ---- helpers ----

  async #forAll(work: (driver: ModuleDriver) => Promise<void>): Promise<void> {
    await Promise.all([...this.#drivers.values()].map(work));
  }

  #contextOf(driver: ModuleDriver): LoadContext {
    const { record } = driver;
    return {
      projectFolder: this.#project.folder,
      sourceNames: Object.fromEntries(
        this.#connectionsTo(record.id).map(({ from, to }) => [
          to.port,
          this.#records.get(from.module)?.module.name ?? from.module,
        ]),
      ),
      settings: this.#settings,
      supervisors: this.#supervisors.threadFor(record.module),
      instanceId: this.#links.instanceIdOf(record.id),
      onLine: (stream, line) => this.#log(stream === 'stderr' ? 'warning' : 'info', line, record.id),
    };
  }

  #connectionsTo(moduleId: string): readonly ProjectConnection[] {
    return this.#connections.filter(({ to }) => to.module === moduleId);
  }

  #feedOf(driver: ModuleDriver): readonly FedInput[] {
    return this.#connectionsTo(driver.record.id).flatMap((connection) => {
      const source = this.#records.get(connection.from.module)?.outputs.get(connection.from.port);
      if (source === undefined) return [];
      return [{ connection, source, address: this.#links.addressOf(connection.from) }];
    });
  }

  #readersOf(meter: PortMeter): readonly PortMeter[] {
    if (meter.direction === 'input') return [];
    return this.#connections
      .filter(({ from }) => from.module === meter.ref.module && from.port === meter.ref.port)
      .flatMap(({ to }) =>
        this.#meters.filter(
          ({ ref, direction }) => direction === 'input' && ref.module === to.module && ref.port === to.port,
        ),
      );
  }

  #registeredPorts(): RegisteredPort[] {
    return [...this.#records.values()].flatMap(({ id, inputs, outputs }) => [
      ...[...inputs.values()].map((port) => registered(id, 'input', port)),
      ...[...outputs.values()].map(({ change }) => registered(id, 'output', change)),
    ]);
  }

  #ringOf(meter: PortMeter): SharedArrayBuffer | undefined {
    const { module, port } = meter.ref;
    if (meter.direction === 'output') return this.#records.get(module)?.outputs.get(port)?.ring;
    const connection = this.#connectionsTo(module).find(({ to }) => to.port === port);
    if (connection === undefined) return undefined;
    return this.#records.get(connection.from.module)?.outputs.get(connection.from.port)?.ring;
  }

  get #durationLimitMsec(): number | undefined {
    return this.#options.durationMsec ?? this.#project.run.durationMsec;
  }

  async #show(kind: 'showSettings' | 'showDisplay', moduleId: string | undefined): Promise<void> {
    if (moduleId !== undefined && !this.#records.has(moduleId)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot show anything of module "${moduleId}": the project has ${[...this.#records.keys()].join(', ')}`,
      );
    }
    await this.#forAll(async (driver) => {
      if (moduleId === undefined || driver.record.id === moduleId) await driver.request({ kind });
    });
  }

  #report(): RunReport {
    const durationMsec =
      this.#startUsec === undefined || this.#stopUsec === undefined
        ? 0
        : (this.#stopUsec - this.#startUsec) / 1000;
    const { run, name, file } = this.#project;
    return reportOf({
      project: { name, ...(file === undefined ? {} : { file }) },
      runUuid: this.#runUuid,
      startTime: (this.#startedAt ?? this.#createdAt).toISOString(),
      durationMsec,
      subject: run.subject,
      experiment: run.experiment,
      ...(this.#recording === undefined ? {} : { outFolder: this.#recording.path }),
      stopReason: this.#stopReason ?? '',
      killed: this.#killed,
      modules: [...this.#records.values()].map((record) => ({
        id: record.id,
        name: record.module.name,
        use: record.module.use,
        state: record.reportState,
        stepsMsec: record.stepsMsec,
        errors: record.errors,
        warnings: record.warnings,
        statusMessages: record.statusMessages,
        synchronizers: record.synchronizers,
        figures: Object.fromEntries(record.figures),
        ...(record.left.length === 0 ? {} : { left: record.left }),
      })),
      ports: this.#meters.map((meter) => meter.report(durationMsec)),
      errors: [...this.#errors, ...[...this.#records.values()].flatMap(({ errors }) => errors)].sort(
        (a, b) => (a.timeUsec ?? 0) - (b.timeUsec ?? 0),
      ),
      warnings: this.#warnings,
    });
  }

  #warn(text: string): void {
    const timeUsec = this.runTimeUsec();
    this.#warnings.push({ ...(timeUsec === undefined ? {} : { timeUsec }), text });
    this.#log('warning', text);
  }

  #log(level: LogLevel, text: string, module?: string): void {
    const timeUsec = this.runTimeUsec();
    this.#options.onLog?.({
      level,
      ...(module === undefined ? {} : { module }),
      ...(timeUsec === undefined ? {} : { timeUsec }),
      text,
    });
  }
}

function registered(
  module: string,
  direction: 'input' | 'output',
  port: { readonly id: string; readonly dataType: number },
): RegisteredPort {
  return { module, port: port.id, direction, dataType: dataTypeName(port.dataType) };
}
