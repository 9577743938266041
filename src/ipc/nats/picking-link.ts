/**
 * From the ring of an output port to a receiver that does not want every record.
 *
 * It reads along without a place in the ring, so that its receiver never holds the writer back. Records keep their
 * numbers, by which the receiver knows how many it did not get.
 *
 * @module
 */
import { RingControl, RingWriter, createRing, type RecordSource } from '../../shm/index.ts';
import type { StatusMessage } from './data-messages.ts';
import { SendLink, type RecordSender, type SendLinkOptions } from './send-link.ts';

/** One receiver of an output port that gets the records that a subclass picks. */
export abstract class PickingLink implements RecordSender {
  readonly session: number;
  readonly slot = undefined;
  /** None that anybody waits for. */
  readonly pendingRecords = 0;
  /** Holds what is under way: what sends it is a link as any other. */
  readonly #writer: RingWriter;
  readonly #link: SendLink;
  readonly #closing = new AbortController();
  #underWay = 0;

  /** @param roomBytes - for what is under way, where that is more than one record */
  constructor(options: SendLinkOptions, roomBytes?: number) {
    this.session = options.session;
    const startSequence = RingControl.attach(options.ring).stats().writtenSequence;
    const relay = createRing({
      startSequence,
      ...(roomBytes === undefined ? {} : { capacityBytes: roomBytes }),
    });
    this.#writer = RingWriter.claim(relay);
    this.#link = new SendLink({
      ...options,
      ring: relay,
      onMoved: (records, bytes) => {
        options.onMoved(records, bytes);
        this.#underWay -= records;
        this.onArrived();
      },
    });
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
    if (this.isClosed) return;
    this.#closing.abort();
    this.#link.close();
  }

  /** Called when the receiver has some more of what was sent. */
  protected onArrived(): void {
    // Whoever does not wait for that.
  }

  protected get closing(): AbortSignal {
    return this.#closing.signal;
  }

  protected get isClosed(): boolean {
    return this.closing.aborted;
  }

  /** Whether all that was sent has arrived. */
  protected get isIdle(): boolean {
    return this.#underWay === 0;
  }

  /**
   * Sends the record that a source stands on. Records may be passed over only before the first one that is sent when
   * the link is idle: in a message they follow each other.
   *
   * @returns false if there is no room for it yet
   */
  protected send({ memory, offset, byteLength, sequence }: RecordSource): boolean {
    this.#writer.skip(Math.max(0, (sequence - this.#writer.nextSequence) | 0));
    if (!this.#writer.tryWrite(memory.bytes.subarray(offset, offset + byteLength))) return false;
    this.#underWay++;
    return true;
  }
}
