/**
 * Runs a project: a run as its caller sees it, made of its parts.
 *
 * What the steps do is in `run-steps.ts`; who feeds whom in `wiring.ts`; what the report says in
 * `run-facts.ts`.
 *
 * @module
 */
import { v7 as newUuid } from 'uuid';
import { SyntalosError, type SyntalosErrorCode } from '../../errors.ts';
import type { EdlReservation } from '../../ipc/index.ts';
import { foldStack, userPlace } from '../../threads/index.ts';
import type { PortRef, Project } from '../project/index.ts';
import type { ProjectRun, RunOptions } from '../project-run.ts';
import type { RunDetails } from '../run-details.ts';
import {
  formatCount,
  reportOf,
  type RunError,
  type RunNote,
  type RunProgress,
  type RunReport,
} from '../report/index.ts';
import { Machines } from '../machines/index.ts';
import { ENGINE_LIMITS } from './limits.ts';
import { ModuleDriver } from './module-driver.ts';
import type { ModuleListener } from './module-listener.ts';
import { ModuleRecord } from './module-record.ts';
import { ProcessLinks } from './process-links.ts';
import { Provenance } from './provenance.ts';
import { Recording, noRecording, type RunOutcome } from './recording.ts';
import { runDetailsOf } from './run-details.ts';
import { runFactsOf } from './run-facts.ts';
import { RunLife } from './run-life.ts';
import { RunLog } from './run-log.ts';
import { RunSteps, type RunParts } from './run-steps.ts';
import { SettingsStore } from './settings-store.ts';
import { SupervisorThreads } from './supervisor-threads.ts';
import { Wiring } from './wiring.ts';

/**
 * Starts a run of a project: resolves as soon as it is under way, whether it will succeed or not.
 *
 * @throws `ERR_SYNTALOS_STORAGE` - when the recording's folder cannot be made
 */
export async function startProject(project: Project, options: RunOptions = {}): Promise<ProjectRun> {
  const engine = new Engine(project, options);
  engine.begin(await engine.open());
  return engine;
}

/**
 * Runs a project to its end.
 *
 * @returns the report, however the run went
 * @throws as {@link startProject}
 */
export async function runProject(project: Project, options: RunOptions = {}): Promise<RunReport> {
  const run = await startProject(project, options);
  return run.done;
}

/** What a project would be refused for, and what is to be known of it. */
export interface ProjectTrial {
  readonly errors: readonly RunError[];
  readonly warnings: readonly RunNote[];
}

/**
 * Loads the modules of a project and checks their ports and connections, as a run begins; then ends them.
 * Nothing is recorded, prepared or started, and no settings are kept.
 */
export async function tryProject(project: Project): Promise<ProjectTrial> {
  return new Engine(project, {}).tryOut();
}

/** Codes of errors that are found before anything of a run begins. */
const REFUSALS: ReadonlySet<string | undefined> = new Set<SyntalosErrorCode>([
  'ERR_SYNTALOS_SETTING',
  'ERR_SYNTALOS_PORT',
  'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
  'ERR_SYNTALOS_MODULE_LOAD',
  'ERR_SYNTALOS_MISSING_DEPENDENCY',
  'ERR_SYNTALOS_EDL',
  'ERR_SYNTALOS_MACHINE',
]);

class Engine implements ProjectRun, ModuleListener {
  readonly done: Promise<RunReport>;
  readonly #options: RunOptions;
  readonly #parts: RunParts;
  readonly #steps: RunSteps;
  #recording: Recording | undefined;
  #provenance: Provenance | undefined;
  #resolveDone: (report: RunReport) => void = () => undefined;
  #rejectDone: (error: unknown) => void = () => undefined;

  constructor(project: Project, options: RunOptions) {
    this.#options = options;
    this.#parts = this.#makeParts(project, options);
    this.#steps = new RunSteps(this.#parts);
    this.done = new Promise((resolve, reject) => {
      this.#resolveDone = resolve;
      this.#rejectDone = reject;
    });
  }

  #makeParts(project: Project, options: RunOptions): RunParts {
    const runUuid = newUuid();
    const limits = { ...ENGINE_LIMITS, ...project.run.limits, ...options.limits };
    const life = new RunLife();
    const log = new RunLog(life, (line) => options.onLog?.(line));
    const records = new Map(project.modules.map((module) => [module.id, new ModuleRecord(module, this)]));
    const failUnlessKilled = (error: unknown, stopReason: string): void => {
      if (!life.isKilled) log.fail(error, stopReason);
    };
    return {
      project,
      runUuid,
      limits,
      connect: options.connect,
      durationMsec: options.durationMsec ?? project.run.durationMsec,
      life,
      log,
      records,
      drivers: new Map([...records].map(([id, record]) => [id, new ModuleDriver(record, limits)])),
      wiring: new Wiring(records, project.connections),
      links: new ProcessLinks({
        // Random bits of the UUID: no other run on this machine has the same.
        runIndex: Number.parseInt(runUuid.slice(-8), 16),
        records,
        onFailure: (error) => failUnlessKilled(error, 'data could not be moved'),
      }),
      settings: new SettingsStore(project),
      supervisors: new SupervisorThreads((error) => failUnlessKilled(error, 'a supervisor failed')),
      machines: new Machines({
        project,
        runUuid,
        limits,
        records,
        onFailure: (error) => failUnlessKilled(error, 'data could not be moved'),
        onWarning: (text) => log.warn(text),
        onInfo: (text) => log.add('info', text),
      }),
    };
  }

  /** Makes the recording's folder. */
  async open(): Promise<Recording> {
    const { project, runUuid, life, log } = this.#parts;
    this.#recording = await Recording.create(project, {
      outFolder: this.#options.outFolder ?? project.run.out,
      runUuid,
      now: life.createdAt,
      onWarning: (text) => log.warn(text),
    });
    this.#provenance = new Provenance(this.#recording.path, (text) => log.warn(text));
    log.keeper = this.#provenance;
    return this.#recording;
  }

  /** See {@link tryProject}. */
  async tryOut(): Promise<ProjectTrial> {
    await this.#attempt(() => this.#steps.load());
    await this.#attempt(() => this.#steps.end());
    await this.#parts.machines.close();
    const { errors, warnings, modules } = this.#report();
    return { errors, warnings: [...warnings, ...modules.flatMap((module) => module.warnings)] };
  }

  begin(recording: Recording): void {
    this.#run(recording).then(this.#resolveDone, this.#rejectDone);
  }

  // ---- for the caller ----

  progress(): RunProgress {
    const { life, records, durationMsec } = this.#parts;
    const nowMsec = performance.now();
    return {
      phase: life.phase,
      elapsedMsec: (life.runTimeUsec() ?? 0) / 1000,
      ...(durationMsec === undefined ? {} : { durationMsec }),
      modules: [...records.values()].map(({ id, status }) => ({ id, status })),
      ports: this.#steps.meters.map((meter) => meter.progress(nowMsec, this.#steps.readersOf(meter))),
    };
  }

  details(): RunDetails {
    const outFolder = this.#recording?.path;
    return {
      ...runDetailsOf(this.#parts, this.#steps.meters, performance.now()),
      ...(outFolder === undefined ? {} : { outFolder }),
    };
  }

  lookAt(outputs: readonly PortRef[]): void {
    this.#parts.machines.lookAt(outputs);
  }

  stop(reason: string): void {
    this.#parts.life.stop(reason);
  }

  kill(): void {
    const { life, records, drivers, supervisors } = this.#parts;
    life.kill();
    // That its modules end is what the caller wants: no error.
    for (const record of records.values()) record.isLeaving = true;
    for (const driver of drivers.values()) driver.kill();
    void supervisors.close();
  }

  async showSettings(moduleId?: string): Promise<void> {
    await this.#show('showSettings', moduleId);
  }

  async showDisplay(moduleId?: string): Promise<void> {
    await this.#show('showDisplay', moduleId);
  }

  // ---- for the modules' records ----

  onError(moduleId: string, { error }: RunError): void {
    // A stack says where in the module's code; an error of the host's own says all in its message.
    const isOfModule = error.cause !== undefined || error.code === 'ERR_SYNTALOS_CALLBACK';
    const isSaid = REFUSALS.has(error.code) || error.code === 'ERR_SYNTALOS_CALLBACK_OVERDUE';
    const { stack } = error;
    const hasStack = isOfModule && !isSaid && stack !== undefined;
    // Such as what a callback returned: nothing of the module's code is in its stack.
    const isOfOurs = error.code === 'ERR_SYNTALOS_CALLBACK' && userPlace(stack ?? '') === undefined;
    this.#parts.log.add('error', hasStack && !isOfOurs ? foldStack(stack) : error.message, moduleId);
    this.stop(`module "${moduleId}" failed`);
  }

  onWarning(moduleId: string, text: string): void {
    this.#parts.log.add('warning', text, moduleId);
  }

  onInfo(moduleId: string, text: string): void {
    this.#parts.log.add('info', text, moduleId);
  }

  onState(): void {
    this.#steps.stopIfDry();
  }

  reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): EdlReservation {
    return this.#recording?.reserve(unit, parentRelPath, name) ?? noRecording(unit, name);
  }

  runTimeUsec(): number | undefined {
    return this.#parts.life.runTimeUsec();
  }

  // ---- the run ----

  async #run(recording: Recording): Promise<RunReport> {
    const { life, log } = this.#parts;
    const steps = [
      async () => {
        await Promise.all([this.#steps.load(), this.#provenance?.begin(this.#parts.project)]);
        if (!this.#isRefused) this.#parts.log.release();
      },
      () => this.#steps.prepare(recording),
      () => this.#steps.start(),
      async () => {
        const endWatch = recording.watch((text) => log.warn(text));
        await this.#steps.untilStop().finally(endWatch);
      },
    ];
    for (const step of steps) {
      // A step waits for modules, which a kill does not: they may be anywhere in their loading.
      if (life.mayGoOn) await Promise.race([this.#attempt(step), life.killed]);
    }
    life.beginStopping();
    await this.#attempt(() => this.#steps.stop());
    await this.#attempt(() => this.#steps.shutdown());
    if (this.#isRefused) return this.#discard(recording);
    this.#parts.log.release();
    if (!life.isKilled) {
      await this.#attempt(() => this.#collect(recording));
      await this.#attempt(() => this.#lookForFiles(recording));
    }
    await this.#attempt(() => this.#parts.machines.close());
    await this.#attempt(() => recording.finish(this.#outcome()));
    life.phase = 'ended';
    const report = this.#report();
    await this.#provenance?.finish(report);
    await recording.close();
    return report;
  }

  /** Nothing began: what was wrong lies with the project, its modules' texts or what is installed. */
  get #isRefused(): boolean {
    const { life, records } = this.#parts;
    if (life.isKilled || [...records.values()].some(({ stepsMsec }) => stepsMsec.prepare !== undefined)) {
      return false;
    }
    const { errors } = this.#report();
    return errors.length > 0 && errors.every(({ error }) => REFUSALS.has(error.code));
  }

  /** A run that was refused leaves no folder: no module could write into it. */
  async #discard(recording: Recording): Promise<RunReport> {
    const { life, log, machines } = this.#parts;
    await machines.close();
    log.keeper = undefined;
    await this.#provenance?.close();
    await this.#attempt(() => recording.discard());
    this.#recording = undefined;
    life.phase = 'ended';
    return { ...this.#report(), refused: true };
  }

  /** Gets what other machines have recorded. */
  async #collect(recording: Recording): Promise<void> {
    await this.#parts.machines.collect(recording.path, this.#outcome());
  }

  #outcome(): RunOutcome {
    const { durationMsec, verdict, reasons } = this.#report();
    const success = verdict !== 'INCOMPLETE';
    return { recordingLengthMsec: durationMsec, success, failures: success ? [] : reasons };
  }

  /** What was registered and is gone makes the run incomplete. */
  async #lookForFiles(recording: Recording): Promise<void> {
    const missing = await recording.missingFiles();
    if (missing.length === 0) return;
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `The recording misses ${formatCount(missing.length, 'file')} that ${missing.length === 1 ? 'was' : 'were'} registered, deleted or moved during the run, or never written: ${missing.join(', ')}`,
      { details: { path: recording.path } },
    );
  }

  /** Takes one step; what it throws is the run's error and ends it. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const { life, log } = this.#parts;
      if (!life.isKilled) log.fail(error, 'the host could not go on');
    }
  }

  async #show(kind: 'showSettings' | 'showDisplay', moduleId: string | undefined): Promise<void> {
    const { records, drivers } = this.#parts;
    if (moduleId !== undefined && !records.has(moduleId)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot show anything of module "${moduleId}": the project has ${[...records.keys()].join(', ')}`,
      );
    }
    const wanted = [...drivers.values()].filter(
      ({ record }) => moduleId === undefined || record.id === moduleId,
    );
    await Promise.all(wanted.map((driver) => driver.request({ kind })));
  }

  #report(): RunReport {
    const { project, runUuid, life, log, records, machines } = this.#parts;
    return reportOf(
      runFactsOf({
        project,
        runUuid,
        outFolder: this.#recording?.path,
        life,
        log,
        records: [...records.values()],
        meters: this.#steps.meters,
        sources: this.#steps.sources(),
        machines: machines.reports(),
      }),
    );
  }
}
