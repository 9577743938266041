/**
 * Entry of a worker thread that runs actors: makes them as its owner asks, and nothing else.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { SyntalosError, toErrorRecord } from '../errors.ts';
import { exposeActor } from './actor-calls.ts';
import type { Actor } from './actor.ts';
import type { FromActorThread, ToActorThread } from './actor-protocol.ts';
import { makeActor } from './actor-kinds.ts';

const owner = parentPort;
if (owner === null) throw new SyntalosError('ERR_SYNTALOS_INTERNAL', 'An actor thread has no owner');
const actors = new Map<number, Actor>();

owner.on('message', (message: ToActorThread) => {
  const { actorId } = message;
  const work = message.type === 'spawn' ? spawn(message) : dispose(actorId);
  work.then(
    () => report({ type: message.type === 'spawn' ? 'spawned' : 'disposed', actorId }),
    (error: unknown) => report({ type: 'failed', actorId, error: toErrorRecord(error) }),
  );
});

async function spawn(message: Extract<ToActorThread, { type: 'spawn' }>): Promise<void> {
  const actor = await makeActor(message.kind, message.options);
  actors.set(message.actorId, actor);
  exposeActor(actor, message.port);
}

async function dispose(actorId: number): Promise<void> {
  const actor = actors.get(actorId);
  actors.delete(actorId);
  await actor?.dispose();
}

function report(message: FromActorThread): void {
  owner?.postMessage(message);
}
