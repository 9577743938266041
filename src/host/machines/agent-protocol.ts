/**
 * What a host and an agent say to each other, beside the control channels of the modules. Types and names only.
 *
 * @module
 */
import type { InputClaim, LatencySummary, PortCounts, ScheduleCounts } from '../../shm/index.ts';
import type { PortPolicy } from '../../ipc/index.ts';
import type { InputSource } from '../engine/embedded-module.ts';
import type { ActorPlacement, PortRef, ProjectModule, ProjectSubject, RunLimits } from '../project/index.ts';
import type { ErrorRecord } from '../../errors.ts';
import type { ClockPoint } from './clock-record.ts';

/** Changes with any change of this file, or of the messages of `src/ipc/nats`: host and agent must have the same. */
export const AGENT_PROTOCOL_VERSION = 2;

/** All agents answer here, with an {@link AgentFacts}. */
export const AGENTS_SUBJECT = 'syntalos.agents';

/** The agent of this name answers here, with its {@link AgentFacts}. */
export function factsSubject(name: string): string {
  return `${AGENTS_SUBJECT}.${name}`;
}

/** The agent of this name takes an {@link OpenRequest} here: for who may let it run programs. */
export function openSubject(name: string): string {
  return `syntalos.open.${name}`;
}

/** First part of the subjects between the host of a run and one agent. */
export function pipePrefix(runUuid: string, machine: string): string {
  return `syntalos.run.${runUuid}.pipe.${machine}`;
}

/** First part of the subjects of a run's data. */
export function dataPrefix(runUuid: string): string {
  return `syntalos.run.${runUuid}.data`;
}

/** The host of a run answers here with its clock. */
export function clockSubject(runUuid: string): string {
  return `syntalos.run.${runUuid}.clock`;
}

/** Names of the carriers on the pipe that are no module's. */
export const CARRIERS = { toAgent: '/agent', toHost: '/host', files: '/files' } as const;

/** Who an agent is, and what it has. */
export interface AgentFacts {
  readonly name: string;
  readonly protocolVersion: number;
  /** Of this package. */
  readonly version: string;
  readonly nodeVersion: string;
  readonly hostName: string;
  readonly system: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly cameras: readonly string[];
  /** The run that it takes part in; unset if it is free. */
  readonly runUuid?: string;
  /** CLOCK_MONOTONIC at the answer, in µs. */
  readonly clockUsec: number;
}

/** A run that an agent is asked to take part in. */
export interface OpenRequest {
  readonly protocolVersion: number;
  readonly version: string;
  readonly runUuid: string;
  /** Who asks, for messages. */
  readonly hostName: string;
  readonly project: string;
  readonly subject: ProjectSubject;
  readonly experiment: string;
  readonly limits: Required<RunLimits>;
  readonly silenceMsec: number;
}

export type OpenAnswer =
  | { readonly ok: true; readonly hostName: string }
  /** `isSoonFree`: the run that it takes part in is about to end there. */
  | { readonly ok: false; readonly why: string; readonly isSoonFree?: boolean };

/** A file of a program. */
export interface ParcelFile {
  /** From the parcel's root on, with `/`. */
  readonly path: string;
  readonly content: string;
  /** Of {@link content}: text as it is, or bytes that are none. */
  readonly encoding: 'utf8' | 'base64';
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
}

/** A program of the host's, as it travels. */
export interface ProgramParcel {
  /** Folder of the host that its paths start at: errors name its files as they are there. */
  readonly root: string;
  /** The entry first. */
  readonly files: readonly ParcelFile[];
  /** Versions of the packages that it imports, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** A module to be loaded by an agent. */
export interface ModuleOrder extends Pick<ProjectModule, 'id' | 'name' | 'use' | 'settings' | 'ports'> {
  readonly program: { readonly builtIn: string } | { readonly parcel: ProgramParcel };
  readonly placement?: ActorPlacement;
  readonly sources: Readonly<Record<string, InputSource>>;
}

/** Counters of one module at a moment. */
export interface CountersSnapshot {
  readonly schedule: ScheduleCounts;
  readonly inputs: readonly {
    readonly counts: PortCounts;
    readonly claim: InputClaim;
    readonly latency?: LatencySummary;
  }[];
  readonly outputs: readonly {
    readonly counts: PortCounts;
    /** Items in the port's ring, since it was made, and its size. */
    readonly written: number;
    readonly capacityBytes: number;
  }[];
}

/** A file that was recorded on an agent's machine. */
export interface RecordedFileFacts {
  /** From the recording's folder on, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/** What a host asks an agent. Whatever fails rejects with its error. */
export interface AgentCalls {
  /** Unpacks and starts a module; its control channel is there when this resolves. */
  load(order: ModuleOrder): Promise<void>;
  /** Offers an output port of this machine to others. */
  openOutput(from: PortRef): Promise<void>;
  /** Gets an output port of another machine; `Latest` if none of its readers here wants more. */
  openInput(from: PortRef, policy: PortPolicy): Promise<void>;
  /** Items of `openInput` may come. */
  beginInput(from: PortRef): Promise<void>;
  counters(moduleId: string): Promise<CountersSnapshot>;
  /** Waits a moment for the regular end of a module, then makes sure of it. */
  close(moduleId: string, wasAsked: boolean): Promise<void>;
  terminate(moduleId: string): Promise<void>;
  /** Closes the links to other machines. */
  closeLinks(): Promise<void>;
  /** Ends what was recorded here, and says what there is. */
  finishRecording(outcome: AgentOutcome): Promise<AgentRecording>;
  checksum(path: string): Promise<string>;
  /** The host has all files: they need not stay here. */
  discardRecording(): Promise<void>;
}

/** How a run went, as far as the recordings of its machines say it. */
export interface AgentOutcome {
  readonly recordingLengthMsec: number;
  readonly success: boolean;
  readonly failures: readonly string[];
}

/** What was recorded on an agent's machine. */
export interface AgentRecording {
  /** Absolute there; unset if nothing was. */
  readonly path?: string;
  readonly files: readonly RecordedFileFacts[];
}

/** What an agent tells its host. */
export interface HostCalls {
  line(moduleId: string, stream: 'stdout' | 'stderr', text: string): void;
  counted(snapshots: Readonly<Record<string, CountersSnapshot>>): void;
  /** A module's thread is gone. */
  ended(moduleId: string, code: number, error: ErrorRecord | undefined): void;
  warn(text: string): void;
  /** Data cannot be moved any more. */
  failed(error: ErrorRecord): void;
  /** How the host's clock is seen there now. */
  clocked(point: ClockPoint): void;
  /** The agent ends its part now, though the host has not asked for that. */
  leave(why: string): void;
}
