/**
 * What crosses the port between an actor thread and its owner. Types only.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { ErrorRecord } from '../errors.ts';
import type { SynchronizerActorOptions } from './synchronizer/synchronizer-protocol.ts';
import type { SupervisorOptions } from './supervisor/supervisor-protocol.ts';

/** Every kind of actor that an actor thread can run, with what it takes to make one. */
export interface ActorKinds {
  synchronizer: SynchronizerActorOptions;
  supervisor: SupervisorOptions;
}

export type ActorKind = keyof ActorKinds;

/** Owner to thread. */
export type ToActorThread =
  | {
      readonly type: 'spawn';
      readonly actorId: number;
      readonly kind: ActorKind;
      readonly options: ActorKinds[ActorKind];
      /** Where the actor's own calls are exposed. */
      readonly port: MessagePort;
    }
  | { readonly type: 'dispose'; readonly actorId: number };

/** Thread to owner. */
export type FromActorThread =
  | { readonly type: 'spawned'; readonly actorId: number }
  | { readonly type: 'failed'; readonly actorId: number; readonly error: ErrorRecord }
  | { readonly type: 'disposed'; readonly actorId: number };
