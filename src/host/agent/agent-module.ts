/**
 * A module that an agent runs for a host: started as any embedded one, its control messages passed on.
 *
 * @module
 */
import { join, relative, sep } from 'node:path';
import type { ActorThread } from '../../actors/index.ts';
import { toErrorRecord, type ErrorRecord } from '../../errors.ts';
import { moduleChannelOver, type EnvelopeCarrier } from '../../ipc/envelope/index.ts';
import {
  PortAction,
  type Attachment,
  type MasterRequest,
  type MasterResponse,
  type ModuleChannel,
  type ModuleEvent,
  type ModuleRequest,
  type ModuleResponse,
} from '../../ipc/index.ts';
import { RingControl } from '../../shm/index.ts';
import { prepareProgram, type ProgramHandle } from '../../script/index.ts';
import { entryUrl } from '../../threads/index.ts';
import { startEmbeddedModule, workerThreadOf, type LineListener } from '../engine/embedded-module.ts';
import type { RunningModule } from '../engine/running-module.ts';
import { unpackProgram, type CountersSnapshot, type ModuleOrder } from '../machines/index.ts';
import type { PortRef, ProjectModule, RunLimits } from '../project/index.ts';

/** A request may take as long as its host lets it: the host gives it up, not the agent. */
const RELAY_LIMIT_MSEC = 3_600_000;

/** What a module on an agent needs. */
export interface AgentModuleContext {
  readonly machine: string;
  readonly limits: Required<RunLimits>;
  readonly supervisorThread: ActorThread;
  /** To the host. */
  readonly carrier: EnvelopeCarrier;
  /** Folder for its program, made anew and removed by the caller. */
  readonly programFolder: string;
  /** Folder that relative paths in its settings start at. */
  readonly settingsFolder: string;
  /** The ring of an output of any module, here or elsewhere. */
  readonly ringOf: (from: PortRef) => SharedArrayBuffer | undefined;
  /** The folder that this machine records a run in, instead of that of the host. */
  readonly recordingFolder: () => Promise<string>;
  readonly onLine: LineListener;
  readonly onEnded: (code: number, error: ErrorRecord | undefined) => void;
}

/** One module of an agent. */
export class AgentModule {
  readonly running: RunningModule;
  /** Rings of its outputs by port id, in the order of their registration. */
  readonly outputs: Map<string, SharedArrayBuffer | undefined> = new Map();
  readonly #inputs = new Set<string>();
  readonly #context: AgentModuleContext;
  readonly #program: ProgramHandle;
  readonly #toHost: ModuleChannel;
  /** The program's folder here, and on the host. */
  readonly #folders: { readonly here: string; readonly there: string } | undefined;
  #hostRoot = '';

  private constructor(
    context: AgentModuleContext,
    parts: {
      readonly running: RunningModule;
      readonly program: ProgramHandle;
      readonly folders: { readonly here: string; readonly there: string } | undefined;
    },
  ) {
    this.#context = context;
    this.running = parts.running;
    this.#program = parts.program;
    this.#folders = parts.folders;
    this.#toHost = moduleChannelOver(context.carrier);
    const { channel } = this.running;
    channel.onEvent((event) => this.#toHost.publish(this.#asSeenByHost(event)));
    channel.serve((request, reply, attachment) => this.#passUp(request, reply, attachment));
    this.#toHost.serve((request, reply) => this.#passDown(request, reply));
    void this.running.ended.then((end) => {
      const isThread = end.kind === 'thread';
      const error = isThread && end.error !== undefined ? toErrorRecord(end.error) : undefined;
      context.onEnded(isThread ? end.code : 1, error && this.#renamed(error));
    });
  }

  /**
   * Lays its program down and starts it.
   *
   * @throws `ERR_SYNTALOS_MACHINE`, `ERR_SYNTALOS_MODULE_LOAD`, `ERR_SYNTALOS_ACTOR_CRASHED`, `ERR_SYNTALOS_TIMEOUT`
   */
  static async start(order: ModuleOrder, context: AgentModuleContext): Promise<AgentModule> {
    const { programFolder, machine, settingsFolder, limits, onLine } = context;
    const parcel = 'parcel' in order.program ? order.program.parcel : undefined;
    const entry =
      'builtIn' in order.program
        ? entryUrl(`built-in-${order.program.builtIn}.js`)
        : await unpackProgram(order.program.parcel, programFolder, machine);
    const program = await prepareProgram(entry);
    const { id, name, use, settings, ports, placement } = order;
    const module: ProjectModule = {
      ...{ id, name, use, settings },
      program:
        'builtIn' in order.program
          ? { kind: 'built-in', name: order.program.builtIn }
          : { kind: 'file', path: program.program.path },
      settingFolders: Object.fromEntries(Object.keys(settings).map((key) => [key, settingsFolder])),
      ...(ports === undefined ? {} : { ports }),
      ...(placement === undefined ? {} : { placement }),
    };
    try {
      const running = await startEmbeddedModule({
        module,
        startThread: workerThreadOf(program.program, onLine),
        sources: order.sources,
        supervisors: context.supervisorThread,
        limits,
      });
      const folders = parcel === undefined ? undefined : { here: programFolder, there: parcel.root };
      return new AgentModule(context, { running, program, folders });
    } catch (error) {
      await program.close();
      throw error;
    }
  }

  /** What it has counted by now. */
  snapshot(): CountersSnapshot {
    const counters = this.running.counters!;
    return {
      schedule: counters.schedule,
      inputs: [...this.#inputs].map((_, index) => {
        const latency = counters.inputLatency(index);
        return {
          counts: counters.inputCounts(index),
          claim: counters.inputClaim(index),
          ...(latency === undefined ? {} : { latency }),
        };
      }),
      outputs: [...this.outputs.values()].map((ring, index) => {
        const counts = counters.outputCounts(index);
        const control = ring && RingControl.attach(ring);
        return {
          counts,
          written: control?.countSince(0, counts.itemCount) ?? 0,
          capacityBytes: control?.stats().capacityBytes ?? 1,
        };
      }),
    };
  }

  /** Ends it in order, without a host: it saves what it has. */
  async stopAlone(limitMsec: number): Promise<void> {
    const { channel } = this.running;
    await channel.request({ kind: 'stop' }, { limitMsec }).catch(() => undefined);
    const wasAsked = await channel.request({ kind: 'shutdown' }).then(
      () => true,
      () => false,
    );
    await this.running.close(wasAsked);
    await this.terminate();
  }

  async terminate(): Promise<void> {
    await this.running.terminate();
    await this.#program.close();
  }

  /** A request of the module. */
  async #passUp(
    request: ModuleRequest,
    reply: (response: MasterResponse) => void,
    attachment: Attachment,
  ): Promise<void> {
    if (request.kind === 'inputPortChange') {
      if (request.action === PortAction.Add) this.#inputs.add(request.id);
      else if (request.action === PortAction.Remove) this.#inputs.delete(request.id);
    } else if (request.kind === 'outputPortChange') {
      const known = this.outputs.get(request.id);
      if (request.action === PortAction.Add) this.outputs.set(request.id, attachment.ring ?? known);
      else if (request.action === PortAction.Remove) this.outputs.delete(request.id);
    }
    const response = await this.#toHost.request(request, { limitMsec: RELAY_LIMIT_MSEC });
    if (response.kind !== 'edlReservation' || !response.success) {
      reply(response);
      return;
    }
    // The host has the one list of names; the folder is this machine's own.
    const path = relative(this.#hostRoot, response.absolutePath).split(sep);
    reply({ ...response, absolutePath: join(await this.#context.recordingFolder(), ...path) });
  }

  /** A request of the host. */
  async #passDown(request: MasterRequest, reply: (response: ModuleResponse) => void): Promise<void> {
    const attachment = request.kind === 'connectInput' ? this.#ringFor(request) : {};
    reply(
      await this.running.channel.request(await this.#localized(request), {
        attachment,
        limitMsec: RELAY_LIMIT_MSEC,
      }),
    );
  }

  #ringFor({ instanceId, channelId }: { instanceId: string; channelId: string }): Attachment {
    const ring = this.#context.ringOf({ module: instanceId, port: channelId.replace(/^o\//, '') });
    return ring === undefined ? {} : { ring };
  }

  /** The request with this machine's folders in it. */
  async #localized(request: MasterRequest): Promise<MasterRequest> {
    switch (request.kind) {
      case 'prepareRun':
        this.#hostRoot = request.edlRootPath;
        return { ...request, edlRootPath: await this.#context.recordingFolder() };
      case 'loadSettings':
      case 'saveSettings':
        return { ...request, baseDir: this.#context.settingsFolder };
      default:
        return request;
    }
  }

  #asSeenByHost(event: ModuleEvent): ModuleEvent {
    return event.kind === 'error' ? this.#renamed(event) : event;
  }

  /** An error whose places are those of the host's files. */
  #renamed<T>(error: T): T {
    if (this.#folders === undefined) return error;
    const { here, there } = this.#folders;
    return JSON.parse(JSON.stringify(error), (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll(here, there) : value,
    ) as T;
  }
}
