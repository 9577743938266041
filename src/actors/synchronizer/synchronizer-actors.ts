/**
 * The synchronizers of a module, as its supervisor owns them.
 *
 * The supervisor does, not the module's thread: that thread may be busy or blocked in a call when an
 * actor dies, and when it dies itself the tsync files still get their ends.
 *
 * @module
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { SyntalosError, messageOf } from '../../errors.ts';
import { exposeActor } from '../actor-calls.ts';
import type { Actor } from '../actor.ts';
import { ActorThread, type ActorHandle } from '../actor-thread.ts';
import type { SynchronizerListener, SynchronizerSpec } from './synchronizer-protocol.ts';
import { endMailbox } from './mailbox-server.ts';

/** Who hears of the synchronizers. */
export interface SyncEvents {
  onDetails(id: string, strategies: number, toleranceUsec: number): void;
  onOffset(id: string, offsetUsec: number): void;
  onWarning(message: string): void;
  /** A synchronizer's thread is gone before its time. */
  onCrash(error: SyntalosError): void;
}

interface RunningSynchronizer {
  readonly thread: ActorThread;
  readonly mailbox: SharedArrayBuffer;
  readonly listenerPort: MessagePort;
  handle: ActorHandle<Actor> | undefined;
  hasCrashed: boolean;
}

/** Starts and ends the synchronizers of one module, each in a thread of its own. */
export class SynchronizerActors {
  readonly #moduleId: string;
  readonly #events: SyncEvents;
  readonly #actors = new Map<string, RunningSynchronizer>();
  readonly #closings = new Set<Promise<void>>();

  constructor(moduleId: string, events: SyncEvents) {
    this.#moduleId = moduleId;
    this.#events = events;
  }

  /**
   * Starts a synchronizer for the run that goes on.
   *
   * @param mailbox - of `createMailbox`; its other end is the module's thread
   * @throws `ERR_SYNTALOS_SYNC` for an id that is taken; `ERR_SYNTALOS_INVALID_ARGUMENT` for a frequency
   *   out of its range; `ERR_SYNTALOS_ACTOR_CRASHED`, `ERR_SYNTALOS_TIMEOUT`
   */
  async open(spec: SynchronizerSpec, mailbox: SharedArrayBuffer): Promise<void> {
    const { id } = spec;
    if (this.#actors.has(id)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_SYNC',
        `Cannot make synchronizer "${id}": module "${this.#moduleId}" has one of this id in this run, choose another`,
        { details: { id } },
      );
    }
    const { port1: listenerPort, port2 } = new MessageChannel();
    const listener: SynchronizerListener = {
      syncDetails: (strategies, toleranceUsec) => this.#events.onDetails(id, strategies, toleranceUsec),
      syncOffset: (offsetUsec) => this.#events.onOffset(id, offsetUsec),
      syncWarning: (message) => this.#events.onWarning(message),
    };
    exposeActor(listener, listenerPort);
    const thread = new ActorThread(`synchronizer ${id}`);
    const actor: RunningSynchronizer = {
      thread,
      mailbox,
      listenerPort,
      handle: undefined,
      hasCrashed: false,
    };
    this.#actors.set(id, actor);
    thread.crashed.catch((cause: unknown) => {
      actor.hasCrashed = true;
      endMailbox(mailbox, 'dead');
      if (this.#actors.get(id) !== actor) return;
      this.#events.onCrash(
        new SyntalosError(
          'ERR_SYNTALOS_ACTOR_CRASHED',
          `Synchronizer "${id}" of module "${this.#moduleId}" has died: ${messageOf(cause)}`,
          { cause, details: { id } },
        ),
      );
    });
    try {
      actor.handle = await thread.spawn<Actor, 'synchronizer'>(
        'synchronizer',
        { ...spec, mailbox, listenerPort: port2 },
        [port2],
      );
    } catch (error) {
      await this.#close(id, actor);
      throw error;
    }
  }

  /** Ends all: their tsync files are complete afterwards, their threads gone. */
  async closeAll(): Promise<void> {
    for (const [id, actor] of this.#actors) {
      const closing = this.#close(id, actor).finally(() => this.#closings.delete(closing));
      this.#closings.add(closing);
    }
    // Those that an earlier call is still busy with, too.
    await Promise.all(this.#closings);
  }

  async #close(id: string, actor: RunningSynchronizer): Promise<void> {
    this.#actors.delete(id);
    endMailbox(actor.mailbox, 'closed');
    try {
      if (!actor.hasCrashed) await actor.handle?.dispose();
    } catch (error) {
      this.#events.onWarning(`Cannot end synchronizer "${id}" in order: ${messageOf(error)}`);
    } finally {
      await actor.thread.close();
      actor.listenerPort.close();
    }
  }
}
