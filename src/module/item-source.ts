/**
 * Items of a connected input port, one after the other, out of its ring.
 *
 * @module
 */
import type { AnalysisSource } from '../analysis/index.ts';
import { SyntalosError } from '../errors.ts';
import { PortPolicy, type InputFeed } from '../ipc/index.ts';
import {
  RingObserver,
  RingReader,
  type CancelWord,
  type LatencyHistogram,
  type PortCounters,
  type ReaderTicket,
  type RecordRef,
  type RecordSource,
  type WaitListener,
  type WaitOutcome,
} from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import {
  DataType,
  canConnect,
  dataTypeName,
  decoderBetween,
  type Frame,
  type ItemDecoder,
} from '../types/index.ts';
import { IndexGaps } from './index-gaps.ts';
import { StampReader } from './stamps.ts';
import type { Throttle } from './throttle.ts';

/** Options of {@link openItemSource}. */
export interface ItemSourceOptions {
  readonly portId: string;
  readonly ring: SharedArrayBuffer;
  readonly sourceType: DataType;
  readonly portType: DataType;
  readonly policy: PortPolicy;
  readonly counters: PortCounters;
  readonly latency: LatencyHistogram;
  readonly throttle: Throttle;
  /** Makes what fills the ring from this thread, if nobody else does. */
  readonly openFeed?: (() => InputFeed) | undefined;
}

/** Pauses between two items that are longer count as a stall. */
export const STALL_THRESHOLD_MSEC = 1_000;
/** A run's end wakes every wait; the limit only guards against a peer that died while ringing. */
const WAIT_MSEC = 1_000;

/**
 * Opens a port's side of a connection.
 *
 * @throws ERR_SYNTALOS_PORT_TYPE_MISMATCH - when items of the source do not convert
 */
export function openItemSource<T>(options: ItemSourceOptions): ItemSource<T> {
  const { sourceType, portType, portId } = options;
  if (!canConnect(sourceType, portType)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
      `Cannot connect a source of ${dataTypeName(sourceType)} to port "${portId}": it takes ${dataTypeName(portType)}`,
      { details: { port: portId, sourceType, portType } },
    );
  }
  return new ItemSource<T>(options);
}

/** The reading end of a connection; belongs to the module's thread. */
export class ItemSource<T> implements AnalysisSource<T, RecordRef> {
  /** Data type of what lies there. */
  readonly sourceType: DataType;
  /** A lossless port has a reader, one of policy `latest` an observer. */
  readonly #reader: RingReader | undefined;
  readonly #observer: RingObserver | undefined;
  readonly #cursor: RecordSource;
  readonly #feed: InputFeed | undefined;
  readonly #decoder: ItemDecoder<T>;
  readonly #counters: PortCounters;
  readonly #latency: LatencyHistogram;
  readonly #throttle: Throttle;
  readonly #stamps: StampReader;
  /** Not yet added to the counters. */
  #items = 0;
  #bytes = 0;
  #observerSkips = 0;
  readonly #indexGaps: IndexGaps;
  #taken = 0;
  /** When the wait for the next item began, in µs; -1 while there are items. */
  #waitingSinceUsec = -1;
  #closed = false;

  constructor(options: ItemSourceOptions) {
    this.sourceType = options.sourceType;
    if (options.policy === PortPolicy.Latest) {
      this.#cursor = this.#observer = RingObserver.attach(options.ring);
    } else {
      this.#cursor = this.#reader = RingReader.attach(options.ring);
    }
    this.#feed = options.openFeed?.();
    this.#decoder = decoderBetween(options.sourceType, options.portType) as unknown as ItemDecoder<T>;
    this.#counters = options.counters;
    this.#indexGaps = new IndexGaps(options.counters);
    this.#latency = options.latency;
    this.#throttle = options.throttle;
    this.#stamps = new StampReader(options.ring, options.sourceType);
  }

  /** The reader's place in the ring; `undefined` for an observer, which has none. */
  get ticket(): ReaderTicket | undefined {
    return this.#reader?.ticket;
  }

  /** How many items {@link next} has come to, in this run. */
  get taken(): number {
    return this.#taken;
  }

  /** Whether items that are not taken hold the sender back. */
  get holdsBack(): boolean {
    return this.#reader !== undefined;
  }

  /** Others want the core that this thread is on: to look for items on and on would keep it from their sender. */
  get isCrowded(): boolean {
    return this.#feed?.isCrowded === true;
  }

  /**
   * Moves to the next item that is to be delivered; false when there is none at the moment.
   *
   * @param lookedUsec - when this look began, on the monotonic clock: a pause ends then
   */
  next(lookedUsec: number = monotonicUsec()): boolean {
    while (this.#moveOn()) {
      if (!this.#throttle.isOff && !this.#throttle.admit(monotonicUsec())) {
        this.#counters.addSkipped(1);
        // The numbers of frames that were passed over are no gap.
        this.#indexGaps.reset();
        continue;
      }
      const { sequence } = this.#cursor;
      if (this.#stamps.isStamped(sequence)) {
        const latencyUsec = this.#stamps.latencyUsec(sequence);
        if (latencyUsec !== undefined) this.#latency.record(latencyUsec);
      }
      if (this.#waitingSinceUsec >= 0) this.#notePause(lookedUsec);
      this.#taken++;
      this.#items++;
      this.#bytes += this.#cursor.byteLength;
      return true;
    }
    return false;
  }

  #moveOn(): boolean {
    if (this.#feed === undefined) return this.#reader?.tryNext() ?? this.#observer?.tryLatest() ?? false;
    if (this.#reader === undefined) {
      while (this.#feed.pull());
      return this.#observer?.tryLatest() ?? false;
    }
    if (this.#reader.tryNext()) return true;
    // What was read gives its room back first.
    this.flush();
    return this.#feed.pull() && this.#reader.tryNext();
  }

  /** The current item; a frame's pixels are valid until {@link next} or {@link flush}. */
  borrowItem(): T {
    const { memory, offset, byteLength } = this.#cursor;
    const item = this.#decoder.decode(memory, offset, byteLength);
    if (this.sourceType === DataType.Frame) this.#indexGaps.note((item as unknown as Frame).index);
    return item;
  }

  /** Bytes of the current item in place, valid as long as {@link borrowItem}. */
  borrowBytes(): Uint8Array {
    const { memory, offset, byteLength } = this.#cursor;
    return memory.bytes.subarray(offset, offset + byteLength);
  }

  /**
   * Keeps the current item's record where it is until {@link unhold}; an observer cannot. The item
   * counts as read only then: until its result was delivered, a run that ends waits for it.
   */
  hold(): RecordRef | undefined {
    const held = this.#reader?.hold();
    if (held !== undefined) this.#items--;
    return held;
  }

  unhold(record: RecordRef): void {
    if (this.#closed) return;
    this.#reader?.unhold(record);
    this.#feed?.noteSpace();
    this.#counters.addItems(1, 0);
  }

  /** Says that items which were taken have not been dealt with after all. */
  countUnread(items: number): void {
    this.#items -= items;
  }

  /** Lets the writer have what was delivered, and others see the counts. */
  flush(): void {
    if (this.#closed) return;
    this.#reader?.release();
    // Each look for items comes by here, most often with nothing to count.
    if (this.#items !== 0 || this.#bytes !== 0) {
      this.#counters.addItems(this.#items, this.#bytes);
      this.#items = 0;
      this.#bytes = 0;
    }
    if (this.#observer === undefined) return;
    const skips = this.#observer.skippedCount;
    this.#counters.addSkipped(skips - this.#observerSkips);
    this.#observerSkips = skips;
  }

  /**
   * Lets everything that lies there go unread, so that the sender goes on.
   *
   * @returns how many items
   */
  letGo(): number {
    let count = 0;
    while (this.#reader !== undefined && this.#moveOn()) count++;
    this.#indexGaps.reset();
    this.flush();
    this.#counters.addUnclaimed(count);
    return count;
  }

  /**
   * Calls back, once, when there may be something new, or something else to look at: from within the wake-up, or at
   * once where there is something already. `closed`: nothing more will come, the sender is gone.
   */
  onceMore(cancel: CancelWord, listener: WaitListener): void {
    this.beginPause();
    const options = { timeoutMsec: WAIT_MSEC, cancel };
    if (this.#feed !== undefined) this.#feed.onceMore(listener);
    else if (this.#reader !== undefined) this.#reader.onceData(listener, options);
    else this.#observer?.onceNewer(listener, options);
  }

  /** There is no item, and the next one is waited for: the pause lasts until then, however many waits that takes. */
  beginPause(): void {
    if (this.#taken > 0 && this.#waitingSinceUsec < 0) this.#waitingSinceUsec = monotonicUsec();
  }

  /** {@link onceMore} as a promise. */
  more(cancel: CancelWord): Promise<WaitOutcome> {
    return new Promise((resolve, reject) => {
      this.onceMore(cancel, { onOutcome: resolve, onError: reject });
    });
  }

  #notePause(nowUsec: number): void {
    const pauseMsec = (nowUsec - this.#waitingSinceUsec) / 1000;
    this.#waitingSinceUsec = -1;
    this.#counters.notePause(pauseMsec, pauseMsec > STALL_THRESHOLD_MSEC);
  }

  /** Ends the wait of {@link onceMore}: the run is to end. */
  wake(): void {
    this.#feed?.wake();
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    this.#feed?.close();
    this.#reader?.close();
    this.#observer?.close();
  }
}
