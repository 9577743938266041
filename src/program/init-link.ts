/**
 * How a module's program finds its host.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import {
  exposeActor,
  releaseActor,
  supervisorLimits,
  wrapActor,
  type SupervisorCalls,
} from '../actors/index.ts';
import { SyntalosError } from '../errors.ts';
import { currentThreadId } from '../threads/index.ts';
import type { ModuleSettings } from '../settings/index.ts';
import { RunState } from '../shm/index.ts';
import {
  SyntalosLink,
  findCurrentLink,
  printToStdout,
  setCurrentLink,
  type CurrentLink,
} from '../api/index.ts';
import type { PortPlacement } from '../ipc/index.ts';
import { hostedModuleOf, type HostedModule } from './hosted-module.ts';
import { ModuleRuntime } from '../module/index.ts';
import { isModuleProcess, connectToParent } from './own-process.ts';

/** Options of {@link initLink}. */
export interface InitLinkOptions {
  /** Gives the process the module's name, when it is a process of its own. */
  readonly renameProcess?: boolean;
  /**
   * Where its ports live, when it is a process of its own: `module`, the default, in its own thread; `thread`, each in
   * a thread of its own. `SYNTALOS_MLINK_PORTS` in its environment goes before this.
   */
  readonly portPlacement?: PortPlacement;
}

/**
 * Connects the program to the host that started it: the embedded host, when it runs in a thread of
 * it, or Syntalos, when it is a process of its own. Called once, before anything else.
 *
 * @throws ERR_SYNTALOS_NOT_HOSTED - when no host started the program: the message says how to run it
 * @throws ERR_SYNTALOS_INVALID_STATE - on a second call
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - when Syntalos started it and the iceoryx2 addon is not there
 * @throws ERR_SYNTALOS_IOX - when iceoryx2 fails
 */
export async function initLink(options: InitLinkOptions = {}): Promise<SyntalosLink> {
  const current = findCurrentLink();
  if (current?.isClaimed === false) {
    current.isClaimed = true;
    return current.link;
  }
  if (current !== undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_STATE',
      'Cannot connect twice: initLink() has been called already; pass its link on',
    );
  }
  const hosted = hostedModuleOf(workerData);
  if (hosted !== undefined) return (await connectModule(hosted)).link;
  if (isModuleProcess(process.env)) {
    const ours = await connectToParent(process.env, options);
    return (await connectModule(ours.module, { close: () => ours.close() })).link;
  }
  throw new SyntalosError(
    'ERR_SYNTALOS_NOT_HOSTED',
    'Cannot connect: no host started this program. Name it in a project file (use = "./module.ts") and run ' +
      '`npx syntalos-mlink run project.toml`, or let Syntalos start it',
  );
}

/** How a thread is connected. */
export interface ConnectOptions {
  /** Takes what the module prints; the process' output where left out. */
  readonly print?: (line: string) => void;
  /** False where the program may still ask for the link by {@link initLink}; default true. */
  readonly isClaimed?: boolean;
  /** Frees what stands behind the connection, when the program's part of it is over. */
  readonly close?: () => Promise<void>;
}

/** Connects this thread to the host that gave it these ends; one link at a time. */
export async function connectModule(
  hosted: HostedModule,
  options: ConnectOptions = {},
): Promise<CurrentLink> {
  const { supervisorPort, modulePort } = hosted;
  const supervisor = wrapActor<SupervisorCalls>(supervisorPort);
  let resolveEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  const runtime = new ModuleRuntime({
    instanceId: hosted.instanceId,
    supervisor,
    runState: RunState.attach(hosted.runState),
    limits: supervisorLimits(hosted.limits),
    // Only this package's host fills it.
    moduleSettings: hosted.moduleSettings as ModuleSettings | undefined,
    onShutdown: () => void end(),
  });
  exposeActor(runtime, modulePort);
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ending ??= (async () => {
      await supervisor.detach().catch(() => undefined);
      await Promise.all([...runtime.inputs.values()].map((port) => port.close()));
      await runtime.hub.close();
      releaseActor(supervisor);
      await options.close?.();
      supervisorPort.close();
      modulePort.close();
      setCurrentLink(undefined);
      resolveEnded();
    })());
  const link = new SyntalosLink(runtime, { ended, end });
  const { print = printToStdout, isClaimed = true } = options;
  const current: CurrentLink = { link, runtime, print, isClaimed };
  setCurrentLink(current);
  await supervisor.attachThread(currentThreadId());
  return current;
}
