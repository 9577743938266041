/**
 * An output port in the module's own thread: each item is encoded into one buffer, and sent from there by one
 * native call.
 *
 * @module
 */
import type {
  CancelWord,
  RecordMemory,
  WaitOutcome,
  AsyncWaitOptions,
  WaitOptions,
} from '../../../../shm/index.ts';
import { sleep } from '../../../../deadline.ts';
import { UNTIL_STOP, type ItemWriter } from '../../../port-placement.ts';
import {
  ItemSent,
  type NativeAddon,
  type NativeHubLoan,
  type SendFunction,
} from '../../addon/native-types.ts';

/** The buffer is of whole pages. */
const PAGE_BYTES = 4096;
/** Bytes that it begins with; it grows to the largest item. */
const INITIAL_BYTES = PAGE_BYTES;
/** Smaller items are copied: to lend memory takes as long as this copy. */
const LEAST_LENT_BYTES = 64 * 1024;
/** How often a send that waits without blocking its thread is tried again, in ms. */
const RETRY_MSEC = 1;

/** What a {@link HubOutput} works with. */
export interface HubOutputParts {
  readonly native: NativeAddon;
  readonly hubId: number;
  readonly port: number;
  /** Nonzero ends a send that is blocked. */
  readonly cancel: CancelWord;
  /** For how long after that one of several receivers is waited for. */
  readonly lateRoomMsec: number;
}

const SETTLED = Promise.resolve();

/** Sends the items of an output port from the thread that makes them. */
export class HubOutput implements ItemWriter {
  readonly #send: SendFunction;
  readonly #makeLoan: () => NativeHubLoan;
  readonly #takeHeldBackUsec: () => number;
  #memory: RecordMemory;
  #byteLength = 0;
  #sequence = 0;
  #tail: Uint8Array | undefined;
  #isAnnouncing = false;
  #isDivided = false;
  /** Made with the first item that is lent. */
  #loan: NativeHubLoan | undefined;
  /** The reserved item lies in memory that is lent. */
  #isLent = false;

  constructor({ native, hubId, port, cancel, lateRoomMsec }: HubOutputParts) {
    const options = { hubId, port, ...cancel, goOn: 0, lateRoomMsec };
    this.#send = native.hubSendFunction(options);
    this.#makeLoan = () => new native.HubLoan(options);
    this.#takeHeldBackUsec = () => native.hubTakeHeldBackUsec(hubId, port);
    this.#memory = this.#newMemory(INITIAL_BYTES);
  }

  get memory(): RecordMemory {
    return this.#memory;
  }

  get nextSequence(): number {
    return this.#sequence >>> 0;
  }

  tryReserve(byteLength: number): number {
    if (byteLength > this.#memory.bytes.length) this.#memory = this.#newMemory(byteLength);
    this.#byteLength = byteLength;
    this.#tail = undefined;
    this.#isDivided = false;
    // Still so where the send of a loan has thrown.
    this.#isLent = false;
    this.#sequence = (this.#sequence + 1) | 0;
    return 0;
  }

  lend(byteLength: number): RecordMemory | undefined {
    if (byteLength < LEAST_LENT_BYTES) return undefined;
    this.#loan ??= this.#makeLoan();
    const buffer = this.#loan.lend(byteLength);
    if (buffer === null) return undefined;
    this.#isLent = true;
    this.#isDivided = false;
    this.#sequence = (this.#sequence + 1) | 0;
    return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
  }

  shrinkLast(byteLength: number): void {
    this.#byteLength = byteLength;
  }

  append(tail: Uint8Array): void {
    this.#tail = tail;
  }

  abandonLast(): void {
    if (this.#isLent) this.#loan?.takeBack();
    this.#isLent = false;
    this.#sequence = (this.#sequence - 1) | 0;
  }

  commit(patienceMsec: number = UNTIL_STOP): boolean {
    const sent = this.#sendItem(patienceMsec);
    if (sent === ItemSent.Refused || sent === ItemSent.Divided) {
      this.#isDivided = sent === ItemSent.Divided;
      return false;
    }
    this.#isLent = false;
    if (sent === ItemSent.Unannounced && !this.#isAnnouncing) {
      this.#isAnnouncing = true;
      // At the end of the turn; a turn that has none is the helper's to end.
      void SETTLED.then(this.#announce);
    }
    return true;
  }

  get isDivided(): boolean {
    return this.#isDivided;
  }

  /** With no more arguments than it needs: each takes Node some ns. */
  #sendItem(patienceMsec: number): ItemSent {
    if (this.#isLent && this.#loan !== undefined) return this.#loan.send(patienceMsec);
    if (this.#tail !== undefined) return this.#send(this.#byteLength, patienceMsec, this.#tail);
    return patienceMsec === UNTIL_STOP
      ? this.#send(this.#byteLength)
      : this.#send(this.#byteLength, patienceMsec);
  }

  /** There is always room for one: it is the commit that waits. */
  waitSpace(_byteLength: number, _options?: WaitOptions): WaitOutcome {
    return 'ready';
  }

  async waitSpaceAsync(_byteLength: number, _options?: AsyncWaitOptions): Promise<WaitOutcome> {
    await sleep(RETRY_MSEC);
    return 'ready';
  }

  takeHeldBackUsec(): number {
    return this.#takeHeldBackUsec();
  }

  readonly #announce = (): void => {
    this.#isAnnouncing = false;
    this.#send();
  };

  #newMemory(byteLength: number): RecordMemory {
    const buffer = new ArrayBuffer(Math.ceil(byteLength / PAGE_BYTES) * PAGE_BYTES);
    const bytes = new Uint8Array(buffer);
    this.#send(bytes);
    return { bytes, view: new DataView(buffer) };
  }
}
