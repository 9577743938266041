/**
 * Syntalos' numbers, each once: what its wire protocol allows in time, in places and in bytes. All
 * other limits that stand on these derive from them.
 *
 * @module
 */
import type { MasterRequest, PortLimits, ModuleRequest } from './messages.ts';

/** How long a request may take, in ms (wire protocol, sections 4 and 5). */
export const REQUEST_LIMITS_MSEC: Readonly<Record<MasterRequest['kind'] | ModuleRequest['kind'], number>> = {
  apiVersion: 5_000,
  setNiceness: 5_000,
  setMaxRealtimePriority: 5_000,
  setCpuAffinity: 5_000,
  loadScript: 60_000,
  setPortsPreset: 5_000,
  connectInput: 5_000,
  updateInputMetadata: 5_000,
  saveSettings: 15_000,
  loadSettings: 10_000,
  prepareRun: 15_000,
  start: 2_000,
  stop: 15_000,
  shutdown: 5_000,
  showDisplay: 5_000,
  showSettings: 5_000,
  inputPortChange: 60_000,
  outputPortChange: 60_000,
  edlReserve: 15_000,
};

/** How long a module may take to reach a state, in ms (section 5). */
export const STATE_LIMITS_MSEC = {
  /** From the start of its thread or process to idle. */
  idle: 10_000,
  /** From its answer to `prepareRun` to ready. */
  ready: 30_000,
} as const;

/** What a process gets that was asked to leave and stays: a signal, and how long it may take then, in ms (section 5, item 8). */
export const END_SIGNALS = [
  { signal: 'SIGTERM', limitMsec: 3_000 },
  { signal: 'SIGTERM', limitMsec: 3_000 },
] as const;

/** Limits of a port's data service when a module asks for none (section 4). */
export const DEFAULT_PORT_LIMITS: PortLimits = { maxSenders: 2, maxReceivers: 2, maxNodes: 4 };

/** Samples of one sender that may wait at a receiver; a sender waits while it is full (section 8). */
export const RECEIVER_BUFFER = 16;

/** Limits of a control topic (section 3). */
export const CONTROL_TOPIC_LIMITS = {
  maxPublishers: 2,
  maxSubscribers: 2,
  maxNodes: 4,
  history: 0,
  buffer: 16,
  borrowed: 1,
  overflows: true,
} as const;

/** Limits of a control request service (section 3). */
export const CONTROL_CALL_LIMITS = { maxServers: 2, maxClients: 2, maxNodes: 4, responseBuffer: 2 } as const;

/** Limits of a control event service (section 3). */
export const CONTROL_EVENT_LIMITS = { maxNotifiers: 2, maxListeners: 2, maxNodes: 4 } as const;

/** Bytes of text that fields of fixed-size messages hold at most (section 4). */
export const TEXT_LIMITS = {
  errorTitle: 128,
  errorMessage: 2048,
  statusText: 128,
  syncId: 64,
  apiVersion: 64,
  /** Three names of `ConnectInputRequest`: iceoryx2's longest service name. */
  serviceName: 255,
} as const;

/** Bytes that names take at most in iceoryx2 (sections 1 and 8). */
export const NAME_LIMITS = {
  node: 128,
  /** The instance id in the name of a service. */
  instance: 120,
  /** The channel in the name of a service. */
  channel: 128,
} as const;

/** Shortest instance id of a process that Syntalos started, in characters. */
export const LEAST_INSTANCE_ID_LENGTH = 2;

/** Most cores of `SetCPUAffinityRequest`. */
export const MAX_AFFINITY_CORES = 256;
