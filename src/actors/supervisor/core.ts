/**
 * The supervisor's logic: it owns the control channel of one module, answers what needs no user
 * code itself, and hands everything else to the module's thread, never without a limit.
 *
 * States and order of steps: wire protocol, section 5.
 *
 * @module
 */
import {
  SyntalosError,
  assertNever,
  isSyntalosError,
  toErrorRecord,
  type ErrorRecord,
} from '../../errors.ts';
import {
  ModuleState,
  REQUEST_LIMITS_MSEC,
  type MasterRequest,
  type RequestHandler,
  type Transport,
  type ModuleChannel,
  type ModuleResponse,
} from '../../ipc/index.ts';
import { RunPhase, type RunState } from '../../shm/index.ts';
import { SynchronizerActors } from '../synchronizer/synchronizer-actors.ts';
import type { SynchronizerSpec } from '../synchronizer/synchronizer-protocol.ts';
import { withLimit, type ActorCalls } from '../actor-calls.ts';
import type { ThreadControl } from './thread-control.ts';
import { ModulePorts } from './ports/module-ports.ts';
import { CallbackId, callbackName } from './callback-names.ts';
import { DelayedCalls, type StartTimer } from './delayed-calls.ts';
import { errorEvent } from './error-event.ts';
import { OverdueWatch } from './overdue-watch.ts';
import type {
  InputPortSpec,
  ModuleCalls,
  OutputPortSpec,
  SupervisorActor,
  SupervisorCalls,
  SupervisorLimits,
} from './supervisor-protocol.ts';
import { threadGoneMessage } from './thread-gone.ts';
import { formatUuid } from './uuid-text.ts';
import { WorkThreads } from './work-threads.ts';

/**
 * How long items that are on their way may hold up a stop, in ms, as long as some of them move: of the 15 s
 * that Syntalos allows. What a slow consumer lets wait here would be lost otherwise.
 */
const DRAIN_LIMIT_MSEC = 10_000;
/** How long they may stand still, in ms: nobody takes them then. */
const DRAIN_STALL_MSEC = 2_000;
/** By how much an answer comes before the master's limit, in ms: it names what holds the module up. */
const ANSWER_MARGIN_MSEC = 200;

/** What a supervisor works on and with: all of it can be given by a test. */
export interface SupervisorWorld {
  readonly instanceId: string;
  /** Answer to `apiVersion`: `sy-` and the plain version. */
  readonly apiVersion: string;
  readonly channel: ModuleChannel;
  readonly transport: Transport;
  readonly module: ActorCalls<ModuleCalls>;
  /** Settles when the module's thread is gone. */
  readonly moduleGone: Promise<void>;
  readonly runState: RunState;
  readonly threads: ThreadControl;
  /** µs on CLOCK_MONOTONIC. */
  readonly nowUsec: () => number;
  readonly startTimer: StartTimer;
  /** For what the user set a time for. */
  readonly startPreciseTimer: StartTimer;
  readonly limits: Required<SupervisorLimits>;
}

/** Logic of a supervisor; {@link SupervisorCalls} is what the module's thread may ask of it. */
export class SupervisorCore implements SupervisorCalls, SupervisorActor {
  readonly #world: SupervisorWorld;
  readonly #ports: ModulePorts;
  readonly #synchronizers: SynchronizerActors;
  readonly #delayed: DelayedCalls;
  readonly #threads: WorkThreads;
  readonly #overdue: OverdueWatch;
  readonly #moduleGone: Promise<never>;
  #allowAsyncStart = true;
  #state: ModuleState = ModuleState.Unknown;
  #errorRaised = false;
  #detached = false;
  #stopWatch: (() => void) | undefined;
  #ending: Promise<boolean> | undefined;
  #leaving: Promise<void> | undefined;

  constructor(world: SupervisorWorld) {
    this.#world = world;
    this.#ports = new ModulePorts(world.channel, world.transport);
    this.#threads = new WorkThreads(world.threads, world.transport, (message) => this.#warn(message));
    this.#delayed = new DelayedCalls(world.nowUsec, world.startPreciseTimer, (callId) => {
      world.module.delayedCall(callId).catch(() => undefined);
    });
    this.#synchronizers = new SynchronizerActors(world.instanceId, {
      onDetails: (id, strategies, toleranceUsec) => {
        world.channel.publish({ kind: 'syncDetails', id, strategies, toleranceUsec });
      },
      onOffset: (id, offsetUsec) => world.channel.publish({ kind: 'syncOffset', id, offsetUsec }),
      onWarning: (message) => this.#warn(message),
      onCrash: (error) => this.#raise(toErrorRecord(error), ''),
    });
    this.#overdue = new OverdueWatch(world.limits.overdueMsec, (callbackId, durationMsec) => {
      // A script's loop takes as long as the run.
      if (callbackId === CallbackId.Run && world.runState.isRunning) return;
      this.#warn(
        `Callback "${this.#nameOf(callbackId)}" of module "${world.instanceId}" has not returned for ${Math.round(durationMsec)} ms`,
      );
    });
    this.#moduleGone = world.moduleGone.then(() => {
      throw new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `The thread of module "${world.instanceId}" has ended`,
        { details: { module: world.instanceId } },
      );
    });
    this.#moduleGone.catch(() => this.#onModuleGone());
    world.transport.onFailure((error) => this.#raise(toErrorRecord(error), ''));
  }

  /** Says hello to the master and starts to serve it. */
  open(): void {
    this.#setState(ModuleState.Initializing);
    this.#world.channel.serve(this.#serve);
    this.#watch();
  }

  /** Frees all that it holds; the channel is closed last. */
  async dispose(): Promise<void> {
    this.#detached = true;
    this.#stopWatch?.();
    this.#delayed.clear();
    this.#requestStop();
    await this.#synchronizers.closeAll();
    await this.#ports.dispose();
    await this.#world.transport.close();
    await this.#world.channel.close();
  }

  // ---- calls of the module's thread ----

  attachThread(threadId: number): Promise<void> {
    this.#threads.moduleThreadId = threadId;
    return Promise.resolve();
  }

  registerInput(spec: InputPortSpec): Promise<void> {
    return this.#ports.addInput(spec);
  }

  changeInput(spec: InputPortSpec): Promise<void> {
    return this.#ports.changeInput(spec);
  }

  async registerOutput(spec: OutputPortSpec, ring: SharedArrayBuffer): Promise<void> {
    await this.#ports.addOutput(spec, ring);
    await this.#threads.apply();
  }

  changeOutput(spec: OutputPortSpec): Promise<void> {
    return this.#ports.changeOutput(spec);
  }

  removePort(direction: 'input' | 'output', portId: string): Promise<void> {
    return this.#ports.remove(direction, portId);
  }

  setAllowAsyncStart(allowed: boolean): Promise<void> {
    this.#allowAsyncStart = allowed;
    return Promise.resolve();
  }

  signalIdle(): Promise<void> {
    if (this.#state === ModuleState.Initializing) this.#setState(ModuleState.Idle);
    return Promise.resolve();
  }

  signalDormant(): Promise<void> {
    if (this.#state === ModuleState.Running) this.#setState(ModuleState.Dormant);
    return Promise.resolve();
  }

  raiseError(error: ErrorRecord, title: string): Promise<void> {
    this.#raise(error, title);
    return Promise.resolve();
  }

  warn(message: string): Promise<void> {
    this.#warn(message);
    return Promise.resolve();
  }

  setStatusMessage(text: string): Promise<void> {
    this.#world.channel.publish({ kind: 'statusMessage', text });
    return Promise.resolve();
  }

  setFigure(name: string, value: string, unit: string): Promise<void> {
    this.#world.channel.publish({ kind: 'figure', name, value, unit });
    return Promise.resolve();
  }

  async reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): Promise<string> {
    const answer = await this.#world.channel.request({ kind: 'edlReserve', unit, parentRelPath, name });
    if (!answer.success) {
      throw new SyntalosError('ERR_SYNTALOS_EDL_EXISTS', answer.errorMessage, { details: { name } });
    }
    return answer.absolutePath;
  }

  async openSynchronizer(spec: SynchronizerSpec, mailbox: SharedArrayBuffer): Promise<void> {
    await this.#synchronizers.open(spec, mailbox);
  }

  scheduleDelayedCall(callId: number, dueUsec: number): Promise<void> {
    this.#delayed.schedule(callId, dueUsec);
    return Promise.resolve();
  }

  cancelDelayedCall(callId: number): Promise<void> {
    this.#delayed.cancel(callId);
    return Promise.resolve();
  }

  /** Stops the run, if one goes on, and shuts the module down: the process shall end. */
  leave(): Promise<void> {
    return (this.#leaving ??= this.#leave());
  }

  async #leave(): Promise<void> {
    const { module, runState } = this.#world;
    this.#requestStop();
    if (runState.phase !== RunPhase.idle) await this.#stop(() => undefined);
    await this.#guard(this.#ask('shutdown', module.shutdown()));
  }

  detach(): Promise<void> {
    this.#detached = true;
    return Promise.resolve();
  }

  // ---- requests of the master ----

  readonly #serve: RequestHandler<MasterRequest, ModuleResponse> = async (request, reply, attachment) => {
    const { module, threads } = this.#world;
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
        const problem = await threads.setMaxRealtimePriority(request.priority);
        if (problem !== undefined) this.#warn(problem);
        done(true);
        break;
      }
      case 'setCpuAffinity':
        await this.#threads.setAffinity(request.cores);
        done(true);
        break;
      case 'setPortsPreset': {
        for (const change of request.outputs) {
          await this.#ports.outputs.get(change.id)?.preset(change.limits);
        }
        const newInputs = request.inputs.filter(({ id }) => !this.#ports.inputs.has(id));
        const newOutputs = request.outputs.filter(({ id }) => !this.#ports.outputs.has(id));
        if (newInputs.length + newOutputs.length > 0) {
          // The module's thread registers them, as it would its own: the answer must not wait for it.
          module
            .presetPorts(newInputs, newOutputs)
            .catch((error: unknown) => this.#raise(toErrorRecord(error), ''));
        }
        done(true);
        break;
      }
      case 'connectInput': {
        const port = this.#ports.inputs.get(request.portId);
        if (port === undefined) {
          done(false);
          break;
        }
        const ring = await port.connect({ ...request, attachment });
        try {
          const claim = await this.#answer(
            request,
            module.connectInput(port.spec.id, ring, request.sourceType),
          );
          await port.begin(claim);
        } catch (error) {
          // A subscription that nobody reads would block the sender.
          await port.disconnect();
          throw error;
        }
        await this.#threads.apply();
        done(true);
        break;
      }
      case 'updateInputMetadata':
        await this.#answer(request, module.updateInputMetadata(request.portId, request.metadata));
        done(true);
        break;
      case 'loadScript':
        done(await this.#answer(request, module.loadScript(request)));
        break;
      case 'saveSettings':
        reply({
          kind: 'settingsData',
          ...(await this.#answer(request, module.saveSettings(request.baseDir))),
        });
        break;
      case 'loadSettings':
        done(await this.#answer(request, module.loadSettings(request.data, request.baseDir)));
        break;
      case 'prepareRun':
        await this.#prepare(request, done);
        break;
      case 'start':
        await this.#start(request.startTimestampUsec, done);
        break;
      case 'stop':
        await this.#stop(done);
        break;
      case 'shutdown':
        done(true);
        await this.leave();
        break;
      case 'showDisplay':
        done(true);
        await this.#ask('showDisplay', module.showDisplay());
        break;
      case 'showSettings':
        done(true);
        await this.#ask('showSettings', module.showSettings());
        break;
      default:
        assertNever(request);
    }
  };

  async #prepare(
    request: Extract<MasterRequest, { kind: 'prepareRun' }>,
    done: (success: boolean) => void,
  ): Promise<void> {
    this.#errorRaised = false;
    this.#world.runState.resetCounters();
    this.#world.runState.beginRun();
    this.#setState(ModuleState.Preparing);
    let success = false;
    try {
      const { subjectId, subjectGroup, edlRootPath, moduleName } = request;
      const run = { subjectId, subjectGroup, edlRootPath, moduleName, runUuid: formatUuid(request.runUuid) };
      ({ success } = await this.#ask(
        'prepare',
        this.#world.module.prepare(run),
        this.#world.limits.prepareMsec,
      ));
    } catch (error) {
      this.#raise(toErrorRecord(error), '');
    }
    if (success) {
      this.#setState(ModuleState.Ready);
    } else if (!this.#hasErrorRaised()) {
      this.#raise(
        toErrorRecord(
          new SyntalosError(
            'ERR_SYNTALOS_CALLBACK',
            `Callback "prepare" of module "${this.#world.instanceId}" refused the run: it returned false`,
          ),
        ),
        '',
      );
    }
    done(success);
  }

  async #start(startTimeUsec: number, done: (success: boolean) => void): Promise<void> {
    const { runState, module } = this.#world;
    runState.startRun(startTimeUsec);
    for (const port of this.#ports.outputs.values()) await this.#guard(port.begin());
    if (this.#allowAsyncStart) {
      done(true);
      this.#setState(ModuleState.Running);
      await this.#guard(module.start());
      return;
    }
    await this.#guard(this.#answer({ kind: 'start' }, module.start()));
    done(!this.#errorRaised);
    if (!this.#errorRaised) this.#setState(ModuleState.Running);
  }

  async #stop(done: (success: boolean) => void): Promise<void> {
    const { module, limits } = this.#world;
    // A signal may come while the master's stop is carried out.
    this.#ending ??= this.#endRun().finally(() => (this.#ending = undefined));
    const hasStopped = await this.#ending;
    done(!this.#detached);
    const leaving = this.#ask('leaveInputs', module.leaveInputs(), limits.stopMsec);
    // What holds the thread was named above: once is enough.
    if (hasStopped) await this.#guard(leaving);
    else await leaving.catch(() => undefined);
    // All at once: what the next run has connected by the time that one is closed must not go with it.
    await Promise.all([...this.#ports.inputs.values()].map((port) => port.disconnect()));
  }

  /** @returns whether the module's thread came back from its part of it */
  async #endRun(): Promise<boolean> {
    const { module, limits } = this.#world;
    const begin = performance.now();
    const deadline = begin + DRAIN_LIMIT_MSEC;
    await this.#drain('input', deadline);
    this.#requestStop();
    this.#delayed.clear();
    const leftMsec = limits.stopMsec - Math.round(performance.now() - begin);
    const limitMsec = Math.max(leftMsec, Math.min(limits.stopMsec, DRAIN_STALL_MSEC));
    const hasStopped = await this.#guard(this.#ask('stop', module.stop(), limitMsec));
    await this.#drain('output', deadline);
    await this.#synchronizers.closeAll();
    this.#world.runState.setPhase(RunPhase.idle);
    this.#setState(ModuleState.Idle);
    return hasStopped;
  }

  /** Items that are on their way when the run stops still arrive, if that does not take long. */
  async #drain(direction: 'input' | 'output', deadline: number): Promise<void> {
    const { runState } = this.#world;
    if (this.#errorRaised || runState.phase !== RunPhase.running) return;
    // Nobody reads any more where the process is to end, not just the run.
    if (direction === 'input' && runState.isStopRequested) return;
    // A stop callback that took the time away still leaves some for what it submitted.
    const limitMsec = Math.max(deadline - performance.now(), DRAIN_STALL_MSEC);
    const limits = { limitMsec, stallMsec: DRAIN_STALL_MSEC };
    for (const text of await this.#ports.drain(direction, limits)) this.#warn(text);
  }

  /** Ends every wait of the module's thread: `submit`, reads, synchronizer calls. */
  #requestStop(): void {
    this.#world.runState.requestStop();
    this.#ports.interrupt();
  }

  #onModuleGone(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.#ports.abandon();
    void this.#synchronizers.closeAll();
    this.#raise(
      toErrorRecord(
        new SyntalosError('ERR_SYNTALOS_ACTOR_CRASHED', threadGoneMessage(this.#world.instanceId)),
      ),
      '',
    );
  }

  /**
   * Waits for a step of the module's thread.
   *
   * @throws `ERR_SYNTALOS_CALLBACK_OVERDUE` naming the callback that holds the thread
   */
  async #ask<T>(step: string, call: Promise<T>, limitMsec = 15_000): Promise<T> {
    const { instanceId } = this.#world;
    try {
      return await withLimit(call, {
        what: `"${step}" of module "${instanceId}"`,
        limitMsec,
        gone: this.#moduleGone,
      });
    } catch (error) {
      if (!isSyntalosError(error, 'ERR_SYNTALOS_TIMEOUT')) throw error;
      const { id } = this.#world.runState.callback;
      const callback = id === 0 ? step : this.#nameOf(id);
      throw new SyntalosError(
        'ERR_SYNTALOS_CALLBACK_OVERDUE',
        `Callback "${callback}" of module "${instanceId}" did not return within ${limitMsec} ms of "${step}": the run goes on without it`,
        { cause: error, details: { module: instanceId, callback, limitMsec } },
      );
    }
  }

  /** As {@link #ask}, for a request that the master waits for as long as its kind may take. */
  #answer<T>({ kind }: Pick<MasterRequest, 'kind'>, call: Promise<T>): Promise<T> {
    return this.#ask(kind, call, REQUEST_LIMITS_MSEC[kind] - ANSWER_MARGIN_MSEC);
  }

  #nameOf(callbackId: number): string {
    return callbackName(callbackId, [...this.#ports.inputs.keys()]);
  }

  /** Waits for a call whose failure is the module's error, not the request's; answers whether it went well. */
  async #guard(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return true;
    } catch (error) {
      if (!this.#detached) this.#raise(toErrorRecord(error), '');
      return false;
    }
  }

  #raise(record: ErrorRecord, title: string): void {
    this.#errorRaised = true;
    this.#world.channel.publish(errorEvent(record, title));
    this.#setState(ModuleState.Error);
  }

  /** A call keeps the compiler from thinking that nothing changed across an await. */
  #hasErrorRaised(): boolean {
    return this.#errorRaised;
  }

  #warn(message: string): void {
    this.#world.channel.publish({ kind: 'warning', message });
  }

  #setState(state: ModuleState): void {
    this.#state = state;
    this.#world.channel.publish({ kind: 'stateChange', state });
  }

  #watch(): void {
    const intervalMsec = Math.max(10, this.#world.limits.overdueMsec / 8);
    this.#stopWatch = this.#world.startTimer(intervalMsec, () => {
      this.#overdue.look(this.#world.runState.callback, this.#world.nowUsec() / 1000);
      this.#watch();
    });
  }
}
