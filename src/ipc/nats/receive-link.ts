/**
 * From a sender on another machine into the ring of an input port.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { copyInto } from '../../copy-bytes.ts';
import { SyntalosError, messageOf } from '../../errors.ts';
import { RECORD_LAYOUT, RingControl, RingWriter } from '../../shm/index.ts';
import { StampTarget } from './carried-stamps.ts';
import {
  fullCount,
  makeStatus,
  readData,
  walkRecords,
  type DataMessage,
  type StatusMessage,
  type WantedRecords,
} from './data-messages.ts';
import type { Wire } from './wire.ts';

/** Bytes that may be on their way to one input, or wait before its ring. */
const ROOM_BYTES = 4 * 1024 * 1024;
/** No sender has more messages under way: what says so is none of its own. */
const MOST_UNDER_WAY = 2 ** 20;
/** A status goes out this often at least, in ms: one that was lost holds nothing up for longer. */
const STATUS_MSEC = 100;
/** How long an input waits for its output, in ms. */
const BEGIN_LIMIT_MSEC = 5_000;

/** Where a link gets its messages from. */
export interface ReceiveLinkOptions {
  readonly wire: Wire;
  /** The sender listens here. */
  readonly statusSubject: string;
  readonly dataSubject: (receiverId: string) => string;
  readonly portId: string;
  readonly ring: SharedArrayBuffer;
  readonly wants: WantedRecords;
  readonly onFailure: (error: SyntalosError) => void;
}

/** One input port's end of a connection. */
export class ReceiveLink {
  readonly #options: ReceiveLinkOptions;
  readonly #id = randomUUID();
  readonly #writer: RingWriter;
  readonly #stamps: StampTarget;
  readonly #unsubscribe: () => void;
  readonly #queue: DataMessage[] = [];
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #session = 0;
  #received = 0;
  #acknowledged = 0;
  /** Sequence of the sender's next message, as it said last. */
  #announced = 0;
  /** Where in the first message of the queue the next record lies. */
  #at = 0;
  /** The large record whose parts come in, and where the next one goes. */
  #large: { readonly offset: number; readonly totalBytes: number; filled: number } | undefined;
  /** Number of the sender's next record, where not all are wanted: what lies between was skipped. */
  #nextFirst: number | undefined;
  #isWaiting = false;
  #isReporting = false;
  #missingReported = -1;
  #items = 0;
  #bytes = 0;
  #greetings = 0;
  #onGreeting: (() => void) | undefined;

  constructor(options: ReceiveLinkOptions) {
    this.#options = options;
    this.#writer = RingWriter.claim(options.ring);
    this.#stamps = new StampTarget(options.ring);
    const { wire, dataSubject } = options;
    this.#unsubscribe = wire.subscribe(dataSubject(this.#id), (bytes) => this.#take(bytes));
    this.#timer = setInterval(() => this.#report('have'), STATUS_MSEC);
  }

  get moved(): { readonly items: number; readonly bytes: number } {
    return { items: this.#items, bytes: this.#bytes };
  }

  /** Messages that the sender sent and whose records are not in the ring, as far as known. */
  get pendingMessages(): number {
    return this.#announced - this.#acknowledged;
  }

  /** Records in the ring that its reader has not taken. */
  get unreadCount(): number {
    const { readers } = RingControl.attach(this.#options.ring).stats();
    return Math.max(0, ...readers.map(({ unreadCount }) => unreadCount));
  }

  /** How often the sender has said how far it is. */
  get greetings(): number {
    return this.#greetings;
  }

  /**
   * Settles when the sender knows of this input.
   *
   * @throws ERR_SYNTALOS_TIMEOUT - there is none
   */
  async begin(): Promise<void> {
    if (this.#session !== 0) return;
    this.#report('have');
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#onGreeting = resolve;
      timer = setTimeout(() => {
        const { portId, statusSubject } = this.#options;
        reject(
          new SyntalosError(
            'ERR_SYNTALOS_TIMEOUT',
            `Waited ${BEGIN_LIMIT_MSEC} ms for the output of input "${portId}": nobody answers on "${statusSubject}"; check that its machine is connected to the same servers`,
          ),
        );
      }, BEGIN_LIMIT_MSEC);
    }).finally(() => clearTimeout(timer));
  }

  /** Asks the sender how far it is: see {@link greetings}. */
  ask(): void {
    this.#report('asking');
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#leave();
    await this.#options.wire.flush();
  }

  /** The sender waits for this input no longer; what has come stays in the ring. */
  #leave(): void {
    this.#report('close');
    clearInterval(this.#timer);
    this.#closing.abort();
    this.#unsubscribe();
    if (this.#large !== undefined) this.#writer.abandonLast();
    RingControl.attach(this.#options.ring).releaseWriter();
  }

  #take(bytes: Uint8Array): void {
    const message = readData(bytes);
    if (message === undefined || this.#closing.signal.aborted) return;
    if (this.#session === 0) {
      this.#session = message.session;
      this.#reportSoon(); // the sender has no room before
    }
    if (message.session !== this.#session) return;
    const sequence = fullCount(message.sequence, this.#received);
    const announced = fullCount(message.nextSequence, this.#received);
    if (announced < sequence || announced - this.#received > MOST_UNDER_WAY) return;
    this.#announced = Math.max(this.#announced, announced);
    const isGreeting = message.body.byteLength === 0 && announced === sequence;
    if (isGreeting && sequence <= this.#received) {
      this.#greetings++;
      this.#nextFirst ??= message.firstSequence;
      this.#onGreeting?.();
      return;
    }
    if (sequence < this.#received) return; // sent again, but it had come
    if (sequence > this.#received) {
      if (this.#missingReported !== this.#received) this.#report('missing');
      this.#missingReported = this.#received;
      return;
    }
    this.#received++;
    this.#announced = Math.max(this.#announced, this.#received);
    this.#queue.push(message);
    this.#fill();
  }

  /** Puts what has come into the ring, as far as there is room. */
  readonly #fill = (): void => {
    if (this.#isWaiting || this.#closing.signal.aborted) return;
    try {
      for (let message = this.#queue[0]; message !== undefined; message = this.#queue[0]) {
        const neededBytes = message.totalBytes > 0 ? this.#putPart(message) : this.#putRecords(message);
        if (this.#large === undefined) this.#writer.commit();
        if (neededBytes >= 0) {
          this.#waitForRoom(neededBytes);
          return;
        }
        this.#queue.shift();
        this.#acknowledged++;
        this.#reportSoon();
      }
    } catch (error) {
      this.#fail(error);
    }
  };

  /** @returns bytes of the record that has no room; -1 if all have */
  #putRecords({ body, stamps, firstSequence }: DataMessage): number {
    if (this.#large !== undefined) {
      // The sender has given up the rest of it.
      this.#large = undefined;
      this.#writer.abandonLast();
    }
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    const writer = this.#writer;
    if (this.#at === 0) {
      this.#noteSkipped(firstSequence);
      this.#stamps.take(stamps, firstSequence, writer.nextSequence);
    }
    while (this.#at < body.byteLength) {
      const firstBytes = view.getUint32(this.#at, true);
      const roomBytes = writer.tryReserveSpan(firstBytes);
      if (roomBytes === 0) return firstBytes;
      const to = Math.min(body.byteLength, this.#at + roomBytes);
      const { count, byteLength, lastOffset } = walkRecords(view, this.#at, to, writer.nextSequence);
      copyInto(writer.memory.bytes, body.subarray(this.#at, this.#at + byteLength), writer.spanOffset);
      writer.commitSpan(byteLength, count, lastOffset);
      this.#at += byteLength;
      this.#nextFirst = ((this.#nextFirst ?? firstSequence) + count) >>> 0;
      this.#items += count;
      this.#bytes += byteLength - count * RECORD_LAYOUT.recordHeaderBytes;
    }
    this.#at = 0;
    return -1;
  }

  /** @returns bytes of the record if it has no room; -1 if it has */
  #putPart({ totalBytes, partOffset, body, stamps, firstSequence }: DataMessage): number {
    if (partOffset === 0 && this.#large === undefined) {
      this.#noteSkipped(firstSequence);
      this.#writer.rewind(totalBytes);
      const offset = this.#writer.tryReserve(totalBytes);
      if (offset < 0) return totalBytes;
      this.#nextFirst = (firstSequence + 1) >>> 0;
      this.#large = { offset, totalBytes, filled: 0 };
    }
    const large = this.#large;
    if (large?.totalBytes !== totalBytes || large.filled !== partOffset) {
      throw new SyntalosError(
        'ERR_SYNTALOS_CHANNEL',
        `Cannot receive a record of ${totalBytes} bytes: its part from byte ${partOffset} on does not follow the one before`,
      );
    }
    copyInto(this.#writer.memory.bytes, body, large.offset + partOffset);
    large.filled += body.byteLength;
    if (large.filled === totalBytes) {
      this.#stamps.take(stamps, firstSequence, (this.#writer.nextSequence - 1) >>> 0);
      this.#large = undefined;
      this.#items++;
      this.#bytes += (totalBytes + 7) & ~7;
    }
    return -1;
  }

  /** Lets the reader count what did not come, as it came too fast. */
  #noteSkipped(firstSequence: number): void {
    if (this.#options.wants === 'all') return;
    const skipped = this.#nextFirst === undefined ? 0 : (firstSequence - this.#nextFirst) | 0;
    if (skipped > 0) this.#writer.skip(skipped);
    this.#nextFirst = firstSequence;
  }

  #waitForRoom(byteLength: number): void {
    this.#isWaiting = true;
    this.#writer
      .waitSpaceAsync(byteLength, { signal: this.#closing.signal })
      .then((outcome) => {
        this.#isWaiting = false;
        if (outcome === 'ready') this.#fill();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  #fail(cause: unknown): void {
    const { portId, onFailure } = this.#options;
    this.#leave();
    onFailure(
      new SyntalosError(
        'ERR_SYNTALOS_CHANNEL',
        `Cannot receive items of input "${portId}": ${messageOf(cause)}`,
        {
          cause,
        },
      ),
    );
  }

  /** One status for all that came in one turn of the event loop. */
  #reportSoon(): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    setImmediate(() => {
      this.#isReporting = false;
      this.#report('have');
    });
  }

  #report(kind: StatusMessage['kind']): void {
    if (this.#closing.signal.aborted) return;
    const status: StatusMessage = {
      kind,
      session: this.#session,
      received: this.#received,
      acknowledged: this.#acknowledged,
      roomBytes: ROOM_BYTES,
      wants: this.#options.wants,
      receiverId: this.#id,
    };
    if (kind === 'have') this.#missingReported = -1;
    this.#options.wire.publish(this.#options.statusSubject, makeStatus(status));
  }
}
