/**
 * The owner's end of a pump's thread.
 *
 * @module
 */
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { withDeadline } from '../../../deadline.ts';
import { SyntalosError, fromErrorRecord, messageOf } from '../../../errors.ts';
import { entryUrl, threadOptions } from '../../../threads/index.ts';
import { RECORD_LAYOUT, RingControl } from '../../../shm/index.ts';
import { DrainPatience } from '../../drain-patience.ts';
import { RECEIVER_BUFFER } from '../../limits.ts';
import type { MovedCounts, DrainLimits } from '../../transport.ts';
import type { NativeAddon } from '../addon/native-types.ts';
import {
  PumpCount,
  PumpWord,
  type FromPump,
  type PumpCall,
  type PumpCommand,
  type PumpData,
  type PumpEnd,
} from './pump-protocol.ts';

/** How long a pump may take to come up, in ms; then for each command. */
const OPEN_LIMIT_MSEC = 10_000;
const COMMAND_LIMIT_MSEC = 5_000;
/** Number of the call that opens a pump. */
const OPEN_CALL = 0;

/** Told when a pump moves nothing more, though nobody closed it. */
type FailureListener = (error: SyntalosError) => void;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What {@link PumpThread.open} was given. */
interface OpenEnd extends PumpEnd {
  readonly control: RingControl;
  readonly onFailure: FailureListener;
}

/**
 * A thread that moves the records of one port: {@link open} it for the port, and {@link close} it,
 * opened or not. Starting the thread takes most of the time of both, and can come first.
 */
export class PumpThread {
  readonly #native: NativeAddon;
  readonly #words = new Int32Array(new SharedArrayBuffer(PumpWord.Words * Int32Array.BYTES_PER_ELEMENT));
  readonly #counts = new BigInt64Array(
    new SharedArrayBuffer(PumpCount.Words * BigInt64Array.BYTES_PER_ELEMENT),
  );
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #end: OpenEnd | undefined;
  #nextCallId = OPEN_CALL + 1;
  #wakerId = 0;
  #threadId = 0;
  #isClosing = false;
  /** It moves nothing more. */
  #hasFailed = false;
  /** Its thread is gone: nothing more is answered. */
  #hasEnded = false;
  /** The error that ended its thread. */
  #deathCause: unknown;

  constructor(native: NativeAddon) {
    this.#native = native;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: PumpData = { words: this.#words.buffer, counts: this.#counts.buffer, port: port2 };
    this.#worker = new Worker(entryUrl('pump.worker.js'), {
      ...threadOptions(),
      name: 'pump',
      workerData,
      transferList: [port2],
    });
    port1.on('message', (message: FromPump) => this.#receive(message));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('error', (error) => (this.#deathCause = error));
      this.#worker.once('exit', () => {
        this.#onExit();
        resolve();
      });
    });
  }

  /**
   * Makes it the pump of a port; resolves when the port is there. Closes it if that fails.
   *
   * @throws `ERR_SYNTALOS_IOX` - iceoryx2 refuses the port, `ERR_SYNTALOS_TIMEOUT`
   */
  async open(end: PumpEnd, onFailure: FailureListener): Promise<void> {
    this.#end = { ...end, control: RingControl.attach(end.ring), onFailure };
    try {
      if (this.#hasFailed) throw this.#failure(this.#deathCause);
      const answer = this.#answer(OPEN_CALL, OPEN_LIMIT_MSEC, 'open');
      this.#post({ callId: OPEN_CALL, command: { kind: 'open', end } });
      await answer;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** What was moved since it was opened. */
  get moved(): MovedCounts {
    const items = Number(Atomics.load(this.#counts, PumpCount.Records));
    const bytes = Number(Atomics.load(this.#counts, PumpCount.Bytes));
    return { items, bytes: bytes - items * RECORD_LAYOUT.recordHeaderBytes };
  }

  /** The system's id of the thread; 0 if it is not known. */
  get threadId(): number {
    return this.#threadId;
  }

  /**
   * Has the pump do something between two records.
   *
   * @throws `ERR_SYNTALOS_IOX` - iceoryx2 refuses it, or the pump's thread has ended
   * @throws `ERR_SYNTALOS_TIMEOUT` - it does not answer
   */
  async call(command: PumpCommand): Promise<void> {
    if (this.#hasEnded) throw this.#failure(this.#deathCause);
    const callId = this.#nextCallId++;
    const answer = this.#answer(callId, COMMAND_LIMIT_MSEC, command.kind);
    this.#post({ callId, command });
    await answer;
  }

  /**
   * Waits until all that was sent so far is where it belongs: in the ring and read from there, or
   * out of the ring and sent. A pump that has failed is not waited for.
   *
   * @returns records that were not, when a limit came first
   */
  async drain(limits: DrainLimits): Promise<number> {
    const patience = new DrainPatience(limits);
    let [moved, unread] = [this.moved.items, this.#unread()];
    /** Waits for a moment; false if it is not to go on. */
    const mayGoOn = async (): Promise<boolean> => {
      const isAllowed = !this.#hasFailed && (await patience.allows(`${moved} ${unread}`));
      [moved, unread] = [this.moved.items, this.#unread()];
      return isAllowed;
    };
    if (this.#end?.direction === 'output') {
      while (unread > 0 && (await mayGoOn()));
      return unread;
    }
    const seen = Atomics.load(this.#words, PumpWord.DryLooks);
    // Two: the first may belong to a look that began before this call. Where more comes all the time,
    // what had come before it is in the ring when as many as could wait outside were moved.
    const enough = moved + (RECEIVER_BUFFER + 1) * (this.#end?.service.maxSenders ?? 0);
    const isDry = (): boolean => Atomics.load(this.#words, PumpWord.DryLooks) - seen >= 2;
    while (!isDry() && moved < enough) {
      this.#native.wake(this.#wakerId);
      if (!(await mayGoOn())) return unread;
    }
    const wanted = moved;
    while (moved - unread < wanted && (await mayGoOn()));
    return moved - unread < wanted ? unread : 0;
  }

  /** Closes the port and ends the thread. Idempotent. */
  async close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#post({ callId: 0, command: { kind: 'close' } });
    }
    const timer = setTimeout(() => void this.#worker.terminate(), COMMAND_LIMIT_MSEC);
    await this.#ended;
    clearTimeout(timer);
    this.#port.close();
  }

  #unread(): number {
    const readers = this.#end?.control.stats().readers ?? [];
    return Math.max(0, ...readers.map(({ unreadCount }) => unreadCount));
  }

  #post(call: PumpCall): void {
    this.#port.postMessage(call);
    Atomics.store(this.#words, PumpWord.Attention, 1);
    // It may wait for a command, for the ring, or for samples.
    Atomics.notify(this.#words, PumpWord.Attention);
    this.#end?.control.interrupt();
    if (this.#wakerId !== 0) this.#native.wake(this.#wakerId);
  }

  #answer(callId: number, limitMsec: number, what: string): Promise<void> {
    const answer = new Promise<void>((resolve, reject) => this.#waiting.set(callId, { resolve, reject }));
    const lateError = (): SyntalosError =>
      new SyntalosError(
        'ERR_SYNTALOS_TIMEOUT',
        `Waited ${limitMsec} ms for "${what}" of ${this.#portName}: no answer yet`,
      );
    return withDeadline(answer, { limitMsec, lateError }).finally(() => this.#waiting.delete(callId));
  }

  #receive(message: FromPump): void {
    switch (message.kind) {
      case 'opened':
        this.#wakerId = message.wakerId;
        this.#threadId = message.threadId;
        this.#waiting.get(OPEN_CALL)?.resolve();
        break;
      case 'answer': {
        const waiting = this.#waiting.get(message.callId);
        if (message.error === undefined) waiting?.resolve();
        else waiting?.reject(fromErrorRecord(message.error));
        break;
      }
      case 'failed':
        this.#hasFailed = true;
        this.#end?.onFailure(this.#failure(fromErrorRecord(message.error)));
        break;
    }
  }

  #onExit(): void {
    this.#hasEnded = true;
    if (this.#isClosing) return;
    this.#hasFailed = true;
    const failure = this.#failure(this.#deathCause);
    const isOpening = this.#waiting.has(OPEN_CALL);
    for (const { reject } of this.#waiting.values()) reject(failure);
    // Otherwise `open` has rejected, and its caller knows.
    if (!isOpening) this.#end?.onFailure(failure);
  }

  /** @param cause - undefined if its thread ended without an error */
  #failure(cause: unknown): SyntalosError {
    const what = cause === undefined ? 'its thread ended' : messageOf(cause);
    return new SyntalosError(
      'ERR_SYNTALOS_IOX',
      `Cannot move data of ${this.#portName}: ${what}`,
      cause === undefined ? {} : { cause },
    );
  }

  get #portName(): string {
    return this.#end === undefined ? 'a port' : `${this.#end.direction} "${this.#end.service.name}"`;
  }
}
