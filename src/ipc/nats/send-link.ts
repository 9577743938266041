/**
 * From the ring of an output port to one receiver on another machine.
 *
 * Each receiver has a reader in the ring, which holds records until that receiver's ring has them: the ring
 * is the window, and its writer waits for the slowest receiver wherever that is.
 *
 * @module
 */
import { RingReader, type RecordRef } from '../../shm/index.ts';
import {
  DATA_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  makeData,
  putRecord,
  type StatusMessage,
} from './data-messages.ts';
import type { Wire } from './wire.ts';

/** Whole records are put together up to this many bytes. */
const BATCH_BYTES = 64 * 1024;
/** Larger records go in parts of this many bytes. */
const PART_BYTES = 512 * 1024;
/** What was not received is sent again after this many ms without progress. */
export const RESEND_MSEC = 200;

/** A message that the receiver's ring does not have yet. */
interface Unacknowledged {
  bytes: Uint8Array;
  /** Released with it. */
  readonly held: RecordRef | undefined;
  readonly records: number;
  readonly recordBytes: number;
}

/** Where a link sends, and under which session. */
export interface SendLinkOptions {
  readonly wire: Wire;
  readonly subject: string;
  readonly session: number;
  readonly ring: SharedArrayBuffer;
  /** Records that the receiver's ring has, and their bytes as they lie in a ring. */
  readonly onMoved: (records: number, bytes: number) => void;
}

/** What sends records to one receiver. */
export interface RecordSender {
  readonly session: number;
  /** Its place in the ring; unset if it has none. */
  readonly slot: number | undefined;
  /** Takes what the receiver says. */
  take(status: StatusMessage): void;
  /** Tells the receiver of the session, and how far it goes. */
  greet(): void;
  /** What is not at the receiver by now will not get there. */
  skip(): void;
  close(): void;
}

/** One receiver of an output port, which gets every record. */
export class SendLink implements RecordSender {
  readonly session: number;
  readonly #options: SendLinkOptions;
  readonly #reader: RingReader;
  /** Beginning with message `#acknowledged`. */
  readonly #unacknowledged: Unacknowledged[] = [];
  /** Where a batch is put together. */
  readonly #batch = new Uint8Array(BATCH_BYTES);
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #acknowledged = 0;
  #received = 0;
  #next = 0;
  #bytesUnderWay = 0;
  #roomBytes = 0;
  /** The reader stands on a record that no message has yet. */
  #hasRecord = false;
  #isWaiting = false;
  #progressMsec = performance.now();

  constructor(options: SendLinkOptions) {
    this.#options = options;
    this.session = options.session;
    this.#reader = RingReader.attach(options.ring);
    this.#timer = setInterval(this.#resendIfStuck, RESEND_MSEC);
  }

  /** Its place in the ring. */
  get slot(): number {
    return this.#reader.ticket.slot;
  }

  /** Takes what the receiver says. A status that is older than another, or says too much, changes nothing. */
  take(status: StatusMessage): void {
    if (status.received > this.#next || status.acknowledged < this.#acknowledged) return;
    if (status.received > this.#received) {
      this.#received = status.received;
      this.#progressMsec = performance.now();
    }
    while (this.#acknowledged < status.acknowledged) this.#acknowledge();
    this.#roomBytes = status.roomBytes;
    if (status.kind === 'missing') this.#resend();
    this.pump();
  }

  /** An empty message: the receiver learns of the session, and how far it goes. */
  greet(): void {
    const { wire, subject } = this.#options;
    wire.publish(subject, this.#header(this.#next, 0));
  }

  /** Sends what there is room for, and goes on when more is written. */
  readonly pump = (): void => {
    if (this.#closing.signal.aborted) return;
    while (this.#unacknowledged.length === 0 || this.#bytesUnderWay < this.#roomBytes) {
      if (!this.#hasRecord && !this.#reader.tryNext()) {
        this.#waitForMore();
        return;
      }
      this.#hasRecord = true;
      if (this.#reader.byteLength + RECORD_HEADER_BYTES > this.#batchBytes) this.#sendParts();
      else this.#sendBatch();
    }
  };

  /** What is not at the receiver by now will not get there. */
  skip(): void {
    this.#hasRecord = false;
    while (this.#reader.tryNext());
    this.#reader.release();
    for (const [index, message] of this.#unacknowledged.entries()) {
      message.bytes = this.#header(this.#acknowledged + index, 0);
    }
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    clearInterval(this.#timer);
    this.#closing.abort();
    this.#reader.close();
  }

  get #batchBytes(): number {
    return Math.min(BATCH_BYTES, this.#options.wire.maxPayloadBytes - DATA_HEADER_BYTES);
  }

  #sendBatch(): void {
    const reader = this.#reader;
    const held = reader.hold();
    const limit = this.#batchBytes;
    const body = this.#batch;
    let [at, records, recordBytes] = [0, 0, 0];
    do {
      const { byteLength, offset, memory } = reader;
      if (at + RECORD_HEADER_BYTES + byteLength > limit) {
        this.#send(this.#message(body.subarray(0, at)), { held, records, recordBytes });
        return; // the record at which it stands begins the next message
      }
      at = putRecord(body, at, memory.bytes.subarray(offset, offset + byteLength));
      records++;
      recordBytes += (byteLength + 7) & ~7;
    } while (reader.tryNext());
    this.#hasRecord = false;
    reader.release();
    this.#send(this.#message(body.subarray(0, at)), { held, records, recordBytes });
  }

  #sendParts(): void {
    const reader = this.#reader;
    const held = reader.hold();
    const { byteLength, offset, memory } = reader;
    const partBytes = Math.min(PART_BYTES, this.#options.wire.maxPayloadBytes - DATA_HEADER_BYTES);
    for (let from = 0; from < byteLength; from += partBytes) {
      const to = Math.min(byteLength, from + partBytes);
      const part = memory.bytes.subarray(offset + from, offset + to);
      const isLast = to === byteLength;
      this.#send(this.#message(part, byteLength, from), {
        held: isLast ? held : undefined,
        records: isLast ? 1 : 0,
        recordBytes: isLast ? (byteLength + 7) & ~7 : 0,
      });
    }
    this.#hasRecord = false;
    reader.release();
  }

  #message(body: Uint8Array, totalBytes = 0, partOffset = 0): Uint8Array {
    const bytes = this.#header(this.#next, body.byteLength, totalBytes, partOffset);
    bytes.set(body, DATA_HEADER_BYTES);
    return bytes;
  }

  #header(sequence: number, bodyBytes: number, totalBytes = 0, partOffset = 0): Uint8Array {
    const { session } = this;
    return makeData({ session, sequence, nextSequence: this.#next, totalBytes, partOffset }, bodyBytes);
  }

  #send(bytes: Uint8Array, content: Omit<Unacknowledged, 'bytes'>): void {
    if (this.#received === this.#next) this.#progressMsec = performance.now();
    this.#unacknowledged.push({ bytes, ...content });
    this.#bytesUnderWay += bytes.byteLength;
    this.#next++;
    this.#options.wire.publish(this.#options.subject, bytes);
  }

  #acknowledge(): void {
    const message = this.#unacknowledged.shift()!;
    this.#acknowledged++;
    this.#bytesUnderWay -= message.bytes.byteLength;
    if (message.held !== undefined) this.#reader.unhold(message.held);
    if (message.records > 0) this.#options.onMoved(message.records, message.recordBytes);
  }

  readonly #resendIfStuck = (): void => {
    if (this.#received === this.#next || performance.now() - this.#progressMsec < RESEND_MSEC) return;
    this.#resend();
  };

  /** Sends again what has not been received. */
  #resend(): void {
    const { wire, subject } = this.#options;
    if (!wire.isConnected) return;
    this.#progressMsec = performance.now();
    for (const { bytes } of this.#unacknowledged.slice(this.#received - this.#acknowledged)) {
      wire.publish(subject, bytes);
    }
  }

  #waitForMore(): void {
    this.#reader.release();
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#reader.onceData(
      {
        onOutcome: (outcome) => {
          this.#isWaiting = false;
          // Later: within this call the wait still counts as under way.
          if (outcome === 'ready') setImmediate(this.pump);
        },
        onError: () => (this.#isWaiting = false), // its place was taken away: there is nobody to send to
      },
      { signal: this.#closing.signal },
    );
  }
}
