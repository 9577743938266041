/**
 * From the ring of an output port to a receiver that wants the newest record only: each is the newest at the time when
 * the one before has arrived.
 *
 * @module
 */
import { RingObserver } from '../../shm/index.ts';
import { PickingLink } from './picking-link.ts';
import type { SendLinkOptions } from './send-link.ts';

/** One receiver of an output port that wants the newest record only. */
export class LatestLink extends PickingLink {
  readonly #observer: RingObserver;

  constructor(options: SendLinkOptions) {
    super(options);
    this.#observer = RingObserver.attach(options.ring);
    this.#sendNewest();
  }

  override close(): void {
    super.close();
    this.#observer.close();
  }

  protected override onArrived(): void {
    this.#sendNewest();
  }

  readonly #sendNewest = (): void => {
    if (this.isClosed) return;
    const observer = this.#observer;
    if (observer.tryLatest()) {
      this.#sendSeen();
      return;
    }
    observer.onceNewer(
      {
        onOutcome: (outcome) => {
          // Later: within this call the wait still counts as under way.
          if (outcome === 'ready') setImmediate(this.#sendNewest);
        },
        onError: () => undefined, // closed
      },
      { signal: this.closing },
    );
  };

  /** Sends the record that was seen last. */
  #sendSeen(): void {
    if (this.send(this.#observer)) return;
    // What was in the link has arrived, but is let go of only now.
    setImmediate(() => {
      if (this.isClosed) return;
      this.#observer.tryLatest();
      this.#sendSeen();
    });
  }
}
