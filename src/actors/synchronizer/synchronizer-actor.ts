/**
 * Puts a synchronizer's logic into the thread that runs it.
 *
 * @module
 */
import { releaseActor, withLimit, wrapActor, type ActorCalls } from '../actor-calls.ts';
import type { Actor } from '../actor.ts';
import { SynchronizerCore } from './synchronizer-core.ts';
import type { SynchronizerActorOptions, SynchronizerListener } from './synchronizer-protocol.ts';
import { MailboxServer } from './mailbox-server.ts';

/** How long the thread waits for requests before its event loop gets a turn, ms. */
const TURN_MSEC = 50;
/** How long the owner may take to hear the last reports. */
const LAST_REPORTS_LIMIT_MSEC = 1_000;

/**
 * Makes a synchronizer actor in the calling thread, which it needs for itself: between two turns of the
 * event loop it blocks, as a wake-up by the event loop takes several times as long.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a frequency out of its range
 */
export function createSynchronizerActor(options: SynchronizerActorOptions): Promise<Actor> {
  return Promise.resolve(new SynchronizerActor(options));
}

class SynchronizerActor implements Actor {
  readonly #listenerPort: SynchronizerActorOptions['listenerPort'];
  readonly #listener: ActorCalls<SynchronizerListener>;
  readonly #server: MailboxServer;
  readonly #core: SynchronizerCore;
  readonly #serving: Promise<void>;
  /** The owner's answer to the newest report. */
  #lastReport: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(options: SynchronizerActorOptions) {
    this.#listenerPort = options.listenerPort;
    const listener = wrapActor<SynchronizerListener>(options.listenerPort);
    this.#listener = listener;
    this.#server = new MailboxServer(options.mailbox);
    this.#core = new SynchronizerCore(options, this.#server, {
      syncDetails: (strategies, toleranceUsec) =>
        this.#report(listener.syncDetails(strategies, toleranceUsec)),
      syncOffset: (offsetUsec) => this.#report(listener.syncOffset(offsetUsec)),
      syncWarning: (message) => this.#report(listener.syncWarning(message)),
    });
    // What it throws ends the thread: requests are answered with what they threw, so this is no
    // request's fault, and the owner reports it to those who wait.
    this.#serving = this.#serve();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#serving;
    this.#core.close();
    const limit = { what: 'the last reports of a synchronizer', limitMsec: LAST_REPORTS_LIMIT_MSEC };
    await withLimit(this.#lastReport, limit).catch(() => undefined);
    releaseActor(this.#listener);
    this.#listenerPort.close();
  }

  async #serve(): Promise<void> {
    await turn(); // the thread's owner must hear that the actor is there
    while (!this.#isDisposed && this.#server.isOpen()) {
      const turnEnd = performance.now() + TURN_MSEC;
      let left = TURN_MSEC;
      while (left > 0 && this.#server.waitForRequest(left) && this.#server.isOpen()) {
        const pending = this.#core.serve();
        if (pending !== undefined) await pending;
        left = turnEnd - performance.now();
      }
      await turn();
    }
  }

  /** A report leaves at once, even though the thread blocks. */
  #report(call: Promise<unknown>): void {
    this.#lastReport = call.catch(() => undefined); // the owner is gone: so is this thread, next
  }
}

/** Gives timers, messages and I/O that are ready their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
