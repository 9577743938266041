/**
 * A module of a run, in threads of this process.
 *
 * @module
 */
import { createInterface } from 'node:readline';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { ActorHandle, ActorThread, SupervisorCalls, SupervisorLimits } from '../../actors/index.ts';
import { asWorkerData, threadFailureOf, type HostedModule } from '../../program/index.ts';
import { endsWithin } from '../../deadline.ts';
import { errorOfCode, isSyntalosError, messageOf } from '../../errors.ts';
import { openMasterChannel } from '../../ipc/embedded/index.ts';
import type { MasterChannel } from '../../ipc/index.ts';
import { entryUrl, threadOptions } from '../../threads/index.ts';
import type { PreparedProgram } from '../../script/index.ts';
import { RunState } from '../../shm/index.ts';
import type { ProjectModule } from '../project/index.ts';
import { countersIn, type ModuleCounters } from './module-counters.ts';
import { THREAD_TRAITS, type RunningModule, type ThreadEnd } from './running-module.ts';

/** The thread that runs a module's program. */
export interface ModuleThread {
  /** Settles when its program is over, well or not. */
  readonly ended: Promise<{ readonly code: number; readonly failure?: unknown }>;
  terminate(): Promise<void>;
}

/** Makes a thread for a module; the ports in `transfer` go with its ends. */
export type StartModuleThread = (hosted: HostedModule, transfer: readonly MessagePort[]) => ModuleThread;

/** What is known of the output that feeds an input. */
export interface InputSource {
  /** Name of its module. */
  readonly name: string;
  /** Its data type, as far as the port is registered. */
  readonly dataType: number | undefined;
}

/** Options of {@link startEmbeddedModule}. */
export interface EmbeddedModuleOptions {
  readonly module: ProjectModule;
  /** What feeds its inputs, by port id; nothing by default. */
  readonly sources?: Readonly<Record<string, InputSource>>;
  readonly startThread: StartModuleThread;
  /** Where the module's supervisor lives. */
  readonly supervisors: ActorThread;
  readonly limits: SupervisorLimits;
}

/** Gets each line that a program prints. */
export type LineListener = (stream: 'stdout' | 'stderr', line: string) => void;

/** How long a module's thread may take to end after its program is over. */
const EXIT_LIMIT_MSEC = 2_000;
/** How long the last reports of its supervisor may be on their way, in ms. */
const CLOSE_LIMIT_MSEC = 1_000;

/**
 * Starts a module's supervisor and its thread; the program runs as soon as the thread is up.
 *
 * @throws `ERR_SYNTALOS_ACTOR_CRASHED`, `ERR_SYNTALOS_TIMEOUT` - when its supervisor does not come up
 */
export async function startEmbeddedModule(options: EmbeddedModuleOptions): Promise<RunningModule> {
  const { module } = options;
  const control = new MessageChannel();
  const toModule = new MessageChannel();
  const toSupervisor = new MessageChannel();
  const runState = RunState.create();
  const channel = openMasterChannel(control.port1);
  // Both come up at once: what either sends first waits in its port for the other.
  const supervising = options.supervisors.spawn<SupervisorCalls, 'supervisor'>(
    'supervisor',
    {
      instanceId: module.id,
      link: { kind: 'embedded', port: control.port2 },
      runState: runState.buffer,
      modulePort: toModule.port1,
      supervisorPort: toSupervisor.port1,
      program: nameOf(module),
      limits: options.limits,
    },
    [control.port2, toModule.port1, toSupervisor.port1],
  );
  const { id, settings, settingFolders, ports } = module;
  const { limits } = options;
  const thread = options.startThread(
    {
      instanceId: id,
      runState: runState.buffer,
      supervisorPort: toSupervisor.port2,
      modulePort: toModule.port2,
      moduleSettings: { id, settings, settingFolders, sources: options.sources ?? {} },
      ports,
      limits,
    },
    [toSupervisor.port2, toModule.port2],
  );
  const running = new EmbeddedModule(module, thread, channel, runState);
  try {
    running.supervisor = await supervising;
    return running;
  } catch (error) {
    await running.terminate();
    throw error;
  }
}

/** The program as messages name it. */
function nameOf({ program, use }: ProjectModule): string {
  return program.kind === 'file' && program.path !== '' ? program.path : use;
}

/** Runs a prepared program in a worker thread. */
export function workerThreadOf(program: PreparedProgram, onLine: LineListener): StartModuleThread {
  return (hosted, transfer) => {
    const worker = new Worker(entryUrl('module.worker.js'), {
      ...threadOptions(),
      name: hosted.instanceId,
      stdout: true,
      stderr: true,
      workerData: { ...asWorkerData(hosted), program },
      transferList: [...transfer],
    });
    createInterface({ input: worker.stdout }).on('line', (line) => onLine('stdout', line));
    createInterface({ input: worker.stderr }).on('line', (line) => onLine('stderr', line));
    const ended = new Promise<{ code: number; failure?: unknown }>((resolve) => {
      let failure: unknown;
      // Its own word of what it fails with; Node's for what the thread could not catch, such as a full memory.
      worker.on('message', (message: unknown) => (failure ??= threadFailureOf(message)));
      worker.once('error', (error) => (failure ??= error));
      worker.once('exit', (code) => resolve({ code, failure }));
    });
    return {
      ended,
      terminate: async () => {
        await worker.terminate();
      },
    };
  };
}

class EmbeddedModule implements RunningModule {
  readonly id: string;
  readonly traits = THREAD_TRAITS;
  readonly channel: MasterChannel;
  readonly counters: ModuleCounters;
  readonly ended: Promise<ThreadEnd>;
  supervisor: ActorHandle<SupervisorCalls> | undefined;
  readonly #thread: ModuleThread;
  readonly #runState: RunState;

  constructor(module: ProjectModule, thread: ModuleThread, channel: MasterChannel, runState: RunState) {
    this.id = module.id;
    this.channel = channel;
    this.#runState = runState;
    this.counters = countersIn(runState);
    this.#thread = thread;
    this.ended = thread.ended.then(({ code, failure }) => endOf(module, code, failure));
  }

  get threadIds(): readonly number[] {
    return this.#runState.threadIds;
  }

  async close(wasAsked: boolean): Promise<void> {
    if (!wasAsked) return this.terminate();
    await endsWithin(this.ended, EXIT_LIMIT_MSEC);
    await this.terminate();
  }

  async terminate(): Promise<void> {
    await this.#thread.terminate();
    const isDisposed = await this.supervisor?.dispose().then(
      () => true,
      () => false,
    );
    // Its last reports are on their way, and end with its end of the channel.
    if (isDisposed === true) await endsWithin(this.channel.closed, CLOSE_LIMIT_MSEC);
    await this.channel.close();
  }
}

/** A failure of this package keeps its code: what a built-in module cannot use is no crash. */
function endOf(module: ProjectModule, code: number, failure: unknown): ThreadEnd {
  if (failure === undefined) return { kind: 'thread', code };
  const known = isSyntalosError(failure) ? failure : undefined;
  const error = errorOfCode(
    known?.code ?? 'ERR_SYNTALOS_ACTOR_CRASHED',
    `Module "${module.id}" (${module.use}) failed: ${messageOf(failure)}`,
    { cause: failure, details: { ...known?.details, module: module.id } },
  );
  // Where it failed, not where the host heard of it.
  if (failure instanceof Error && failure.stack !== undefined) error.stack = failure.stack;
  return { kind: 'thread', code, error };
}
