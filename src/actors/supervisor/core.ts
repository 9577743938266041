/**
 * The supervisor's logic: it owns the control channel of one module, answers what needs no user
 * code itself, and hands everything else to the module's thread.
 *
 * @module
 */
import { SyntalosError, assertNever, type ErrorRecord } from '../../errors.ts';
import {
  ModuleState,
  type Attachment,
  type HubPort,
  type MasterRequest,
  type ModuleChannel,
  type ModuleResponse,
  type RequestHandler,
  type Transport,
} from '../../ipc/index.ts';
import type { RunState } from '../../shm/index.ts';
import type { ActorCalls } from '../actor-calls.ts';
import { SynchronizerActors } from '../synchronizer/synchronizer-actors.ts';
import type { SynchronizerSpec } from '../synchronizer/synchronizer-protocol.ts';
import { callbackName } from './callback-names.ts';
import { CallbackWatch } from './callback-watch.ts';
import { DelayedCalls, type StartTimer } from './delayed-calls.ts';
import type { KnownLimits } from './limits.ts';
import { ModuleThread } from './module-thread.ts';
import { ModulePorts } from './ports/module-ports.ts';
import { ModuleReports } from './reports.ts';
import { RunLife } from './run-life.ts';
import type {
  InputPortSpec,
  ModuleCalls,
  OutputPortSpec,
  SupervisorActor,
  SupervisorCalls,
} from './supervisor-protocol.ts';
import type { ThreadControl } from './thread-control.ts';
import { WorkThreads } from './work-threads.ts';

/** What a supervisor works on and with: a test can replace all of it. */
export interface SupervisorWorld {
  readonly instanceId: string;
  /** Answer to `apiVersion`: `sy-` and the plain version. */
  readonly apiVersion: string;
  /** The module's program as messages name it. */
  readonly program?: string | undefined;
  readonly channel: ModuleChannel;
  readonly transport: Transport;
  readonly module: ActorCalls<ModuleCalls>;
  /** Settles when the module's thread is gone. */
  readonly moduleGone: Promise<void>;
  readonly runState: RunState;
  readonly threads: ThreadControl;
  /** µs on CLOCK_MONOTONIC. */
  readonly nowUsec: () => number;
  /** ms since 1970. */
  readonly wallMsec: () => number;
  readonly startTimer: StartTimer;
  /** For what the user set a time for. */
  readonly startPreciseTimer: StartTimer;
  readonly limits: KnownLimits;
}

type ConnectInput = Extract<MasterRequest, { kind: 'connectInput' }>;
type PortsPreset = Extract<MasterRequest, { kind: 'setPortsPreset' }>;

/** Logic of a supervisor; {@link SupervisorCalls} is what the module's thread may ask of it. */
export class SupervisorCore implements SupervisorCalls, SupervisorActor {
  readonly #world: SupervisorWorld;
  readonly #reports: ModuleReports;
  readonly #ports: ModulePorts;
  readonly #module: ModuleThread;
  readonly #synchronizers: SynchronizerActors;
  readonly #delayed: DelayedCalls;
  readonly #threads: WorkThreads;
  readonly #watch: CallbackWatch;
  readonly #life: RunLife;

  constructor(world: SupervisorWorld) {
    this.#world = world;
    const { channel, instanceId, limits, runState, transport } = world;
    const reports = new ModuleReports(channel, () => world.nowUsec() / 1_000);
    this.#reports = reports;
    this.#ports = new ModulePorts(channel, transport);
    this.#threads = new WorkThreads(world.threads, transport, (message) => reports.warn(message));
    this.#delayed = new DelayedCalls(world.nowUsec, world.startPreciseTimer, (callId) => {
      world.module.delayedCall(callId).catch(() => undefined);
    });
    this.#synchronizers = new SynchronizerActors(instanceId, {
      onDetails: (id, strategies, toleranceUsec) => {
        channel.publish({ kind: 'syncDetails', id, strategies, toleranceUsec });
      },
      onOffset: (id, offsetUsec) => channel.publish({ kind: 'syncOffset', id, offsetUsec }),
      onWarning: (message) => reports.warn(message),
      onCrash: (error) => reports.thrown(error),
    });
    const nameOf = (callbackId: number): string => callbackName(callbackId, [...this.#ports.inputs.keys()]);
    this.#module = new ModuleThread({
      ...{ instanceId, runState, reports, nameOf },
      program: world.program,
      calls: world.module,
      gone: world.moduleGone,
      isSilent: () => this.#watch.isSilent,
      onDeath: () => {
        this.#ports.abandon();
        void this.#synchronizers.closeAll();
      },
    });
    this.#watch = new CallbackWatch({
      ...{ instanceId, runState, reports, nameOf, limits },
      program: world.program,
      heldOutput: () => this.#ports.heldOutput,
      nowUsec: world.nowUsec,
      wallMsec: world.wallMsec,
      startTimer: world.startTimer,
      ping: () => world.module.ping(),
    });
    this.#life = new RunLife({
      ...{ instanceId, runState, limits, reports },
      module: this.#module,
      ports: this.#ports,
      synchronizers: this.#synchronizers,
      delayed: this.#delayed,
    });
    transport.onFailure((error) => reports.thrown(error));
  }

  /** Says hello to the master and starts to serve it. */
  open(): void {
    this.#reports.setState(ModuleState.Initializing);
    this.#world.channel.serve(this.#serve);
    this.#watch.start();
  }

  /** Frees all that it holds; the channel is closed last. */
  async dispose(): Promise<void> {
    this.#module.detach();
    this.#watch.stop();
    this.#delayed.clear();
    this.#life.requestStop();
    await this.#synchronizers.closeAll();
    await this.#ports.dispose();
    this.#reports.reportCounts();
    await this.#world.transport.close();
    await this.#world.channel.close();
  }

  leave(): Promise<void> {
    return this.#life.leave();
  }

  // ---- calls of the module's thread ----

  attachThread(threadId: number): void {
    this.#threads.moduleThreadId = threadId;
    this.#world.runState.noteThread(threadId);
  }

  registerInput(spec: InputPortSpec): Promise<void> {
    return this.#ports.addInput(spec);
  }

  changeInput(spec: InputPortSpec): Promise<void> {
    return this.#ports.changeInput(spec);
  }

  async registerOutput(spec: OutputPortSpec, ring: SharedArrayBuffer): Promise<HubPort | undefined> {
    const hubPort = await this.#ports.addOutput(spec, ring);
    await this.#threads.apply();
    return hubPort;
  }

  changeOutput(spec: OutputPortSpec): Promise<void> {
    return this.#ports.changeOutput(spec);
  }

  removePort(direction: 'input' | 'output', portId: string): Promise<void> {
    return this.#ports.remove(direction, portId);
  }

  setAllowAsyncStart(allowed: boolean): void {
    this.#life.allowsAsyncStart = allowed;
  }

  signalIdle(): void {
    if (this.#reports.state === ModuleState.Initializing) this.#reports.setState(ModuleState.Idle);
  }

  signalDormant(): void {
    this.#life.noteDormant();
  }

  reportError(error: ErrorRecord): void {
    this.#reports.error(error);
  }

  reportLastError(error: ErrorRecord, done: Int32Array): void {
    this.#reports.error(error);
    Atomics.store(done, 0, 1); // partner: the wait of the thread that ends
    Atomics.notify(done, 0);
  }

  warn(message: string): void {
    this.#reports.warn(message);
  }

  setStatusMessage(text: string): void {
    this.#world.channel.publish({ kind: 'statusMessage', text });
  }

  setFigure(name: string, value: string, unit: string): void {
    this.#world.channel.publish({ kind: 'figure', name, value, unit });
  }

  async reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): Promise<string> {
    const answer = await this.#world.channel.request({ kind: 'edlReserve', unit, parentRelPath, name });
    if (!answer.success) {
      throw new SyntalosError('ERR_SYNTALOS_EDL_EXISTS', answer.errorMessage, { details: { name } });
    }
    return answer.absolutePath;
  }

  openSynchronizer(spec: SynchronizerSpec, mailbox: SharedArrayBuffer): Promise<void> {
    return this.#synchronizers.open(spec, mailbox);
  }

  scheduleDelayedCall(callId: number, dueUsec: number): void {
    this.#delayed.schedule(callId, dueUsec);
  }

  cancelDelayedCall(callId: number): void {
    this.#delayed.cancel(callId);
  }

  ping(): void {
    // The answer is all.
  }

  detach(): void {
    this.#module.detach();
  }

  // ---- requests of the master ----

  readonly #serve: RequestHandler<MasterRequest, ModuleResponse> = async (request, reply, attachment) => {
    const module = this.#module;
    const { calls } = module;
    const done = (success: boolean): void => reply({ kind: 'done', success });
    switch (request.kind) {
      case 'apiVersion':
        reply({ kind: 'apiVersionInfo', apiVersion: this.#world.apiVersion });
        break;
      case 'setNiceness':
        await this.#threads.setNiceness(request.nice);
        done(true);
        break;
      case 'setMaxRealtimePriority': {
        const problem = await this.#world.threads.setMaxRealtimePriority(request.priority);
        if (problem !== undefined) this.#reports.warn(problem);
        done(true);
        break;
      }
      case 'setCpuAffinity':
        await this.#threads.setAffinity(request.cores);
        done(true);
        break;
      case 'setPortsPreset':
        await this.#presetPorts(request);
        done(true);
        break;
      case 'connectInput':
        done(await this.#connectInput({ ...request, attachment }));
        break;
      case 'updateInputMetadata': {
        const { kind, portId, metadata } = request;
        await module.answer(kind, calls.updateInputMetadata(portId, metadata));
        done(true);
        break;
      }
      case 'loadScript':
        done(await module.answer(request.kind, calls.loadScript(request)));
        break;
      case 'saveSettings': {
        const saved = await module.answer(request.kind, calls.saveSettings(request.baseDir));
        reply({ kind: 'settingsData', ...saved });
        break;
      }
      case 'loadSettings':
        done(await module.answer(request.kind, calls.loadSettings(request.data, request.baseDir)));
        break;
      case 'prepareRun':
        await this.#life.prepare(request, done);
        break;
      case 'start':
        await this.#life.start(request.startTimestampUsec, done);
        break;
      case 'stop':
        await this.#life.stop(done);
        break;
      case 'shutdown':
        done(true);
        await this.#life.leave();
        break;
      case 'showDisplay':
        done(true);
        await module.ask(request.kind, calls.showDisplay());
        break;
      case 'showSettings':
        done(true);
        await module.ask(request.kind, calls.showSettings());
        break;
      default:
        assertNever(request);
    }
  };

  async #presetPorts({ inputs, outputs }: PortsPreset): Promise<void> {
    for (const { id, limits } of outputs) await this.#ports.outputs.get(id)?.preset(limits);
    const newInputs = inputs.filter(({ id }) => !this.#ports.inputs.has(id));
    const newOutputs = outputs.filter(({ id }) => !this.#ports.outputs.has(id));
    if (newInputs.length + newOutputs.length === 0) return;
    // The module's thread registers them, as it would its own: the answer must not wait for it.
    this.#module.calls
      .presetPorts(newInputs, newOutputs)
      .catch((error: unknown) => this.#reports.thrown(error));
  }

  /** @returns false when there is no such port */
  async #connectInput(target: ConnectInput & { readonly attachment: Attachment }): Promise<boolean> {
    const port = this.#ports.inputs.get(target.portId);
    if (port === undefined) return false;
    const { ring, hubPort } = await port.connect(target);
    try {
      const connecting = this.#module.calls.connectInput(port.spec.id, ring, target.sourceType, hubPort);
      await port.begin(await this.#module.answer(target.kind, connecting));
    } catch (error) {
      // A subscription that nobody reads would block the sender.
      await port.disconnect();
      throw error;
    }
    await this.#threads.apply();
    return true;
  }
}
