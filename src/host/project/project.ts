/**
 * A checked project: readonly plain data that crosses threads as it is.
 *
 * @module
 */
import type { ModuleSettings } from '../../settings/index.ts';
import type { DataType } from '../../types/index.ts';

/** Which program a module runs. */
export type ModuleProgram =
  /** One of {@link BUILT_IN_MODULES}. */
  | { readonly kind: 'built-in'; readonly name: string }
  /** A module program that runs in a worker thread of the host: absolute path of a `.ts`/`.js` file. */
  | { readonly kind: 'file'; readonly path: string }
  /** A program of its own that speaks the module link: absolute paths of its `module.toml` and of itself. */
  | { readonly kind: 'process'; readonly path: string; readonly binary: string };

/**
 * Where the supervisor of a module runs: `own-threads`, in a thread of its own, or `shared-thread`,
 * in one thread with those of other modules, for machines with few cores.
 */
export type ActorPlacement = 'own-threads' | 'shared-thread';

/** Values of {@link ActorPlacement}. */
export const ACTOR_PLACEMENTS: readonly ActorPlacement[] = ['own-threads', 'shared-thread'];

/** A port that the project gives a script. */
export interface ProjectPort {
  readonly id: string;
  /** Name for people; the id if the project gives none. */
  readonly title: string;
  readonly dataType: DataType;
}

/** The ports of a script. */
export interface ProjectPorts {
  readonly inputs: readonly ProjectPort[];
  readonly outputs: readonly ProjectPort[];
}

/** One module of a project. */
export interface ProjectModule extends ModuleSettings {
  /** Name for people, and of its folder in the recording; the id if the project gives none. */
  readonly name: string;
  /** The program as the project names it: `camera-synthetic`, `./tracker.ts`, `process:…`. */
  readonly use: string;
  /** What {@link use} stands for. */
  readonly program: ModuleProgram;
  /** Ports of a script, which registers none itself; unset for a program that does. */
  readonly ports?: ProjectPorts;
  /** Nice value of its threads, -20 to 19; unset leaves the host's own. */
  readonly niceness?: number;
  /** Numbers of the CPU cores it may run on; unset allows all. */
  readonly affinity?: readonly number[];
  /** Name of the agent that runs it; unset: the host itself. */
  readonly machine?: string;
  /** Where its supervisor runs; unset leaves it to the host, which looks at the number of cores. */
  readonly placement?: ActorPlacement;
}

/** A port of a module of the project. */
export interface PortRef {
  readonly module: string;
  readonly port: string;
}

/** A connection from an output port to an input port. */
export interface ProjectConnection {
  readonly from: PortRef;
  readonly to: PortRef;
}

/** The test subject of a run, as the recording names it. */
export interface ProjectSubject {
  readonly id: string;
  readonly group: string;
}

/** How long the host waits for modules, in ms; defaults in brackets. */
export interface RunLimits {
  /** From the start of a module's program to its first idle state (10 000). */
  readonly idleMsec?: number;
  /** For a prepare callback (15 000). */
  readonly prepareMsec?: number;
  /** For a stop callback, and for a data callback to come back before it (15 000). */
  readonly stopMsec?: number;
  /** For consumers to take what was written for them, once their sources have stopped (10 000). */
  readonly drainMsec?: number;
  /** A callback that runs for longer is reported (1 500). */
  readonly overdueMsec?: number;
}

/** What a run of the project does, unless the command or the caller says otherwise. */
export interface ProjectRunOptions {
  /** The run stops by itself after this time; unset: when a module or the user stops it. */
  readonly durationMsec?: number;
  /** Share of the run that a source may be held back for before the run counts as late, in percent. */
  readonly latePercent?: number;
  /** How long the host waits for modules; its own limits where unset. */
  readonly limits?: RunLimits;
  /** Folder for recordings, relative to the working directory of the command. */
  readonly out: string;
  readonly subject: ProjectSubject;
  /** Name of the experiment, part of the recording's path; empty if the project gives none. */
  readonly experiment: string;
}

/** How a project reaches other machines. */
export interface ProjectNetwork {
  /** NATS servers, such as `nats://10.0.0.1:4222`. */
  readonly servers: readonly string[];
  /** Absolute path of the file that says who the host is. */
  readonly credentials?: string;
  /** Whether the host fetches what was recorded elsewhere. */
  readonly collect: boolean;
  /** A clock that is less sure than this, in µs, is warned of, or refused. */
  readonly clockLimitUsec: number;
  readonly refusesUnsureClocks: boolean;
  /** A machine that does not answer for so long is gone, in ms. */
  readonly silenceMsec: number;
}

/** A project whose modules, settings and connections were checked against each other. */
export interface Project {
  /** Name for people: the file's name, or its folder's if the file is `project.toml`. */
  readonly name: string;
  /** Absolute path of the project file; unset for a project made in memory. */
  readonly file?: string;
  /** Absolute path of the folder that relative paths of the project start at. */
  readonly folder: string;
  readonly run: ProjectRunOptions;
  readonly modules: readonly ProjectModule[];
  readonly connections: readonly ProjectConnection[];
  /** Set if it names servers. */
  readonly network?: ProjectNetwork;
}

/** A port as projects, reports and messages write it: `cam:frames`. */
export function formatPortRef(ref: PortRef): string {
  return `${ref.module}:${ref.port}`;
}

/**
 * Says of inputs that nothing feeds them.
 *
 * @param inputs - as {@link formatPortRef} writes them; at least one
 */
export function unconnectedText(inputs: readonly string[]): string {
  return inputs.length === 1
    ? `Input ${inputs[0]!} is not connected: it gets no items`
    : `Inputs ${inputs.join(', ')} are not connected: they get no items`;
}
