/**
 * Plays the host of one module: feeds its inputs, takes what it submits, and goes with it through
 * one run.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseUuid, v7 as newUuid } from 'uuid';
import { ActorThread } from '../actors/index.ts';
import { SyntalosError } from '../errors.ts';
import {
  ENGINE_LIMITS,
  ModuleDriver,
  ModuleRecord,
  Recording,
  noRecording,
  type LoadContext,
  type ModuleListener,
  type SettingsKeeper,
  type StartModuleThread,
} from '../host/engine/index.ts';
import { createProject, type LogLevel, type LogLine, type Project, type RunError } from '../host/index.ts';
import { ModuleState, type EdlReservation } from '../ipc/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import { dataTypeName } from '../types/index.ts';
import type { BenchJob, BenchResult } from './bench-protocol.ts';
import { InputFeeder } from './input-feeder.ts';
import { OutputCollector } from './output-collector.ts';

/** Pause between two looks at the module when nothing moves. */
const POLL_MSEC = 1;

/** One run of one module. */
export class ModuleBench implements ModuleListener {
  readonly #job: BenchJob;
  readonly #log: LogLine[] = [];
  #record: ModuleRecord | undefined;
  #recording: Recording | undefined;
  #savedSettings: Uint8Array | undefined;
  readonly #settings: SettingsKeeper = {
    read: () => Promise.resolve(this.#job.savedSettings),
    write: (_, settings) => {
      this.#savedSettings = settings;
      return Promise.resolve();
    },
  };
  #startUsec: number | undefined;
  #feeders: readonly InputFeeder[] = [];
  #collectors: readonly OutputCollector[] = [];

  constructor(job: BenchJob) {
    this.#job = job;
  }

  /**
   * @param startThread - where the program runs; a worker thread by default
   * @throws SyntalosError - when the run says nothing of the module: wrong options, no stop in time
   */
  async run(startThread: StartModuleThread | undefined): Promise<BenchResult> {
    const { outFolder } = this.#job;
    const folder = outFolder ?? (await mkdtemp(join(tmpdir(), 'syntalos-mlink-test-')));
    const supervisors = new ActorThread('supervisors');
    try {
      const project = projectOf(this.#job, folder);
      const record = new ModuleRecord(project.modules[0]!, this);
      this.#record = record;
      const driver = new ModuleDriver(record, { ...ENGINE_LIMITS, ...this.#job.limits });
      try {
        await this.#goThrough(project, driver, supervisors, startThread);
      } finally {
        await driver.shutdown();
      }
      return this.#result(record, outFolder === undefined ? undefined : this.#recording?.path);
    } finally {
      for (const end of [...this.#feeders, ...this.#collectors]) end.close();
      await supervisors.close();
      if (outFolder === undefined) await rm(folder, { recursive: true, force: true });
    }
  }

  /** Adds a line to the log. */
  addLine(stream: 'stdout' | 'stderr', text: string): void {
    this.#note(stream === 'stderr' ? 'warning' : 'info', text);
  }

  // ---- for the record ----

  onError(_moduleId: string, { error }: RunError): void {
    this.#note('error', error.stack ?? error.message);
  }

  onWarning(_moduleId: string, text: string): void {
    this.#note('warning', text);
  }

  onInfo(_moduleId: string, text: string): void {
    this.#note('info', text);
  }

  onState(): void {
    // The loop of the run looks at the state itself.
  }

  reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): EdlReservation {
    return this.#recording?.reserve(unit, parentRelPath, name) ?? noRecording(unit, name);
  }

  runTimeUsec(): number | undefined {
    return this.#startUsec === undefined ? undefined : Math.max(0, monotonicUsec() - this.#startUsec);
  }

  // ---- the run ----

  async #goThrough(
    project: Project,
    driver: ModuleDriver,
    supervisors: ActorThread,
    startThread: StartModuleThread | undefined,
  ): Promise<void> {
    const { record } = driver;
    const context: LoadContext = {
      projectFolder: project.folder,
      settings: this.#settings,
      supervisorThread: () => supervisors,
      onLine: (stream, line) => this.addLine(stream, line),
      ...(startThread === undefined ? {} : { startThread }),
    };
    await driver.load(context);
    if (hasFailed(record)) return;
    this.#openPorts(record);
    const runUuid = newUuid();
    this.#recording = await Recording.create(project, {
      outFolder: project.run.out,
      runUuid,
      now: new Date(),
      onWarning: (text) => this.#note('warning', text),
    });
    const fed = this.#feeders.map(({ connection }) => connection);
    const { subject } = this.#job;
    await driver.prepare({ subject, runUuid: parseUuid(runUuid), edlRootPath: this.#recording.path }, fed);
    if (!hasFailed(record)) await driver.connect(fed);
    if (!hasFailed(record)) {
      this.#startUsec = Math.trunc(monotonicUsec());
      await driver.start(this.#startUsec, fed);
      await this.#untilDone(record);
    }
    const durationUsec = this.runTimeUsec() ?? 0;
    await driver.stop();
    while (this.#collect());
    await driver.saveSettings(context);
    await this.#recording.finish({
      recordingLengthMsec: durationUsec / 1000,
      success: record.errors.length === 0,
      failures: record.errors.map(({ error }) => error.message),
    });
  }

  #openPorts(record: ModuleRecord): void {
    const { id, inputs, outputs, until } = this.#job;
    this.#feeders = Object.entries(inputs).map(([portId, feed]) => {
      const port = record.inputs.get(portId);
      if (port === undefined) throw noPort('feed input', portId, id, record.inputs.keys());
      return new InputFeeder(id, port, feed);
    });
    const wanted = outputs === undefined ? [...record.outputs.keys()] : Object.keys(outputs);
    for (const portId of Object.keys(until?.outputs ?? {})) {
      if (!wanted.includes(portId)) throw noPort('wait for items of output', portId, id, wanted);
    }
    this.#collectors = wanted.map((portId) => {
      const output = record.outputs.get(portId);
      if (output?.ring === undefined) throw noPort('collect from output', portId, id, record.outputs.keys());
      const { dataType } = output.change;
      const wantedType = outputs?.[portId];
      if (wantedType !== undefined && dataType !== wantedType) {
        throw new SyntalosError(
          'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
          `Cannot collect ${dataTypeName(wantedType)} from output "${portId}": it gives ${dataTypeName(dataType)}`,
        );
      }
      return new OutputCollector(output, output.ring);
    });
  }

  /** Feeds and collects until the run is to be stopped. */
  async #untilDone(record: ModuleRecord): Promise<void> {
    const deadline = performance.now() + this.#job.timeoutMsec;
    for (;;) {
      const fed = this.#feeders.filter((feeder) => feeder.feed()).length;
      const collected = this.#collect();
      if (hasFailed(record) || record.state === ModuleState.Dormant || this.#isDone(record)) return;
      if (performance.now() > deadline) throw this.#timeout();
      await pause(fed > 0 || collected ? 0 : POLL_MSEC);
    }
  }

  #collect(): boolean {
    return this.#collectors.filter((collector) => collector.take()).length > 0;
  }

  #isDone(record: ModuleRecord): boolean {
    const { until } = this.#job;
    if (until === undefined) {
      return (
        this.#feeders.length > 0 &&
        this.#feeders.every((feeder) =>
          feeder.isDone(countsOf(record, feeder.id), isUnclaimed(record, feeder.id)),
        )
      );
    }
    const { outputs, durationMsec } = until;
    if (durationMsec !== undefined && (this.runTimeUsec() ?? 0) >= durationMsec * 1000) return true;
    return (
      outputs !== undefined &&
      Object.entries(outputs).every(([portId, count]) => this.#collected(portId) >= count)
    );
  }

  #collected(portId: string): number {
    return this.#collectors.find(({ id }) => id === portId)?.items.length ?? 0;
  }

  #timeout(): SyntalosError {
    const { id, timeoutMsec } = this.#job;
    const inputs = this.#feeders.map(
      (feeder) =>
        `took ${countsOf(this.#record!, feeder.id).itemCount} of ${feeder.count} items of "${feeder.id}"`,
    );
    const outputs = this.#collectors.map(
      ({ id: portId, items }) => `gave ${items.length} items of "${portId}"`,
    );
    const state = [...inputs, ...outputs].join(', ');
    return new SyntalosError(
      'ERR_SYNTALOS_TIMEOUT',
      `Module "${id}" was not done after ${timeoutMsec} ms: it ${state === '' ? 'has no ports' : state}; say in "until" when the run is to end`,
      { details: { module: id, limitMsec: timeoutMsec } },
    );
  }

  #result(record: ModuleRecord, recordingFolder: string | undefined): BenchResult {
    return {
      outputs: this.#collectors.map((collector) => collector.result()),
      inputs: this.#feeders.map(({ id, fed }) => {
        const { itemCount: read, skippedCount: skipped } = countsOf(record, id);
        return { id, fed, read, skipped };
      }),
      errors: record.errors.map(({ error }) => error),
      warnings: record.warnings.map(({ text }) => text),
      statusMessages: record.statusMessages.map(({ text }) => text),
      figures: Object.fromEntries(record.figures),
      synchronizers: record.synchronizers,
      log: this.#log,
      state: record.reportState,
      recordingFolder,
      savedSettings: this.#savedSettings,
    };
  }

  #note(level: LogLevel, text: string): void {
    const timeUsec = this.runTimeUsec();
    this.#log.push({ level, module: this.#job.id, ...(timeUsec === undefined ? {} : { timeUsec }), text });
  }
}

function projectOf(job: BenchJob, folder: string): Project {
  const { use, id, settings, subject } = job;
  const run = { subject, out: folder };
  // A function has no file: any module stands in for it while the description is checked.
  const project = createProject({ name: id, run, modules: [{ id, use: use ?? 'monitor', settings }] });
  if (use !== undefined) return project;
  const module = { ...project.modules[0]!, use: 'a function', program: { kind: 'file', path: '' } } as const;
  return { ...project, modules: [module] };
}

function hasFailed(record: ModuleRecord): boolean {
  return record.errors.length > 0 || record.hasEnded;
}

function countsOf(
  record: ModuleRecord,
  portId: string,
): { readonly itemCount: number; readonly skippedCount: number } {
  const index = [...record.inputs.keys()].indexOf(portId);
  return record.running?.counters?.inputCounts(index) ?? { itemCount: 0, skippedCount: 0 };
}

function isUnclaimed(record: ModuleRecord, portId: string): boolean {
  const index = [...record.inputs.keys()].indexOf(portId);
  return record.running?.counters?.inputClaim(index).isUnclaimed ?? false;
}

function noPort(action: string, portId: string, module: string, known: Iterable<string>): SyntalosError {
  const names = [...known].map((name) => `"${name}"`).join(', ');
  return new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot ${action} "${portId}" of module "${module}": there is ${names === '' ? 'none' : `only ${names}`}`,
    { details: { module, port: portId } },
  );
}

function pause(msec: number): Promise<void> {
  return new Promise((resolve) => {
    if (msec === 0) setImmediate(resolve);
    else setTimeout(resolve, msec);
  });
}
