/**
 * The owner's hand on the thread that moves a machine's data.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';
import { endsWithin } from '../../deadline.ts';
import { SyntalosError, fromErrorRecord, messageOf } from '../../errors.ts';
import { entryUrl, threadOptions } from '../../threads/index.ts';
import type { PortPolicy } from '../messages.ts';
import type { FromLinkThread, LinkCall, LinkCommand, LinkThreadData, LinkedPort } from './link-protocol.ts';

/** How long the links may take to end, in ms. */
const CLOSE_LIMIT_MSEC = 2_000;

/** A thread with links. */
export class LinkThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    {
      readonly resolve: (ring: SharedArrayBuffer | undefined) => void;
      readonly reject: (error: Error) => void;
    }
  >();
  #nextCallId = 1;
  #isClosing = false;
  #failure: SyntalosError | undefined;

  /** @param onFailure - called when data cannot be moved any more */
  constructor(data: LinkThreadData, onFailure: (error: SyntalosError) => void) {
    this.#worker = new Worker(entryUrl('links.worker.js'), {
      ...threadOptions(),
      name: 'network',
      workerData: data,
    });
    this.#worker.on('message', (message: FromLinkThread) => {
      if (message.kind === 'failed') onFailure(asSyntalosError(fromErrorRecord(message.error)));
      else this.#settle(message);
    });
    const end = (cause: unknown): void => {
      if (this.#isClosing || this.#failure !== undefined) return;
      const why = cause === undefined ? 'its thread ended' : messageOf(cause);
      this.#failure = new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `Data of other machines cannot be moved: ${why}`,
        {
          ...(cause === undefined ? {} : { cause }),
        },
      );
      for (const { reject } of this.#waiting.values()) reject(this.#failure);
      onFailure(this.#failure);
    };
    this.#worker.once('error', end);
    this.#worker.once('exit', () => end(undefined));
  }

  /** Offers an output to other machines; `ring` is what its module writes to. */
  async openOutput(port: LinkedPort, ring: SharedArrayBuffer): Promise<void> {
    await this.#call({ kind: 'openOutput', port, ring });
  }

  /** Gets an output of another machine; returns the ring that it fills. */
  async openInput(port: LinkedPort, policy: PortPolicy): Promise<SharedArrayBuffer> {
    return this.#callForRing({ kind: 'openInput', port, policy });
  }

  /** The input's readers have their places: items may come. */
  async beginInput(port: LinkedPort): Promise<void> {
    await this.#call({ kind: 'beginInput', port });
  }

  /** Begins to look at an output of another machine; returns the ring with what is seen of it. */
  async openGlance(port: LinkedPort): Promise<SharedArrayBuffer> {
    return this.#callForRing({ kind: 'openGlance', port });
  }

  /** Looks no more. */
  async closeGlance(port: LinkedPort): Promise<void> {
    await this.#call({ kind: 'closeGlance', port });
  }

  /** Ends all links and the thread. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    if (this.#failure === undefined)
      await endsWithin(this.#call({ kind: 'close' }), CLOSE_LIMIT_MSEC).catch(() => false);
    this.#isClosing = true;
    await this.#worker.terminate();
  }

  async #callForRing(command: LinkCommand): Promise<SharedArrayBuffer> {
    const ring = await this.#call(command);
    if (ring === undefined)
      throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `A link has no ring after ${command.kind}`);
    return ring;
  }

  #call(command: LinkCommand): Promise<SharedArrayBuffer | undefined> {
    const failure = this.#failure;
    if (failure !== undefined) return Promise.reject(failure);
    const callId = this.#nextCallId++;
    const call: LinkCall = { callId, command };
    return new Promise((resolve, reject) => {
      this.#waiting.set(callId, { resolve, reject });
      this.#worker.postMessage(call);
    });
  }

  #settle({ callId, ring, error }: FromLinkThread & { readonly kind: 'answer' }): void {
    const waiting = this.#waiting.get(callId);
    this.#waiting.delete(callId);
    if (error === undefined) waiting?.resolve(ring);
    else waiting?.reject(fromErrorRecord(error));
  }
}

function asSyntalosError(error: Error): SyntalosError {
  if (error instanceof SyntalosError) return error;
  return new SyntalosError('ERR_SYNTALOS_CHANNEL', error.message, { cause: error });
}
