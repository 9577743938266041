/**
 * Takes one module through the steps of its life; what goes wrong is the module's error.
 *
 * @module
 */
import { API_VERSION } from '../../actors/index.ts';
import { SyntalosError, isSyntalosError } from '../../errors.ts';
import {
  DEFAULT_PORT_LIMITS,
  outputChannel,
  ModuleState,
  NO_METADATA,
  PortAction,
  type MasterRequest,
  type PortLimits,
} from '../../ipc/index.ts';
import { clockTime, limitText, overdueText } from '../../overdue-text.ts';
import type { ProgramHandle } from '../../script/index.ts';
import type { RunLimits } from '../project/index.ts';
import { formatPortRef, type ProjectConnection, type ProjectSubject } from '../project/index.ts';
import type { LifecycleStep } from '../report/index.ts';
import { ANSWER_SLACK_MSEC, READY_LIMIT_MSEC } from './limits.ts';
import { ModuleAsker } from './module-asker.ts';
import { judgeEnd } from './module-end.ts';
import { takeEvent } from './module-events.ts';
import type { ModuleRecord, OutputRecord } from './module-record.ts';
import { requestsOf } from './module-requests.ts';
import type { PortAddress } from './process-links.ts';
import type { RunningModule } from './running-module.ts';
import type { SettingsKeeper } from './settings-store.ts';
import { startProgram, type ProgramContext } from './start-program.ts';

/** What a module needs to be loaded. */
export interface LoadContext extends ProgramContext {
  readonly projectFolder: string;
  /** Keeps what the module saves. */
  readonly settings: SettingsKeeper;
}

/** The run that a module prepares for. */
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
  /** Where processes find it; not needed if both ends are in this one. */
  readonly address?: PortAddress;
}

/** The host's hand on one module. Its methods never reject: they end when the step has, well or not. */
export class ModuleDriver {
  readonly record: ModuleRecord;
  readonly #limits: Required<RunLimits>;
  readonly #asker: ModuleAsker;
  #program: ProgramHandle | undefined;
  #killed = false;
  #wasPrepared = false;

  constructor(record: ModuleRecord, limits: Required<RunLimits>) {
    this.record = record;
    this.#limits = limits;
    this.#asker = new ModuleAsker(record, () => this.#killed);
  }

  /** Loads the program and waits until it is idle. */
  async load(context: LoadContext): Promise<void> {
    await this.#timed('load', async () => {
      try {
        const { running, program } = await startProgram(this.record, context, this.#limits);
        this.#program = program;
        this.#attach(running);
        if (this.#killed) {
          await running.terminate();
          await program?.close();
        }
      } catch (error) {
        if (!this.#killed) this.record.fail(error);
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
    const answer = await this.#asker.ask({ kind: 'saveSettings', baseDir: projectFolder });
    if (answer?.success !== true || answer.data.byteLength === 0) return;
    try {
      await settings.write(record.id, answer.data);
    } catch (error) {
      if (isSyntalosError(error, 'ERR_SYNTALOS_STORAGE')) record.warn(error.message);
      else record.fail(error);
    }
  }

  /** @param limitsOf - limits of the module's output ports, for a process */
  async prepare(
    run: RunContext,
    inputs: readonly FedInput[],
    limitsOf: (portId: string) => PortLimits = () => DEFAULT_PORT_LIMITS,
  ): Promise<void> {
    const { module, running } = this.record;
    const { niceness, affinity } = module;
    this.#wasPrepared = true;
    await this.#timed('prepare', async () => {
      if (niceness !== undefined) await this.request({ kind: 'setNiceness', nice: niceness });
      if (affinity !== undefined) await this.request({ kind: 'setCpuAffinity', cores: affinity });
      if (running?.traits.needsPortLimits === true) await this.#sendPortLimits(limitsOf);
      await this.#sendMetadata(inputs);
      await this.#asker.demand(
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
      if (running?.traits.isReadyAfterAnswer === true) await this.#becomesReady();
    });
    this.record.arePortsFixed = true;
  }

  /** Hands each input the memory, or the address, of the output that feeds it. */
  async connect(inputs: readonly FedInput[]): Promise<void> {
    await this.#timed('connect', async () => {
      for (const { connection, source, address } of inputs) {
        const { from, to } = connection;
        await this.#asker.demand(
          {
            kind: 'connectInput',
            portId: to.port,
            instanceId: address?.instanceId ?? from.module,
            channelId: outputChannel(from.port),
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
    const { running, hasEnded } = this.record;
    // One that never came up has nobody who answers, and nothing to stop.
    if (running === undefined || hasEnded || !this.#wasPrepared) return;
    const limitMsec = this.#limits.stopMsec + ANSWER_SLACK_MSEC;
    await this.#timed('stop', () => this.#asker.demand({ kind: 'stop' }, { limitMsec }));
    // What it gave and took counts by its last word.
    await running.remote?.refresh();
    this.record.noteStopped();
    this.record.arePortsFixed = false;
  }

  /** Ends the program: in order if it follows the request, else by force. */
  async shutdown(): Promise<void> {
    const { running } = this.record;
    if (running !== undefined) {
      await this.#timed('shutdown', async () => {
        if (!this.record.hasEnded && !this.#killed) {
          this.record.isLeaving = true;
          // If it does not answer, the step before has reported what is wrong with it.
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
  async request(request: MasterRequest): Promise<void> {
    await this.#asker.demand(request);
  }

  /** Starts to listen to the module. */
  #attach(running: RunningModule): void {
    const { record } = this;
    record.running = running;
    // Before its events: one that says that the thread is gone waits for what the end itself says.
    void running.ended.then((end) => record.noteEnd(() => judgeEnd(record, end)));
    running.channel.onEvent((event) => {
      // Of one that is ended by force the end is no news.
      const tellsOfItsEnd = event.kind === 'error' || event.kind === 'stateChange';
      if (!this.#killed || !tellsOfItsEnd) takeEvent(record, event);
    });
    running.channel.serve(requestsOf(record));
  }

  /** Settings of the project file, which win over saved ones; built-in modules read theirs themselves. */
  get #projectSettings(): Uint8Array | undefined {
    const { program, settings } = this.record.module;
    if (program.kind === 'built-in' || Object.keys(settings).length === 0) return undefined;
    return new TextEncoder().encode(JSON.stringify(settings));
  }

  async #loadSettings({ projectFolder, settings }: LoadContext): Promise<void> {
    try {
      const data = this.#projectSettings ?? (await settings.read(this.record.id));
      if (data !== undefined) await this.request({ kind: 'loadSettings', baseDir: projectFolder, data });
    } catch (error) {
      this.record.fail(error);
    }
  }

  async #becomesIdle(): Promise<boolean> {
    const { record } = this;
    const { idleMsec, overdueMsec } = this.#limits;
    // A process may have much to read before it is there, such as Python.
    const lateMsec = record.module.program.kind === 'process' ? 4 * overdueMsec : overdueMsec;
    const { use: program } = record.module;
    const isIdle = (): boolean => record.state === ModuleState.Idle;
    const sinceMsec = Date.now();
    let outcome = await record.until(isIdle, Math.min(lateMsec, idleMsec));
    if (outcome === 'timeout' && lateMsec < idleMsec) {
      const outlook = `it is given up at ${clockTime(sinceMsec + idleMsec)}, after ${limitText(idleMsec)} ("idle" in [run.limits]), and the run does not start`;
      record.warn(
        overdueText({
          what: `Module "${record.id}"`,
          verb: 'finished loading',
          ...{ program, item: -1, outlook },
          durationMsec: lateMsec,
          nowMsec: sinceMsec + lateMsec,
        }),
      );
      outcome = await record.until(isIdle, idleMsec - lateMsec);
    }
    if (outcome === 'timeout') {
      record.fail(
        new SyntalosError(
          'ERR_SYNTALOS_TIMEOUT',
          `Module "${record.id}" was not ready within ${idleMsec} ms: it must call link.signalIdle() or link.awaitDataForever() once its ports are registered`,
          { details: { module: record.id, limitMsec: idleMsec } },
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
        `Module "${record.id}" was not ready within ${READY_LIMIT_MSEC} ms of its preparation: its program must report the state "ready" after it has answered the request to prepare; look in its log for what holds it up`,
        { details: { module: record.id, limitMsec: READY_LIMIT_MSEC } },
      ),
    );
  }

  async #hasOurVersion(): Promise<boolean> {
    const { record } = this;
    const answer = await this.#asker.ask({ kind: 'apiVersion' });
    if (answer?.apiVersion === API_VERSION) return true;
    if (answer !== undefined) {
      record.fail(
        new SyntalosError(
          'ERR_SYNTALOS_MODULE_LOAD',
          `Cannot use module "${record.id}": its API version is "${answer.apiVersion}", expected "${API_VERSION}"`,
          { details: { module: record.id } },
        ),
      );
    }
    return false;
  }

  /** Sends a process the limits of its output ports. */
  async #sendPortLimits(limitsOf: (portId: string) => PortLimits): Promise<void> {
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
