/**
 * An agent's part in one run: its modules, their links to other machines, what they record.
 *
 * @module
 */
import { join } from 'node:path';
import type { ActorCalls } from '../../actors/index.ts';
import { endsWithin } from '../../deadline.ts';
import { SyntalosError, messageOf, toErrorRecord } from '../../errors.ts';
import { PipeCarriers, type Bus, type ConnectOptions, type Pipe } from '../../ipc/nats/index.ts';
import { attemptAll, forEachOf } from '../engine/attempt-all.ts';
import { Recording } from '../engine/recording.ts';
import { SupervisorThreads } from '../engine/supervisor-threads.ts';
import {
  CARRIERS,
  MachineLinks,
  callsOver,
  checksumOf,
  clockSubject,
  dataPrefix,
  exposeOver,
  type AgentCalls,
  type AgentOutcome,
  type AgentRecording,
  type HostCalls,
  type ModuleOrder,
  type OpenRequest,
} from '../machines/index.ts';
import type { PortRef, Project, ProjectModule } from '../project/index.ts';
import type { SharedClock } from '../../timing/internal.ts';
import { AgentClock } from './agent-clock.ts';
import { AgentModule } from './agent-module.ts';
import { programFolder, removePrograms } from './program-folder.ts';
import { fileIn, filesBelow, serveFiles } from './recorded-files.ts';

/** How often the host hears what the modules have counted, in ms. */
const COUNT_MSEC = 100;
/** How long loads under way may take to see that the run is over, in ms: without a server, some wait for one. */
const LOAD_LIMIT_MSEC = 2_000;
/** How long the host may take to hear that its agent leaves, in ms. */
const LEAVE_LIMIT_MSEC = 1_000;

/** Options of {@link AgentRun}. */
export interface AgentRunOptions {
  readonly bus: Bus;
  readonly machine: string;
  readonly pipe: Pipe;
  readonly request: OpenRequest;
  /** Absolute path of the folder that programs are laid down below, and relative paths start at. */
  readonly folder: string;
  /** Absolute path of the folder for recordings. */
  readonly outFolder: string;
  readonly sharedClock: SharedClock;
  /** How `bus` was connected: data has a connection of its own. */
  readonly connect: ConnectOptions;
}

/** One run on an agent. */
export class AgentRun {
  /** Settles when all of it is over; resolves to what there is to say about it. */
  readonly ended: Promise<string>;
  readonly #options: AgentRunOptions;
  readonly #carriers: PipeCarriers;
  readonly #host: ActorCalls<HostCalls>;
  readonly #modules = new Map<string, AgentModule>();
  /** Loads under way: their modules are in no list yet. */
  readonly #loads = new Set<Promise<void>>();
  readonly #orders: ModuleOrder[] = [];
  readonly #supervisors: SupervisorThreads;
  readonly #links: MachineLinks;
  readonly #programs: string;
  readonly #timer: NodeJS.Timeout;
  readonly #clock: AgentClock;
  readonly #following: Promise<void>;
  #recording: Promise<Recording> | undefined;
  #endWatch: () => void = () => undefined;
  /** The host has said how the run went, which is in the recording. */
  #isFinished = false;
  #isOver = false;
  #ending: Promise<void> | undefined;
  #whyStopped: string | undefined;

  constructor(options: AgentRunOptions) {
    this.#options = options;
    const { bus, pipe, request, folder } = options;
    this.#programs = join(programFolder(folder, options.machine), request.runUuid);
    this.#carriers = new PipeCarriers(pipe);
    this.#host = callsOver<HostCalls>(this.#carriers.carrier(CARRIERS.toHost));
    this.#supervisors = new SupervisorThreads((error) => this.#warn(messageOf(error)));
    this.#links = new MachineLinks({
      connect: { ...options.connect, name: `${options.connect.name}, data` },
      prefix: dataPrefix(request.runUuid),
      ringOf: (from) => this.#modules.get(from.module)?.outputs.get(from.port),
      onFailure: (error) => this.#tell((host) => host.failed(toErrorRecord(error))),
    });
    exposeOver(this.#calls(), this.#carriers.carrier(CARRIERS.toAgent));
    serveFiles(this.#carriers.carrier(CARRIERS.files), () => this.#recordedIn());
    this.#clock = new AgentClock({
      wire: bus.wire,
      subject: clockSubject(request.runUuid),
      shared: options.sharedClock,
      onPoint: (point) => this.#tell((host) => host.clocked(point)),
    });
    this.#following = this.#clock.begin();
    this.#following.catch(() => undefined); // whoever loads a module hears of it
    this.#timer = setInterval(() => this.#sendCounts(), COUNT_MSEC);
    this.ended = pipe.ended.then(async (outcome) => {
      const why = outcome.kind === 'closed' ? this.#whyStopped : `the host is gone: ${outcome.why}`;
      await this.#end(why);
      return why ?? 'the run is over';
    });
  }

  /** Its host has nothing more to do with it: it is about to end. */
  get isEnding(): boolean {
    return this.#ending !== undefined;
  }

  /** Ends this machine's part, as far as it has got: its host hears that it is gone. */
  async stop(why: string): Promise<void> {
    this.#whyStopped = why;
    await endsWithin(this.#host.leave(why), LEAVE_LIMIT_MSEC).catch(() => false);
    await this.#end(why);
    await this.#options.pipe.close();
  }

  /** What the host may ask. */
  #calls(): AgentCalls {
    const links = this.#links;
    const moduleOf = (id: string): AgentModule => this.#moduleOf(id);
    return {
      load: (order) => {
        const load = this.#load(order).finally(() => this.#loads.delete(load));
        this.#loads.add(load);
        return load;
      },
      openOutput: (from) => links.openOutput(from),
      openInput: (from, policy) => links.openInput(from, policy),
      beginInput: (from) => links.beginInput(from),
      closeLinks: () => links.close(),
      counters: (id) => Promise.resolve(moduleOf(id).snapshot()),
      close: (id, wasAsked) => moduleOf(id).running.close(wasAsked),
      terminate: (id) => moduleOf(id).terminate(),
      finishRecording: (outcome) => this.#finishRecording(outcome),
      checksum: async (path) => checksumOf(fileIn(await this.#recordedIn(), path)),
      discardRecording: async () => {
        const recording = await this.#recording;
        this.#endWatch();
        await recording?.discard();
        this.#recording = undefined;
      },
    };
  }

  async #load(order: ModuleOrder): Promise<void> {
    const { machine, request, folder } = this.#options;
    this.#orders.push(order);
    await this.#following; // its thread reads the time from its first line on
    const module = await AgentModule.start(order, {
      machine,
      limits: request.limits,
      supervisorThread: this.#supervisors.threadFor(asProjectModule(order)),
      carrier: this.#carriers.carrier(order.id),
      programFolder: join(this.#programs, order.id),
      settingsFolder: folder,
      ringOf: (from) => this.#ringOf(from),
      recordingFolder: async () => (await this.#openRecording()).path,
      onLine: (stream, text) => this.#tell((host) => host.line(order.id, stream, text)),
      onEnded: (code, error) => this.#tell((host) => host.ended(order.id, code, error)),
    });
    this.#modules.set(order.id, module);
    if (this.#isOver) await module.terminate();
  }

  async #finishRecording(outcome: AgentOutcome): Promise<AgentRecording> {
    const recording = await this.#recording;
    if (recording === undefined) return { files: [] };
    this.#isFinished = true;
    this.#endWatch();
    await finish(recording, outcome);
    return { path: recording.path, files: await filesBelow(recording.path) };
  }

  #end(why: string | undefined): Promise<void> {
    return (this.#ending ??= this.#endAll(why));
  }

  /**
   * Each step whatever has become of those before: what stays would be in the way of the next run.
   *
   * @param why - unset if the host has ended the run itself
   * @throws the first of what went wrong
   */
  async #endAll(why: string | undefined): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#clock.end();
    const { request, folder, machine } = this.#options;
    const { stopMsec } = request.limits;
    await attemptAll([
      () =>
        forEachOf(this.#modules.values(), (module) =>
          why === undefined ? module.terminate() : module.stopAlone(stopMsec),
        ),
      // Each ends what it has started.
      () => endsWithin(Promise.allSettled(this.#loads), LOAD_LIMIT_MSEC),
      () => this.#links.close(),
      () => this.#supervisors.close(),
      () => this.#closeRecording(why),
      () => removePrograms(folder, machine),
    ]);
  }

  /** Closes what the host has not: as a failure. */
  async #closeRecording(why = 'the host ended the run at once'): Promise<void> {
    const recording = await this.#recording?.catch(() => undefined);
    this.#endWatch();
    if (recording === undefined || this.#isFinished) return;
    await finish(recording, { recordingLengthMsec: 0, success: false, failures: [why] });
  }

  #ringOf(from: PortRef): SharedArrayBuffer | undefined {
    const own = this.#modules.get(from.module);
    return own === undefined ? this.#links.inputRing(from) : own.outputs.get(from.port);
  }

  #moduleOf(id: string): AgentModule {
    const module = this.#modules.get(id);
    if (module === undefined) {
      const { machine } = this.#options;
      throw new SyntalosError('ERR_SYNTALOS_MACHINE', `Machine "${machine}" has no module "${id}"`, {
        details: { machine, module: id },
      });
    }
    return module;
  }

  /** The folder of what is recorded here, if anything is. */
  async #recordedIn(): Promise<string | undefined> {
    return (await this.#recording)?.path;
  }

  /** Made when the first module prepares. */
  #openRecording(): Promise<Recording> {
    const { request, outFolder } = this.#options;
    const onWarning = (text: string): void => this.#warn(text);
    return (this.#recording ??= Recording.create(asProject(request, this.#orders), {
      outFolder,
      runUuid: request.runUuid,
      now: new Date(),
      onWarning,
    }).then((recording) => {
      this.#endWatch = recording.watch(onWarning);
      return recording;
    }));
  }

  #sendCounts(): void {
    if (this.#modules.size === 0) return;
    const snapshots = Object.fromEntries([...this.#modules].map(([id, module]) => [id, module.snapshot()]));
    this.#tell((host) => host.counted(snapshots));
  }

  #warn(text: string): void {
    this.#tell((host) => host.warn(text));
  }

  /** A host that is gone hears nothing. */
  #tell(work: (host: ActorCalls<HostCalls>) => Promise<unknown>): void {
    work(this.#host).catch(() => undefined);
  }
}

async function finish(recording: Recording, outcome: AgentOutcome): Promise<void> {
  await recording.finish(outcome);
  await recording.close();
}

function asProjectModule({ id, name, use, settings, placement }: ModuleOrder): ProjectModule {
  return {
    ...{ id, name, use, settings, settingFolders: {} },
    program: { kind: 'file', path: use },
    ...(placement === undefined ? {} : { placement }),
  };
}

/** As much of the project as a recording names. */
function asProject(request: OpenRequest, orders: readonly ModuleOrder[]): Project {
  const { project, subject, experiment } = request;
  return {
    name: project,
    folder: '',
    run: { out: '', subject, experiment },
    modules: orders.map(asProjectModule),
    connections: [],
  };
}
