/**
 * How each kind of actor is made, wherever it is placed.
 *
 * Code is loaded per kind, at first use: a thread holds only what its actors need.
 *
 * @module
 */
import type { Actor } from './actor.ts';
import type { ActorKind, ActorKinds } from './actor-protocol.ts';

type Factories = { readonly [K in ActorKind]: (options: ActorKinds[K]) => Promise<Actor> };

const FACTORIES: Factories = {
  synchronizer: async (options) =>
    (await import('./synchronizer/synchronizer-actor.ts')).createSynchronizerActor(options),
  supervisor: async (options) => (await import('./supervisor/supervisor.ts')).createSupervisor(options),
};

/** Makes an actor in the calling thread. */
export async function makeActor<K extends ActorKind>(kind: K, options: ActorKinds[K]): Promise<Actor> {
  return FACTORIES[kind](options);
}
