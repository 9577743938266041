/**
 * Actors: threads with typed calls, and the actors of a module.
 *
 * Supervisors (`supervisor/`, with the ports that they know in `supervisor/ports/`) run in supervisor threads, which
 * the host starts for modules of its own process and the module's thread for a process; a synchronizer
 * (`synchronizer/`, but for `MailboxClient`, which asks it from the module's thread) runs in a thread that its module's
 * thread starts. {@link ActorThread} and what {@link wrapActor} returns are used in the thread that owns the actor.
 *
 * Knows shared memory, channels and transports; knows nothing of user-facing handles or the host.
 *
 * @module
 */
export {
  exposeActor,
  releaseActor,
  withLimit,
  wrapActor,
  type ActorCalls,
  type CallLimit,
} from './actor-calls.ts';
export type { Actor } from './actor.ts';
export type { ActorKind, ActorKinds } from './actor-protocol.ts';
export { ActorThread, type ActorHandle } from './actor-thread.ts';
export { makeActor } from './actor-kinds.ts';
export { MailboxClient, type MailboxClientOptions } from './synchronizer/mailbox-client.ts';
export {
  INITIAL_DATA_BYTES,
  MAX_DATA_BYTES,
  Operation as SyncOperation,
  StatusField as SyncStatusField,
  createMailbox,
} from './synchronizer/mailbox-layout.ts';
export type { SynchronizerKind, SynchronizerSpec } from './synchronizer/synchronizer-protocol.ts';
export { readUndrained, type UndrainedItems } from './supervisor/ports/undrained.ts';
export { API_VERSION } from './supervisor/api-version.ts';
export { CallbackId, LOOP_OFFSET, callbackName } from './supervisor/callback-names.ts';
export { namedLimit, supervisorLimits, type KnownLimits } from './supervisor/limits.ts';
export type {
  InputPortSpec,
  ModuleCalls,
  OutputPortSpec,
  PrepareResult,
  ReaderClaim,
  RunInfo,
  ScriptSpec,
  SupervisorActor,
  SupervisorCalls,
  SupervisorLimits,
  SupervisorOptions,
} from './supervisor/supervisor-protocol.ts';
export { systemThreadControl, type ThreadControl } from './supervisor/thread-control.ts';
