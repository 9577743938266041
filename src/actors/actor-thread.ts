/**
 * The owner's handle of a thread that runs actors.
 *
 * @module
 */
import { MessageChannel, type Transferable, type Worker } from 'node:worker_threads';
import { startThread } from '../threads/index.ts';
import { SyntalosError, fromErrorRecord, messageOf } from '../errors.ts';
import { releaseActor, withLimit, wrapActor, type ActorCalls } from './actor-calls.ts';
import type { ActorKind, ActorKinds, FromActorThread, ToActorThread } from './actor-protocol.ts';

/** How long an actor may take to come up, or to end. */
const SPAWN_LIMIT_MSEC = 10_000;
const DISPOSE_LIMIT_MSEC = 5_000;

/** An actor in a thread, as its owner holds it. */
export interface ActorHandle<T> {
  readonly calls: ActorCalls<T>;
  /** Ends the actor; its thread goes on. Idempotent. */
  dispose(): Promise<void>;
}

/** A worker thread with any number of actors in it. */
export class ActorThread {
  /** Rejects with `ERR_SYNTALOS_ACTOR_CRASHED` when the thread ends before {@link close}. */
  readonly crashed: Promise<never>;
  readonly #name: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #nextActorId = 1;
  #closing = false;

  /** @param name - shown in errors, and as the thread's name if the system shows one */
  constructor(name: string) {
    this.#name = name;
    this.#worker = startThread('actor-thread.worker.js', name);
    this.#worker.on('message', (message: FromActorThread) => this.#receive(message));
    this.crashed = new Promise((_, reject) => {
      this.#worker.once('error', (cause) => reject(this.#crash(`it failed: ${messageOf(cause)}`, cause)));
      this.#worker.once('exit', (code) => {
        if (!this.#closing) reject(this.#crash(`it exited with code ${code}`, undefined));
      });
    });
    // Whoever awaits a call hears of the crash there; nobody has to listen here.
    this.crashed.catch(() => undefined);
  }

  /**
   * Makes an actor in this thread.
   *
   * @param options - of the actor; the ports in `transfer` go with it
   * @throws what the actor's constructor threw; `ERR_SYNTALOS_ACTOR_CRASHED`, `ERR_SYNTALOS_TIMEOUT`
   */
  async spawn<T, K extends ActorKind>(
    kind: K,
    options: ActorKinds[K],
    transfer: readonly Transferable[] = [],
  ): Promise<ActorHandle<T>> {
    const { port1, port2 } = new MessageChannel();
    const actorId = this.#nextActorId++;
    await this.#ask({ type: 'spawn', actorId, kind, options, port: port2 }, [port2, ...transfer]);
    const calls = wrapActor<T>(port1);
    let disposal: Promise<void> | undefined;
    const dispose = async (): Promise<void> => {
      if (!this.#closing) await this.#ask({ type: 'dispose', actorId }, []);
      releaseActor(calls);
      port1.close();
    };
    return { calls, dispose: () => (disposal ??= dispose()) };
  }

  /** Ends the thread with all that is in it. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  async #ask(message: ToActorThread, transfer: readonly Transferable[]): Promise<void> {
    const answer = new Promise<void>((resolve, reject) => {
      this.#waiting.set(message.actorId, { resolve, reject });
    });
    this.#worker.postMessage(message, transfer);
    await withLimit(answer, {
      what: `"${message.type}" of an actor in thread "${this.#name}"`,
      limitMsec: message.type === 'spawn' ? SPAWN_LIMIT_MSEC : DISPOSE_LIMIT_MSEC,
      gone: this.crashed,
    }).finally(() => this.#waiting.delete(message.actorId));
  }

  #receive(message: FromActorThread): void {
    const waiting = this.#waiting.get(message.actorId);
    if (message.type === 'failed') waiting?.reject(fromErrorRecord(message.error));
    else waiting?.resolve();
  }

  #crash(what: string, cause: unknown): SyntalosError {
    return new SyntalosError('ERR_SYNTALOS_ACTOR_CRASHED', `Actor thread "${this.#name}" is gone: ${what}`, {
      ...(cause === undefined ? {} : { cause }),
      details: { thread: this.#name },
    });
  }
}
