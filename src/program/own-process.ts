/**
 * A module that is a process of its own: its supervisor, and the signals of the system.
 *
 * @module
 */
import { MessageChannel, isMainThread } from 'node:worker_threads';
import {
  ActorThread,
  type ActorCalls,
  type SupervisorActor,
  type SupervisorLimits,
} from '../actors/index.ts';
import { VARIABLES, type Environment } from '../environment.ts';
import { SyntalosError, messageOf, toErrorRecord } from '../errors.ts';
import { PORT_PLACEMENTS, moduleInstanceId, parentProcess, type PortPlacement } from '../ipc/index.ts';
import { RunState } from '../shm/index.ts';
import type { HostedModule } from './hosted-module.ts';
import { catchUncaught, guardExit } from '../threads/index.ts';
import { EXIT_CONSEQUENCE } from './last-words.ts';

/** Variables of the environment that the supervisor needs to find its master. */
const LINK_VARIABLES = [VARIABLES.runtimeDir, VARIABLES.verbose] as const;
/** Signals that ask for a shutdown. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Limits that a supervisor keeps. */
const LIMITS = [
  'prepareMsec',
  'stopMsec',
  'drainMsec',
  'overdueMsec',
] as const satisfies readonly (keyof SupervisorLimits)[];
/** How long the last words of a process that failed may take, in ms. */
const LAST_WORDS_LIMIT_MSEC = 2_000;

/** The module's ends of its connections, and what frees them. */
export interface ProcessModule {
  readonly module: HostedModule;
  /** Ends the supervisor, the ports before the node; idempotent. */
  close(): Promise<void>;
}

/** Whether Syntalos, or a host that plays it, started this process as a module. */
export function isModuleProcess(environment: Environment): boolean {
  return isMainThread && environment[VARIABLES.moduleId] !== undefined;
}

/**
 * Starts the supervisor of this process in a thread of its own: it answers Syntalos, whatever the
 * program does.
 *
 * @throws ERR_SYNTALOS_NOT_HOSTED - for an id that is none
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a place of ports that is none
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - without the iceoryx2 addon
 * @throws ERR_SYNTALOS_IOX - when iceoryx2 fails
 */
export async function connectToParent(
  environment: Environment,
  options: { readonly renameProcess?: boolean; readonly portPlacement?: PortPlacement },
): Promise<ProcessModule> {
  const parent = parentProcess(environment);
  const instanceId = moduleInstanceId(environment);
  // The system cuts it to the 15 bytes that a thread's name may have.
  if (options.renameProcess === true) process.title = instanceId;
  const toModule = new MessageChannel();
  const toSupervisor = new MessageChannel();
  const runState = RunState.create();
  const apiVersion = apiVersionOf(environment);
  const limits = limitsOf(environment);
  const portPlacement = portPlacementOf(environment, options.portPlacement);
  const thread = new ActorThread('supervisor');
  const spawned = thread.spawn<SupervisorActor, 'supervisor'>(
    'supervisor',
    {
      instanceId,
      link: {
        kind: 'iceoryx2',
        instanceId,
        parent,
        portPlacement,
        environment: Object.fromEntries(LINK_VARIABLES.map((name) => [name, environment[name]])),
      },
      runState: runState.buffer,
      modulePort: toModule.port1,
      supervisorPort: toSupervisor.port1,
      ...programOf(process.argv),
      ...(limits === undefined ? {} : { limits }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
    },
    [toModule.port1, toSupervisor.port1],
  );
  // The supervisor hears of signals itself, whatever this thread does; but not before it is there.
  const leave = (): void => void spawned.then(({ calls }) => calls.leave()).catch(() => undefined);
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    const supervisor = await spawned;
    void thread.crashed.catch((error: unknown) => {
      // Nobody answers the master any more. It takes the death by a signal for what it is, no other end.
      const die = (): boolean => process.kill(process.pid, 'SIGKILL');
      setTimeout(die, LAST_WORDS_LIMIT_MSEC);
      process.stderr.write(`error: ${messageOf(error)}\n`, die);
    });
    let closing: Promise<void> | undefined;
    let isClosing = false;
    const exit = guardExit(EXIT_CONSEQUENCE, (error) => {
      // Our own host takes each end that it did not ask for as an error; Syntalos takes exit code 0 for success.
      if (!isClosing && environment[VARIABLES.hostProcessId] === undefined) {
        reportAndWait(supervisor.calls, error);
      }
    });
    const close = async (): Promise<void> => {
      isClosing = true;
      letGo();
      await supervisor.dispose();
      for (const signal of SIGNALS) process.off(signal, leave);
      await thread.close();
    };
    const fail = (error: unknown): void => {
      void (async () => {
        setTimeout(() => exit(1), LAST_WORDS_LIMIT_MSEC);
        await supervisor.calls.reportError(toErrorRecord(error)).catch(() => undefined);
        await (closing ??= close()).catch(() => undefined);
        // What Node does with an error that nobody caught; a listener takes that upon itself.
        exit(1);
      })();
    };
    const letGo = catchUncaught(fail);
    return {
      module: {
        instanceId,
        runState: runState.buffer,
        supervisorPort: toSupervisor.port2,
        modulePort: toModule.port2,
        moduleSettings: undefined,
        ...(limits === undefined ? {} : { limits }),
      },
      close: () => (closing ??= close()),
    };
  } catch (error) {
    for (const signal of SIGNALS) process.off(signal, leave);
    await thread.close();
    throw error;
  }
}

/** The user's file: the runner that `install` names has it as its argument. */
function programOf([, script, argument]: readonly string[]): { readonly program?: string } {
  const program = script?.endsWith('module-process.js') === true ? argument : script;
  return program === undefined ? {} : { program };
}

/** Reports an error and blocks until the supervisor has passed it on: this thread ends the process next. */
function reportAndWait(supervisor: ActorCalls<SupervisorActor>, error: unknown): void {
  const word = new Int32Array(new SharedArrayBuffer(4));
  supervisor.reportLastError(toErrorRecord(error), word).catch(() => undefined);
  Atomics.wait(word, 0, 0, LAST_WORDS_LIMIT_MSEC); // partner: the supervisor's notify
}

/** Where the module's ports live: as its environment says, or the program. */
function portPlacementOf(environment: Environment, ofProgram: PortPlacement | undefined): PortPlacement {
  const fromOutside = environment[VARIABLES.portPlacement];
  const wanted = fromOutside ?? ofProgram ?? 'module';
  const found = PORT_PLACEMENTS.find((known) => known === wanted);
  if (found === undefined) {
    const name = fromOutside === undefined ? 'portPlacement' : VARIABLES.portPlacement;
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot place the module's ports: ${name} is "${wanted}", expected ${PORT_PLACEMENTS.join(' or ')}`,
    );
  }
  return found;
}

/** `sy-` and the plain version of the master: what Syntalos compares with its own. */
function apiVersionOf(environment: Environment): string | undefined {
  const plain = /^\d+(\.\d+)*/.exec(environment[VARIABLES.masterVersion] ?? '')?.[0];
  return plain === undefined ? undefined : `sy-${plain}`;
}

/** What our host sets; another master has limits of its own. Who sets a variable by hand may set anything. */
function limitsOf(environment: Environment): SupervisorLimits | undefined {
  const text = environment[VARIABLES.limits];
  if (text === undefined || environment[VARIABLES.hostProcessId] === undefined) return undefined;
  const given = parsedTable(text);
  return Object.fromEntries(
    LIMITS.flatMap((name) => {
      const msec = given[name];
      return typeof msec === 'number' && msec >= 0 ? [[name, msec]] : [];
    }),
  );
}

function parsedTable(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
