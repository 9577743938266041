/**
 * From the ring of an output port to a receiver that wants the newest record only.
 *
 * It reads along without a place in the ring, so that its receiver never holds the writer back, and sends one record
 * after another: each is the newest at the time when the one before has arrived. Records keep their numbers, by which
 * the receiver knows how many it did not get.
 *
 * @module
 */
import { RingControl, RingObserver, RingWriter, createRing } from '../../shm/index.ts';
import type { StatusMessage } from './data-messages.ts';
import { SendLink, type RecordSender, type SendLinkOptions } from './send-link.ts';

/** One receiver of an output port that wants the newest record only. */
export class LatestLink implements RecordSender {
  readonly session: number;
  readonly slot = undefined;
  /** None that anybody waits for: the next one is newer. */
  readonly pendingRecords = 0;
  readonly #observer: RingObserver;
  /** Holds the record that is under way: what sends it is a link as any other. */
  readonly #writer: RingWriter;
  readonly #link: SendLink;
  readonly #closing = new AbortController();

  constructor(options: SendLinkOptions) {
    this.session = options.session;
    this.#observer = RingObserver.attach(options.ring);
    const startSequence = RingControl.attach(options.ring).stats().writtenSequence;
    const relay = createRing({ startSequence });
    this.#writer = RingWriter.claim(relay);
    this.#link = new SendLink({
      ...options,
      ring: relay,
      onMoved: (records, bytes) => {
        options.onMoved(records, bytes);
        this.#sendNewest();
      },
    });
    this.#sendNewest();
  }

  take(status: StatusMessage): void {
    this.#link.take(status);
  }

  greet(): void {
    this.#link.greet();
  }

  skip(): void {
    this.#link.skip();
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#link.close();
    this.#observer.close();
  }

  readonly #sendNewest = (): void => {
    if (this.#closing.signal.aborted) return;
    const observer = this.#observer;
    if (observer.tryLatest()) {
      const { memory, offset, byteLength, sequence } = observer;
      this.#writer.skip(Math.max(0, (sequence - this.#writer.nextSequence) | 0));
      if (this.#writer.tryWrite(memory.bytes.subarray(offset, offset + byteLength))) return;
      // What was in this ring has arrived, but is let go of only now.
      setImmediate(this.#sendNewest);
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
      { signal: this.#closing.signal },
    );
  };
}
