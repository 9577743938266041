/**
 * The control channel toward a host, and what moves data behind a port.
 *
 * Knows messages and their carriers; knows nothing of actors, callbacks or the host. The module's end
 * runs in its supervisor's thread, the master's end in the host's main thread.
 *
 * @module
 */
export type { Attachment, MasterChannel, RequestHandler, RequestOptions, ModuleChannel } from './channel.ts';
export { DEFAULT_PORT_LIMITS, END_SIGNALS, REQUEST_LIMITS_MSEC, STATE_LIMITS_MSEC } from './limits.ts';
export {
  ModuleState,
  NO_METADATA,
  PortAction,
  PortPolicy,
  type ApiVersionInfo,
  type Done,
  type EdlReservation,
  type ErrorCause,
  type InputPortChange,
  type MasterRequest,
  type MasterResponse,
  type OutputPortChange,
  type PortLimits,
  type ResponseOf,
  type SettingsData,
  type ModuleEvent,
  type ModuleRequest,
  type ModuleResponse,
} from './messages.ts';
export { logLineOf, readLogLine, type LogLineMessage } from './log-lines.ts';
export { openProcessChannel, openProcessTransport, type ProcessChannelOptions } from './open-process-link.ts';
export { moduleInstanceId } from './iceoryx2/link-config.ts';
export { outputChannel } from './output-channel.ts';
export { parentProcess, type ParentProcess } from './iceoryx2/process/parent-watch.ts';
export type {
  InputLink,
  InputTarget,
  MovedCounts,
  OutputLink,
  OutputSource,
  DrainLimits,
  Transport,
} from './transport.ts';
export {
  PORT_PLACEMENTS,
  UNTIL_STOP,
  type HubPort,
  type InputFeed,
  type ItemWriter,
  type ModuleHub,
  type PortPlacement,
} from './port-placement.ts';
export { openModuleHub } from './open-module-hub.ts';
export { openModuleLink, type ModuleLink, type ModuleLinkSpec } from './open-module-link.ts';
