/**
 * What a supervisor, its module's thread and its owner say to each other. Types only.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { ErrorRecord } from '../../errors.ts';
import type { HubPort, PortPolicy, ModuleLinkSpec } from '../../ipc/index.ts';
import type { ReaderTicket } from '../../shm/index.ts';
import type { Actor } from '../actor.ts';
import type { SynchronizerSpec } from '../synchronizer/synchronizer-protocol.ts';

/** What it takes to make a supervisor. */
export interface SupervisorOptions {
  /** Instance id of the module, e.g. `cam` or `example-mlink_0`. */
  readonly instanceId: string;
  /** How to reach the master. */
  readonly link: ModuleLinkSpec;
  /** Answer to the master's version check; this package's own when left out. */
  readonly apiVersion?: string;
  /** The module's shared run state. */
  readonly runState: SharedArrayBuffer;
  /** Calls from the supervisor to the module's thread. */
  readonly modulePort: MessagePort;
  /** Calls from the module's thread to the supervisor. */
  readonly supervisorPort: MessagePort;
  /** The module's program as messages name it, such as the path of its file. */
  readonly program?: string;
  readonly limits?: SupervisorLimits;
}

/** How long user code may take, in ms; defaults are what Syntalos allows. */
export interface SupervisorLimits {
  readonly prepareMsec?: number;
  readonly stopMsec?: number;
  /** For items that are on their way at the stop. */
  readonly drainMsec?: number;
  /** A callback that runs for longer is reported. */
  readonly overdueMsec?: number;
}

/** What is known of a run once it is being prepared. */
export interface RunInfo {
  readonly subjectId: string;
  readonly subjectGroup: string;
  /** Canonical lowercase form. */
  readonly runUuid: string;
  readonly edlRootPath: string;
  readonly moduleName: string;
}

export interface InputPortSpec {
  readonly id: string;
  readonly title: string;
  readonly dataType: number;
  readonly policy: PortPolicy;
  readonly throttleItemsPerSec: number;
}

export interface OutputPortSpec {
  readonly id: string;
  readonly title: string;
  readonly dataType: number;
  /** Encoded metadata map. */
  readonly metadata: Uint8Array;
}

/** The answer to {@link ModuleCalls.prepare}. */
export interface PrepareResult {
  readonly success: boolean;
}

/**
 * The place that the module's thread took in a ring, freed by the supervisor if the thread dies;
 * `null` for an observer, which takes none.
 */
export type ReaderClaim = Pick<ReaderTicket, 'slot' | 'token'> | null;

/** Methods of the module's thread, called by its supervisor. */
export interface ModuleCalls {
  loadSettings(data: Uint8Array, baseDir: string): Promise<boolean>;
  saveSettings(baseDir: string): Promise<{ readonly success: boolean; readonly data: Uint8Array }>;
  prepare(run: RunInfo): Promise<PrepareResult>;
  start(): Promise<void>;
  /** Runs the stop callback and saves the EDL units of the run. */
  stop(): Promise<void>;
  /** Leaves all input rings, after every item that came with the stop was delivered. */
  leaveInputs(): Promise<void>;
  shutdown(): Promise<void>;
  /** Does nothing: an answer shows that the thread's event loop turns. */
  ping(): Promise<void>;
  showSettings(): Promise<void>;
  showDisplay(): Promise<void>;
  /**
   * @param sourceType - data type of what is in the ring, if it is not the port's own
   * @param hubPort - what the module's thread is to fill the ring from, if nobody else does
   */
  connectInput(
    portId: string,
    ring: SharedArrayBuffer,
    sourceType: number,
    hubPort?: HubPort,
  ): Promise<ReaderClaim>;
  updateInputMetadata(portId: string, metadata: Uint8Array): Promise<void>;
  delayedCall(callId: number): Promise<void>;
  loadScript(script: ScriptSpec): Promise<boolean>;
  presetPorts(inputs: readonly InputPortSpec[], outputs: readonly OutputPortSpec[]): Promise<void>;
}

/** A script that replaces a script module's program. */
export interface ScriptSpec {
  readonly workingDir: string;
  readonly venvDir: string;
  readonly script: string;
  readonly resetPorts: boolean;
}

/** A supervisor as its owner holds it. */
export interface SupervisorActor extends Actor {
  /** Stops the run, if one goes on, and shuts the module down: the process is to end. Idempotent. */
  leave(): Promise<void>;
  /** Reports an error that the module's thread died of. */
  reportError(error: ErrorRecord): void;
  /** As {@link reportError}, for a thread that ends next and waits on word 0 of `done` until it is 1. */
  reportLastError(error: ErrorRecord, done: Int32Array): void;
}

/** Methods of a supervisor, called by its module's thread. */
export interface SupervisorCalls {
  /** Says which system thread runs the module, for niceness and affinity; 0 if unknown. */
  attachThread(threadId: number): void;
  registerInput(spec: InputPortSpec): Promise<void>;
  /** @returns where items are to be sent, if not written to the ring */
  registerOutput(spec: OutputPortSpec, ring: SharedArrayBuffer): Promise<HubPort | undefined>;
  changeInput(spec: InputPortSpec): Promise<void>;
  changeOutput(spec: OutputPortSpec): Promise<void>;
  removePort(direction: 'input' | 'output', portId: string): Promise<void>;
  setAllowAsyncStart(allowed: boolean): void;
  signalIdle(): void;
  /** The module is done with this run: its sources are dry. */
  signalDormant(): void;
  /** Reports an error of the module: the run ends because of it. */
  reportError(error: ErrorRecord): void;
  warn(message: string): void;
  setStatusMessage(text: string): void;
  setFigure(name: string, value: string, unit: string): void;
  /** @returns the absolute path of the unit's folder */
  reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): Promise<string>;
  /** Starts a synchronizer that the module's thread reaches through `mailbox`; it ends with the run. */
  openSynchronizer(spec: SynchronizerSpec, mailbox: SharedArrayBuffer): Promise<void>;
  /** @param dueUsec - on CLOCK_MONOTONIC */
  scheduleDelayedCall(callId: number, dueUsec: number): void;
  cancelDelayedCall(callId: number): void;
  /** Does nothing: its answer comes when all that the thread has sent before was taken. */
  ping(): void;
  /** The module's program is over: no more calls will come from its thread. */
  detach(): void;
}
