/**
 * What the embedded host hands to the thread of a module.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { SupervisorLimits } from '../actors/index.ts';
import type { DataType } from '../types/index.ts';

/** A module's ends of its connections. */
export interface HostedModule {
  readonly instanceId: string;
  /** Shared run state. */
  readonly runState: SharedArrayBuffer;
  /** Calls to the supervisor. */
  readonly supervisorPort: MessagePort;
  /** Calls from the supervisor. */
  readonly modulePort: MessagePort;
  /** Settings that the project gives the module, for programs of the host's own. */
  readonly moduleSettings: unknown;
  /** Ports that the project gives the module: its program is a script. */
  readonly ports?: HostedPorts | undefined;
  /** How long user code may take; the supervisor's own where left out. */
  readonly limits?: SupervisorLimits;
}

/** Ports that a module has without registering them itself. */
export interface HostedPorts {
  readonly inputs: readonly HostedPort[];
  readonly outputs: readonly HostedPort[];
}

/** A port of {@link HostedPorts}. */
export interface HostedPort {
  readonly id: string;
  readonly title: string;
  readonly dataType: DataType;
}

const KEY = 'syntalosModule';

/** Worker data by which a module's thread knows who it is. */
export function asWorkerData(module: HostedModule): Record<string, HostedModule> {
  return { [KEY]: module };
}

/** What {@link asWorkerData} made, or `undefined` in a thread that no host started. */
export function hostedModuleOf(data: unknown): HostedModule | undefined {
  if (typeof data !== 'object' || data === null || !(KEY in data)) return undefined;
  // Only this package's host writes this key.
  return data[KEY] as HostedModule;
}
