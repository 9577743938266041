/**
 * Starts a module's program, in a thread or as a process.
 *
 * @module
 */
import type { ActorThread } from '../../actors/index.ts';
import { prepareProgram, type ProgramHandle } from '../../script/index.ts';
import { entryUrl } from '../../threads/index.ts';
import type { ProjectModule, RunLimits } from '../project/index.ts';
import {
  startEmbeddedModule,
  workerThreadOf,
  type InputSource,
  type LineListener,
  type StartModuleThread,
} from './embedded-module.ts';
import { startChildProcess } from './child-process.ts';
import type { ModuleRecord } from './module-record.ts';
import { takeLine } from './process-lines.ts';
import type { RunningModule } from './running-module.ts';

/** What a program needs to start. */
export interface ProgramContext {
  /** What feeds its inputs, by port id; nothing by default. */
  readonly sources?: Readonly<Record<string, InputSource>>;
  /** Where its supervisor lives. */
  readonly supervisorThread: () => ActorThread;
  readonly onLine: LineListener;
  /** Name of the module among all processes of the machine; only a process needs one. */
  readonly instanceId?: string;
  /** Starts a module of another machine; needed if the module names one. */
  readonly startRemote?: (module: ProjectModule, onLine: LineListener) => Promise<RunningModule>;
  /** Where the program runs; by default, it is the module's own in a worker thread. */
  readonly startThread?: StartModuleThread;
}

/** A program that runs, and what it leaves on disk. */
export interface StartedProgram {
  readonly running: RunningModule;
  /** To be closed when it has ended; unset if there is nothing to clean up. */
  readonly program?: ProgramHandle;
}

/**
 * Starts the program of a module.
 *
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when it cannot be run; `ERR_SYNTALOS_MISSING_DEPENDENCY` - for a
 *   process without the iceoryx2 addon; `ERR_SYNTALOS_MACHINE` - when its machine cannot be reached or refuses;
 *   `ERR_SYNTALOS_ACTOR_CRASHED`, `ERR_SYNTALOS_TIMEOUT` - when its
 *   supervisor does not come up
 */
export async function startProgram(
  record: ModuleRecord,
  context: ProgramContext,
  limits: Required<RunLimits>,
): Promise<StartedProgram> {
  const { module } = record;
  if (module.machine !== undefined && context.startRemote !== undefined) {
    return { running: await context.startRemote(module, context.onLine) };
  }
  if (module.program.kind === 'process') {
    const { binary } = module.program;
    const { instanceId = module.id } = context;
    const onLine: LineListener = (stream, line) => {
      if (stream === 'stdout' || !takeLine(record, line)) context.onLine(stream, line);
    };
    return { running: await startChildProcess({ module, binary, instanceId, limits, onLine }) };
  }
  const { program } = module;
  const handle =
    context.startThread === undefined
      ? await prepareProgram(
          program.kind === 'built-in' ? entryUrl(`built-in-${program.name}.js`) : program.path,
        )
      : undefined;
  try {
    const running = await startEmbeddedModule({
      module,
      startThread: context.startThread ?? workerThreadOf(handle!.program, context.onLine),
      sources: context.sources ?? {},
      supervisors: context.supervisorThread(),
      limits,
    });
    return { running, ...(handle === undefined ? {} : { program: handle }) };
  } catch (error) {
    await handle?.close();
    throw error;
  }
}
