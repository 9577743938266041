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
import { ItemSent, type NativeAddon, type SendFunction } from '../../addon/native-types.ts';

/** Bytes that the buffer begins with; it grows to the largest item. */
const INITIAL_BYTES = 4096;
/** How often a send that waits without blocking its thread is tried again, in ms. */
const RETRY_MSEC = 1;

/** What a {@link HubOutput} works with. */
export interface HubOutputParts {
  readonly native: NativeAddon;
  readonly hubId: number;
  readonly port: number;
  /** Nonzero ends a send that is blocked. */
  readonly cancel: CancelWord;
}

const NOTHING = new Uint8Array(0);
const SETTLED = Promise.resolve();

/** Sends the items of an output port from the thread that makes them. */
export class HubOutput implements ItemWriter {
  readonly #send: SendFunction;
  readonly #takeHeldBackUsec: () => number;
  #memory: RecordMemory = memoryOf(INITIAL_BYTES);
  #byteLength = 0;
  #sequence = 0;
  #tail: Uint8Array = NOTHING;
  #isAnnouncing = false;

  constructor({ native, hubId, port, cancel }: HubOutputParts) {
    this.#send = native.hubSendFunction(hubId, port, cancel.words, cancel.index, 0);
    this.#takeHeldBackUsec = () => native.hubTakeHeldBackUsec(hubId, port);
  }

  get memory(): RecordMemory {
    return this.#memory;
  }

  get nextSequence(): number {
    return this.#sequence >>> 0;
  }

  tryReserve(byteLength: number): number {
    if (byteLength > this.#memory.bytes.length) this.#memory = memoryOf(byteLength);
    this.#byteLength = byteLength;
    this.#tail = NOTHING;
    this.#sequence = (this.#sequence + 1) | 0;
    return 0;
  }

  shrinkLast(byteLength: number): void {
    this.#byteLength = byteLength;
  }

  append(tail: Uint8Array): void {
    this.#tail = tail;
  }

  abandonLast(): void {
    this.#sequence = (this.#sequence - 1) | 0;
  }

  commit(patienceMsec: number = UNTIL_STOP): boolean {
    const { bytes } = this.#memory;
    const sent =
      this.#tail === NOTHING
        ? this.#send(bytes, this.#byteLength, patienceMsec)
        : this.#send(bytes, this.#byteLength, patienceMsec, this.#tail);
    if (sent === ItemSent.Refused) return false;
    if (sent === ItemSent.Unannounced && !this.#isAnnouncing) {
      this.#isAnnouncing = true;
      // At the end of the turn; a turn that has none is the helper's to end.
      void SETTLED.then(this.#announce);
    }
    return true;
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
}

function memoryOf(byteLength: number): RecordMemory {
  const buffer = new ArrayBuffer(Math.ceil(byteLength / 4096) * 4096);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}
