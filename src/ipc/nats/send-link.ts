/**
 * From the ring of an output port to one receiver on another machine.
 *
 * Each receiver has a reader in the ring. What it takes out stays in messages until that receiver's ring has it, and
 * takes no more than the receiver has room for: the ring fills up behind it, and its writer waits for the slowest
 * receiver wherever that is.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import { copyInto } from '../../copy-bytes.ts';
import { RECORD_LAYOUT, RingReader } from '../../shm/index.ts';
import { StampSource, stampRoom } from './carried-stamps.ts';
import {
  DATA_HEADER_BYTES,
  recordBytes,
  fullCount,
  walkRecords,
  writeHeader,
  type DataHeader,
  type StatusMessage,
} from './data-messages.ts';
import type { Wire } from './wire.ts';

/** Whole records are put together up to this many bytes. */
const BATCH_BYTES = 64 * 1024;
/** Larger records go in parts of this many bytes. */
const PART_BYTES = 512 * 1024;
/** Small records wait for more, or for the answer to those before them, no longer than this, in ms. */
const GATHER_MSEC = 1;
/** Messages whose memory is kept for the next ones. */
const MOST_FREE = 32;
/** What was not received is sent again after this many ms without progress. */
export const RESEND_MSEC = 200;

/** A message that the receiver's ring does not have yet. */
interface Unacknowledged {
  bytes: Uint8Array;
  readonly records: number;
  readonly recordBytes: number;
  isSentAgain: boolean;
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
  /** Records that are on their way. */
  readonly pendingRecords: number;
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
  /** Number of its first record. */
  readonly #startSequence: number;
  readonly #stamps: StampSource;
  /** Beginning with message `#acknowledged`. */
  readonly #unacknowledged: Unacknowledged[] = [];
  /** Memory of messages that have arrived. */
  readonly #free: Uint8Array[] = [];
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #acknowledged = 0;
  #received = 0;
  #next = 0;
  #bytesUnderWay = 0;
  #pendingRecords = 0;
  #roomBytes = 0;
  #isWaiting = false;
  #gathering: NodeJS.Timeout | undefined;
  #hasGathered = false;
  #progressMsec = performance.now();

  constructor(options: SendLinkOptions) {
    this.#options = options;
    this.session = options.session;
    this.#reader = RingReader.attach(options.ring);
    this.#startSequence = (this.#reader.sequence + 1) >>> 0;
    this.#stamps = new StampSource(options.ring);
    this.#timer = setInterval(this.#resendIfStuck, RESEND_MSEC);
  }

  /** Records that were taken out of the ring, and that the receiver's ring does not have. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Its place in the ring. */
  get slot(): number {
    return this.#reader.ticket.slot;
  }

  /** Takes what the receiver says. A status that is older than another, or says too much, changes nothing. */
  take(status: StatusMessage): void {
    const received = fullCount(status.received, this.#received);
    const acknowledged = fullCount(status.acknowledged, this.#acknowledged);
    if (received > this.#next || acknowledged > received || acknowledged < this.#acknowledged) return;
    if (received > this.#received) {
      this.#received = received;
      this.#progressMsec = performance.now();
    }
    while (this.#acknowledged < acknowledged) this.#acknowledge();
    this.#roomBytes = status.roomBytes;
    if (status.kind === 'missing') this.#resend();
    this.pump();
  }

  /** An empty message: the receiver learns of the session, and how far it goes. */
  greet(): void {
    const { wire, subject } = this.#options;
    wire.publish(subject, this.#empty(this.#next));
  }

  /** Sends what there is room for, and goes on when more is written. */
  readonly pump = (): void => {
    if (this.#closing.signal.aborted) return;
    while (this.#unacknowledged.length === 0 || this.#bytesUnderWay < this.#roomBytes) {
      const spanBytes = this.#reader.tryNextSpan();
      if (spanBytes === 0) {
        this.#waitForMore();
        return;
      }
      if (this.#unacknowledged.length > 0 && spanBytes < this.#batchBytes && !this.#hasGathered) {
        this.#gather();
        return;
      }
      this.#reader.tryNext();
      if (recordBytes(this.#reader.byteLength) > this.#batchBytes) this.#sendParts();
      else this.#sendBatch();
    }
  };

  /** What is not at the receiver by now will not get there. */
  skip(): void {
    while (this.#reader.tryNext());
    this.#reader.release();
    for (const [index, message] of this.#unacknowledged.entries()) {
      message.bytes = this.#empty(this.#acknowledged + index);
    }
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    clearInterval(this.#timer);
    clearTimeout(this.#gathering);
    this.#closing.abort();
    this.#reader.close();
  }

  /** While something is under way, a little more goes with what comes soon after it: a message costs more than its bytes. */
  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#hasGathered = true;
      this.pump();
      this.#hasGathered = false;
    }, GATHER_MSEC);
  }

  /** Bytes of a message that are neither header nor send times. */
  get #bodyBytes(): number {
    const { maxPayloadBytes } = this.#options.wire;
    return maxPayloadBytes - DATA_HEADER_BYTES - stampRoom(maxPayloadBytes);
  }

  get #batchBytes(): number {
    return Math.min(BATCH_BYTES, this.#bodyBytes) & ~7;
  }

  /** As many whole records as one message takes, from the one at which the reader stands on. */
  #sendBatch(): void {
    const reader = this.#reader;
    const limit = this.#batchBytes;
    const roomBytes = stampRoom(this.#options.wire.maxPayloadBytes);
    const bytes = this.#bufferOf(DATA_HEADER_BYTES + BATCH_BYTES + roomBytes);
    const firstSequence = reader.sequence;
    const end = DATA_HEADER_BYTES + limit;
    let at = DATA_HEADER_BYTES;
    const first = recordBytes(reader.byteLength);
    const { memory, offset } = reader;
    const from = offset - RECORD_LAYOUT.recordHeaderBytes;
    copyInto(bytes, memory.bytes.subarray(from, from + first), at);
    at += first;
    let records = 1;
    for (let spanBytes = reader.tryNextSpan(); spanBytes > 0; spanBytes = reader.tryNextSpan()) {
      const { memory, spanOffset } = reader;
      const most = spanOffset + Math.min(spanBytes, end - at);
      const { count, byteLength } = walkRecords(memory.view, spanOffset, most);
      if (count === 0) break;
      copyInto(bytes, memory.bytes.subarray(spanOffset, spanOffset + byteLength), at);
      reader.passSpan(byteLength, count);
      at += byteLength;
      records += count;
    }
    reader.release();
    const payloadBytes = at - DATA_HEADER_BYTES - records * RECORD_LAYOUT.recordHeaderBytes;
    const stampBytes = this.#stamps.put(bytes, at, { first: firstSequence, count: records, roomBytes });
    this.#send(this.#finished(bytes, at + stampBytes, { firstSequence, stampBytes }), {
      records,
      recordBytes: payloadBytes,
    });
  }

  #sendParts(): void {
    const reader = this.#reader;
    const { byteLength, offset, memory } = reader;
    const roomBytes = stampRoom(this.#options.wire.maxPayloadBytes);
    const partBytes = Math.min(PART_BYTES, this.#bodyBytes);
    const firstSequence = reader.sequence;
    for (let from = 0; from < byteLength; from += partBytes) {
      const to = Math.min(byteLength, from + partBytes);
      const part = memory.bytes.subarray(offset + from, offset + to);
      const bytes = this.#bufferOf(DATA_HEADER_BYTES + part.byteLength + roomBytes);
      copyInto(bytes, part, DATA_HEADER_BYTES);
      const isLast = to === byteLength;
      const end = DATA_HEADER_BYTES + part.byteLength;
      const stampBytes = isLast
        ? this.#stamps.put(bytes, end, { first: firstSequence, count: 1, roomBytes })
        : 0;
      const header = { totalBytes: byteLength, partOffset: from, firstSequence, stampBytes };
      this.#send(this.#finished(bytes, end + stampBytes, header), {
        records: isLast ? 1 : 0,
        recordBytes: isLast ? (byteLength + 7) & ~7 : 0,
      });
    }
    reader.release();
  }

  /** A message whose body is written: gets its header and its length. */
  #finished(bytes: Uint8Array, byteLength: number, header: Partial<DataHeader>): Uint8Array {
    writeHeader(bytes, { ...this.#headerOf(this.#next), ...header });
    return bytes.subarray(0, byteLength);
  }

  /** An empty message of a sequence. */
  #empty(sequence: number): Uint8Array {
    const bytes = new Uint8Array(DATA_HEADER_BYTES);
    writeHeader(bytes, this.#headerOf(sequence));
    return bytes;
  }

  /** Of a message without content. */
  #headerOf(sequence: number): DataHeader {
    const { session } = this;
    const nothing = { totalBytes: 0, partOffset: 0, firstSequence: this.#startSequence, stampBytes: 0 };
    return { session, sequence, nextSequence: this.#next, ...nothing };
  }

  /** Memory for a message: that of one which has arrived, or new. Fresh pages cost more than what is copied into them. */
  #bufferOf(byteLength: number): Uint8Array {
    const at = this.#free.findLastIndex((memory) => memory.byteLength >= byteLength);
    if (at >= 0) return this.#free.splice(at, 1)[0]!;
    return new Uint8Array(Buffer.allocUnsafeSlow(byteLength).buffer);
  }

  #send(bytes: Uint8Array, content: Pick<Unacknowledged, 'records' | 'recordBytes'>): void {
    if (this.#received === this.#next) this.#progressMsec = performance.now();
    this.#unacknowledged.push({ bytes, ...content, isSentAgain: false });
    this.#bytesUnderWay += bytes.byteLength;
    this.#pendingRecords += content.records;
    this.#next++;
    this.#options.wire.publish(this.#options.subject, bytes);
  }

  #acknowledge(): void {
    const message = this.#unacknowledged.shift()!;
    this.#acknowledged++;
    this.#bytesUnderWay -= message.bytes.byteLength;
    // Of one that was sent again, the client may have a copy to send yet.
    if (!message.isSentAgain && this.#free.length < MOST_FREE)
      this.#free.push(new Uint8Array(message.bytes.buffer));
    this.#pendingRecords -= message.records;
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
    for (const message of this.#unacknowledged.slice(this.#received - this.#acknowledged)) {
      message.isSentAgain = true;
      wire.publish(subject, message.bytes);
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
