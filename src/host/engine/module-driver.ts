/**
 * Takes one module through the steps of its life; what goes wrong is the module's error.
 *
 * @module
 */
import { performance } from 'node:perf_hooks';
import { API_VERSION, type ActorThread } from '../../actors/index.ts';
import { endsWithin } from '../../deadline.ts';
import { SyntalosError, isSyntalosError, messageOf } from '../../errors.ts';
import {
  DEFAULT_PORT_LIMITS,
  ModuleState,
  NO_METADATA,
  PortAction,
  type MasterRequest,
  type PortLimits,
} from '../../ipc/index.ts';
import { entryUrl } from '../../threads/index.ts';
import { prepareProgram, type ProgramHandle } from '../../script/index.ts';
import { formatPortRef, type ProjectConnection, type ProjectSubject } from '../project/index.ts';
import type { LifecycleStep } from '../report/index.ts';
import {
  startEmbeddedModule,
  workerThreadOf,
  type LineListener,
  type StartModuleThread,
} from './embedded-module.ts';
import type { RunLimits } from '../project-run.ts';
import type { SettingsKeeper } from './settings-store.ts';
import { ANSWER_SLACK_MSEC, END_GRACE_MSEC, READY_LIMIT_MSEC } from './limits.ts';
import type { ModuleRecord, OutputRecord } from './module-record.ts';
import type { PortAddress } from './process-links.ts';
import { startProcessModule } from './child-process.ts';

/** What a module needs to be loaded. */
export interface LoadContext {
  readonly projectFolder: string;
  /** Names of the modules that feed its inputs, by port id; none by default. */
  readonly sourceNames?: Readonly<Record<string, string>>;
  /** Keeps what the module saves. */
  readonly settings: SettingsKeeper;
  readonly supervisors: ActorThread;
  readonly onLine: LineListener;
  /** Name of the module among all processes of the machine; only a process needs one. */
  readonly instanceId?: string;
  /** Where the program runs; where left out, it is the module's own in a worker thread. */
  readonly startThread?: StartModuleThread;
}

/** What a module is told of the run it prepares for. */
export interface RunContext {
  readonly subject: ProjectSubject;
  /** 16 bytes. */
  readonly runUuid: Uint8Array;
  readonly edlRootPath: string;
}

/** An input port that is fed, with the output port that feeds it. */
export interface FedInput {
  readonly connection: ProjectConnection;
  readonly source: OutputRecord;
  /** Where processes find it; not needed where both ends are in this one. */
  readonly address?: PortAddress;
}

/** What a module is asked to do, as a message says it. */
const STEP_TEXT: Readonly<Partial<Record<MasterRequest['kind'], string>>> = {
  prepareRun: 'prepare the run',
  connectInput: 'connect an input',
  start: 'start',
  stop: 'stop',
  loadSettings: 'load its settings',
};

/** The host's hand on one module. Its methods never reject: they end when the step has, well or not. */
export class ModuleDriver {
  readonly record: ModuleRecord;
  readonly #limits: Required<RunLimits>;
  #program: ProgramHandle | undefined;
  #killed = false;
  #wasPrepared = false;

  constructor(record: ModuleRecord, limits: Required<RunLimits>) {
    this.record = record;
    this.#limits = limits;
  }

  /** Loads the program and waits until it is idle. */
  async load(context: LoadContext): Promise<void> {
    await this.#timed('load', async () => {
      try {
        await this.#startProgram(context);
      } catch (error) {
        this.record.fail(error);
        return;
      }
      if (!(await this.#becomesIdle()) || !(await this.#hasOurVersion())) return;
      await this.#loadSettings(context);
    });
  }

  /** Asks the module for its settings and keeps them; those of a module that failed stay as they are. */
  async saveSettings({ projectFolder, settings }: LoadContext): Promise<void> {
    const { record } = this;
    if (record.running === undefined || record.hasEnded || record.errors.length > 0 || this.#killed) return;
    try {
      const baseDir = projectFolder;
      const { success, data } = await record.running.channel.request({ kind: 'saveSettings', baseDir });
      if (success && data.byteLength > 0) await settings.write(record.id, data);
    } catch (error) {
      if (isSyntalosError(error, 'ERR_SYNTALOS_STORAGE')) record.warn(error.message);
      else await this.#failRequest('save its settings', error);
    }
  }

  /** @param limitsOf - limits of the module's output ports, for a process */
  async prepare(
    run: RunContext,
    inputs: readonly FedInput[],
    limitsOf: (portId: string) => PortLimits = () => DEFAULT_PORT_LIMITS,
  ): Promise<void> {
    const { module } = this.record;
    const isProcess = module.program.kind === 'process';
    this.#wasPrepared = true;
    await this.#timed('prepare', async () => {
      if (module.niceness !== undefined) await this.request({ kind: 'setNiceness', nice: module.niceness });
      if (module.affinity !== undefined) {
        await this.request({ kind: 'setCpuAffinity', cores: module.affinity });
      }
      if (isProcess) await this.#sendPreset(limitsOf);
      await this.#sendMetadata(inputs);
      await this.request(
        {
          kind: 'prepareRun',
          subjectId: run.subject.id,
          subjectGroup: run.subject.group,
          runUuid: run.runUuid,
          edlRootPath: run.edlRootPath,
          moduleName: module.name,
        },
        { limitMsec: this.#limits.prepareMsec + ANSWER_SLACK_MSEC },
      );
      // An embedded module says that it is ready before it answers, a process afterwards.
      if (isProcess) await this.#becomesReady();
    });
    this.record.arePortsFixed = true;
  }

  async connect(inputs: readonly FedInput[]): Promise<void> {
    await this.#timed('connect', async () => {
      for (const { connection, source, address } of inputs) {
        const { from, to } = connection;
        await this.request(
          {
            kind: 'connectInput',
            portId: to.port,
            instanceId: address?.instanceId ?? from.module,
            channelId: `o/${from.port}`,
            limits: address?.limits ?? DEFAULT_PORT_LIMITS,
            sourceType: source.change.dataType,
          },
          { ring: source.ring, detail: `from ${formatPortRef(from)}` },
        );
      }
    });
  }

  /** @param startTimestampUsec - time zero of the run on CLOCK_MONOTONIC */
  async start(startTimestampUsec: number, inputs: readonly FedInput[]): Promise<void> {
    await this.#timed('start', async () => {
      await this.#sendMetadata(inputs); // sources may have changed theirs when they started
      await this.request({ kind: 'start', startTimestampUsec });
    });
  }

  async stop(): Promise<void> {
    if (this.record.running === undefined || this.record.hasEnded) return;
    // A process that never came up has nobody who answers.
    if (this.record.module.program.kind === 'process' && !this.#wasPrepared) return;
    const limitMsec = this.#limits.stopMsec + ANSWER_SLACK_MSEC;
    await this.#timed('stop', () => this.request({ kind: 'stop' }, { limitMsec }));
    this.record.arePortsFixed = false;
  }

  /** Ends the program, by its leave if it gives it. */
  async shutdown(): Promise<void> {
    const { running } = this.record;
    if (running !== undefined) {
      await this.#timed('shutdown', async () => {
        if (!this.record.hasEnded && !this.#killed) {
          this.record.isLeaving = true;
          // Where it does not answer, what is wrong with it was told by the step before.
          const wasAsked = await running.channel.request({ kind: 'shutdown' }).then(
            () => true,
            () => false,
          );
          await running.close(wasAsked);
        }
        await running.terminate();
      });
    }
    await this.#program?.close();
  }

  /** Ends the program at once. */
  kill(): void {
    this.#killed = true;
    void this.record.running?.terminate();
  }

  /** Asks the module; a refusal, a failure or no answer is its error. */
  async request(
    request: MasterRequest,
    extra: {
      readonly ring?: SharedArrayBuffer | undefined;
      readonly detail?: string;
      readonly limitMsec?: number;
    } = {},
  ): Promise<void> {
    const { record } = this;
    if (record.running === undefined || record.hasEnded) return;
    const what = `${STEP_TEXT[request.kind] ?? request.kind}${extra.detail === undefined ? '' : ` ${extra.detail}`}`;
    try {
      const attachment = extra.ring === undefined ? {} : { ring: extra.ring };
      const limit = extra.limitMsec === undefined ? {} : { limitMsec: extra.limitMsec };
      const answer = await record.running.channel.request(request, { attachment, ...limit });
      if (answer.kind !== 'done' || answer.success || record.errors.length > 0) return;
      record.fail(new SyntalosError('ERR_SYNTALOS_MODULE', `Module "${record.id}" refused to ${what}`));
    } catch (error) {
      await this.#failRequest(what, error);
    }
  }

  async #failRequest(what: string, error: unknown): Promise<void> {
    const { record } = this;
    // A process that is about to end answers nothing more, before the system says that it is gone.
    if (isSyntalosError(error, 'ERR_SYNTALOS_CHANNEL')) await this.#mayEnd();
    // Its end is told with what it died of.
    if (record.hasEnded || this.#killed) return;
    const isOverdue = isSyntalosError(error, 'ERR_SYNTALOS_TIMEOUT');
    record.fail(
      new SyntalosError(
        isOverdue ? 'ERR_SYNTALOS_CALLBACK_OVERDUE' : 'ERR_SYNTALOS_CHANNEL',
        isOverdue
          ? `Module "${record.id}" did not ${what} in time: ${messageOf(error)}`
          : `Module "${record.id}" could not ${what}: ${messageOf(error)}`,
        { cause: error, details: { module: record.id } },
      ),
    );
  }

  /** Gives a process a moment to end. */
  async #mayEnd(): Promise<void> {
    const { running, module } = this.record;
    if (running === undefined || module.program.kind !== 'process') return;
    await endsWithin(running.ended, END_GRACE_MSEC);
  }

  /** Settings of the project file, which win over saved ones; built-in modules read theirs themselves. */
  get #givenSettings(): Uint8Array | undefined {
    const { program, settings } = this.record.module;
    if (program.kind === 'built-in' || Object.keys(settings).length === 0) return undefined;
    return new TextEncoder().encode(JSON.stringify(settings));
  }

  async #loadSettings({ projectFolder, settings }: LoadContext): Promise<void> {
    try {
      const data = this.#givenSettings ?? (await settings.read(this.record.id));
      if (data !== undefined) await this.request({ kind: 'loadSettings', baseDir: projectFolder, data });
    } catch (error) {
      this.record.fail(error);
    }
  }

  async #startProgram(context: LoadContext): Promise<void> {
    const { module } = this.record;
    if (module.program.kind === 'process') {
      const { binary } = module.program;
      const { instanceId = module.id } = context;
      const onLine: LineListener = (stream, line) => {
        if (stream === 'stdout' || !this.record.takeLine(line)) context.onLine(stream, line);
      };
      this.record.attach(await startProcessModule({ module, binary, instanceId, onLine }));
      return;
    }
    const running = await startEmbeddedModule({
      module,
      startThread: context.startThread ?? (await this.#prepareThread(context.onLine)),
      sourceNames: context.sourceNames ?? {},
      supervisors: context.supervisors,
      limits: this.#limits,
    });
    this.record.attach(running);
  }

  async #prepareThread(onLine: LineListener): Promise<StartModuleThread> {
    const { program } = this.record.module;
    this.#program = await prepareProgram(
      program.kind === 'built-in' ? entryUrl(`built-in-${program.name}.js`) : program.path,
    );
    return workerThreadOf(this.#program.program, onLine);
  }

  async #becomesIdle(): Promise<boolean> {
    const { record } = this;
    const { idleMsec } = this.#limits;
    const outcome = await record.until(() => record.state === ModuleState.Idle, idleMsec);
    if (outcome === 'timeout') {
      record.fail(
        new SyntalosError(
          'ERR_SYNTALOS_TIMEOUT',
          `Module "${record.id}" was not ready within ${idleMsec} ms: it must call link.signalIdle() or link.awaitDataForever() once its ports are registered`,
        ),
      );
    }
    return outcome === 'ok';
  }

  async #becomesReady(): Promise<void> {
    const { record } = this;
    const isReady = (): boolean => record.state === ModuleState.Ready || record.state === ModuleState.Dormant;
    if ((await record.until(isReady, READY_LIMIT_MSEC)) !== 'timeout') return;
    record.fail(
      new SyntalosError(
        'ERR_SYNTALOS_TIMEOUT',
        `Module "${record.id}" was not ready within ${READY_LIMIT_MSEC} ms of its preparation`,
      ),
    );
  }

  async #hasOurVersion(): Promise<boolean> {
    const { record } = this;
    const answer = await record.running?.channel
      .request({ kind: 'apiVersion' })
      .catch((error: unknown) => this.#failRequest('tell its version', error));
    if (answer?.apiVersion === API_VERSION) return true;
    if (answer !== undefined) {
      record.fail(
        new SyntalosError(
          'ERR_SYNTALOS_MODULE_LOAD',
          `Cannot use module "${record.id}": its API version is "${answer.apiVersion}", expected "${API_VERSION}"`,
        ),
      );
    }
    return false;
  }

  /** Gives a process the limits of its output ports: it makes their publishers anew. */
  async #sendPreset(limitsOf: (portId: string) => PortLimits): Promise<void> {
    const { inputs, outputs } = this.record;
    const asPreset = { action: PortAction.Change, metadata: NO_METADATA };
    await this.request({
      kind: 'setPortsPreset',
      inputs: [...inputs.values()].map((change) => ({ ...change, ...asPreset })),
      outputs: [...outputs.values()].map(({ change }) => ({
        ...change,
        ...asPreset,
        limits: limitsOf(change.id),
      })),
    });
  }

  async #sendMetadata(inputs: readonly FedInput[]): Promise<void> {
    for (const { connection, source } of inputs) {
      await this.request({
        kind: 'updateInputMetadata',
        portId: connection.to.port,
        metadata: source.change.metadata,
      });
    }
  }

  async #timed(step: LifecycleStep, work: () => Promise<void>): Promise<void> {
    const since = performance.now();
    this.record.step = step;
    await work();
    if (step === 'start') this.record.step = 'run';
    this.record.stepsMsec[step] = performance.now() - since;
  }
}
