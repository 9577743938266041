/**
 * The user's end of an output port.
 *
 * @module
 */
import type { OutputPortSpec } from '../actors/index.ts';
import { SyntalosError } from '../errors.ts';
import { UNTIL_STOP, type ItemWriter } from '../ipc/index.ts';
import { RingWriter, createRing, type PortCounters } from '../shm/index.ts';
import { STAMP_SIDE_BYTES } from '../shm/internal.ts';
import {
  DataType,
  codecOf,
  dataTypeName,
  frameByteLength,
  writeFrameHeader,
  type DataOf,
  type SubmittableOf,
  type FrameDepth,
  type FrameFields,
  type ItemCodec,
  type MetaMap,
  type MetaSize,
  type MetaValue,
} from '../types/index.ts';
import {
  IndexGaps,
  ItemRoom,
  RunGate,
  StampWriter,
  type AnyOutputPort,
  type ModuleRuntime,
} from '../module/index.ts';
import type { InputPort } from './input-port.ts';
import { LoanedFrame } from './loaned-frame.ts';
import { OutputMetadata } from './output-metadata.ts';

/** Items between two additions to the counters, which are shared memory; a power of two. */
const COUNT_STRIDE = 2 ** 20;

/** An item that waits for room. */
interface WaitingItem<TInput> {
  readonly item: TInput;
  readonly startTimeUsec: number;
  readonly resolve: (isSent: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** A port that a module sends items from; made by `link.registerOutputPort`. */
export class OutputPort<T = unknown, TInput = T> implements AnyOutputPort {
  /** Unique among the module's output ports; what a project's connections name. */
  readonly id: string;
  /** Shown to people. */
  readonly title: string;
  /** Kind of the items. */
  readonly dataType: DataType;
  readonly #runtime: ModuleRuntime;
  readonly #codec: ItemCodec<T, TInput>;
  readonly #ring: SharedArrayBuffer;
  /** To the ring, unless this thread sends items itself. */
  #writer: ItemWriter;
  readonly #counters: PortCounters;
  readonly #stamps: StampWriter;
  readonly #metadata: OutputMetadata;
  #lastChange: Promise<unknown> = Promise.resolve();
  /** Items of {@link submitAsync} that wait for room, in their order. */
  readonly #waiting: WaitingItem<TInput>[] = [];
  #isPumping = false;
  /** The frame that is lent; its record is the last one reserved. */
  #loan: LoanedFrame | undefined;
  readonly #gate: RunGate;
  readonly #room: ItemRoom;
  /** Not in the counters yet: they are shared memory, which costs per item. */
  #items = 0;
  #bytes = 0;
  readonly #indexGaps: IndexGaps;

  /** @internal Ports are made by the link. */
  constructor(
    runtime: ModuleRuntime,
    spec: { id: string; title: string; dataType: DataType },
    index: number,
  ) {
    this.id = spec.id;
    this.title = spec.title;
    this.dataType = spec.dataType;
    this.#runtime = runtime;
    this.#metadata = new OutputMetadata(spec.id);
    this.#gate = new RunGate({ portId: spec.id, runState: runtime.runState, userCode: runtime.userCode });
    this.#codec = codecOf(spec.dataType) as unknown as ItemCodec<T, TInput>;
    this.#ring = createRing({ sideBytes: STAMP_SIDE_BYTES });
    this.#writer = RingWriter.claim(this.#ring);
    this.#stamps = new StampWriter(this.#ring, spec.dataType);
    this.#counters = runtime.runState.outputCounters(index);
    this.#indexGaps = new IndexGaps(this.#counters);
    this.#room = new ItemRoom({ runState: runtime.runState, gate: this.#gate, counters: this.#counters });
  }

  /** @internal The memory behind the port. */
  get ring(): SharedArrayBuffer {
    return this.#ring;
  }

  /** @internal Items go there, and not to the ring. */
  sendBy(writer: ItemWriter): void {
    this.#writer = writer;
  }

  /** @internal The port as the supervisor knows it. */
  get spec(): OutputPortSpec {
    return {
      id: this.id,
      title: this.title,
      dataType: this.dataType,
      metadata: this.#metadata.encode(),
    };
  }

  /**
   * Sends an item to all modules connected to this port.
   *
   * Blocks the calling thread while the consumers are full; never drops an item. Allocates nothing. Items of
   * {@link submitAsync} that wait for room go first.
   *
   * What a callback submits that takes an item or a tick and began before the run's stop is sent, and so is what
   * `onStop` submits.
   *
   * @returns false only when the run ended before the item could be sent
   * @throws ERR_SYNTALOS_ITEM_TYPE - when the item does not have the shape of the port's data type
   * @throws ERR_SYNTALOS_INVALID_STATE - before the run has started, or while a frame is lent
   */
  submit(item: TInput): boolean {
    const byteLength = this.#codec.measureAtMost(item);
    if (!this.#mayWrite()) return false;
    if (this.#waiting.length > 0) this.#sendWaiting();
    const offset = this.#reserve(byteLength);
    if (offset < 0) return false;
    return this.#send(item, offset, UNTIL_STOP) || this.#sendLate();
  }

  /**
   * Sends an item as {@link submit} does, but waits for room without blocking the thread. Calls
   * take effect in their order.
   *
   * The item must stay as it is until the promise settles.
   *
   * @returns false only when the run ended before the item could be sent; rejects as {@link submit}
   *   throws
   */
  async submitAsync(item: TInput): Promise<boolean> {
    const byteLength = this.#codec.measureAtMost(item);
    if (!this.#mayWrite()) return false;
    if (this.#waiting.length === 0) {
      const offset = this.#writer.tryReserve(byteLength);
      if (offset >= 0) {
        if (this.#send(item, offset, 0)) return true;
        this.#writer.abandonLast();
        if (this.#writer.isDivided === true) return false;
      }
    }
    return new Promise((resolve, reject) => {
      const { startTimeUsec } = this.#gate;
      this.#waiting.push({ item, startTimeUsec, resolve, reject });
      if (!this.#isPumping) void this.#pump();
    });
  }

  /**
   * Lends a frame whose pixels lie in the port's ring, or in what is shared with its receivers, to be filled in place;
   * its `submit()` sends it without a copy. Blocks while the consumers are full.
   *
   * One loan at a time: until it is sent, nothing else can be. A loan that is not sent ends with its run.
   *
   * @param width - pixels per row
   * @param height - rows
   * @param channels - values per pixel, 1 to 512
   * @param depth - kind of the values
   * @returns the frame, or `undefined` when the run ended before there was room
   * @throws ERR_SYNTALOS_ITEM_TYPE - when the port's data type is not Frame, or there can be no such frame
   * @throws ERR_SYNTALOS_INVALID_STATE - before the run has started, or while a frame is lent
   */
  loanFrame(width: number, height: number, channels: number, depth: FrameDepth): LoanedFrame | undefined {
    if (this.dataType !== DataType.Frame) {
      throw new SyntalosError(
        'ERR_SYNTALOS_ITEM_TYPE',
        `Cannot loan a frame of port "${this.id}": its data type is ${dataTypeName(this.dataType)}`,
      );
    }
    const shape = { width, height, channels, depth };
    const byteLength = frameByteLength(shape);
    if (!this.#mayWrite()) return undefined;
    if (this.#waiting.length > 0) this.#sendWaiting();
    const lent = this.#writer.lend?.(byteLength);
    const offset = lent === undefined ? this.#reserve(byteLength) : 0;
    if (offset < 0) return undefined;
    const memory = lent ?? this.#writer.memory;
    const loan = new LoanedFrame(memory, offset, shape, () => {
      if (this.#loan !== loan) return false; // its run is over, and the memory another record's
      const mayWrite = this.#gate.mayPass();
      this.#loan = undefined;
      if (!mayWrite) {
        this.#writer.abandonLast();
        return false;
      }
      this.#indexGaps.note(loan.index);
      writeFrameHeader(memory, offset, loan);
      return this.#commit(byteLength, UNTIL_STOP) || this.#sendLate();
    });
    this.#loan = loan;
    return loan;
  }

  /**
   * Sets an entry of the port's metadata, which the consumers see before their run starts.
   *
   * The value is copied. Numbers are sent as integers when they are whole, but those of `framerate`, `sample_rate`,
   * `data_scale` and `data_offset` always as floats; `new MetaFloat(30)` makes one of any other.
   *
   * @throws ERR_SYNTALOS_METADATA - for a value that metadata cannot hold, or once the run has started
   */
  setMetadataValue(key: string, value: MetaValue): void {
    this.setMetadata({ [key]: value });
  }

  /** Sets a size entry, such as the `size` of a video stream; errors as {@link setMetadataValue}. */
  setMetadataValueSize(key: string, value: MetaSize | readonly [number, number]): void {
    this.setMetadataValue(key, this.#metadata.sizeOf(key, value));
  }

  /** Sets several entries at once; errors as {@link setMetadataValue}. */
  setMetadata(record: MetaMap): void {
    this.#metadata.set(record);
    this.#publishMetadata();
  }

  #publishMetadata(): void {
    this.#lastChange = this.#runtime.supervisor.changeOutput(this.spec);
    this.#runtime.userCode.post(this.#lastChange);
  }

  /**
   * Passes on the metadata of an input, value by value as it came: floats stay floats. Call it in `onStart`, when the
   * input's metadata is there, with `link.allowAsyncStart = false`.
   *
   * @param input - a port of this module
   * @param keys - the entries to pass on, those that are there; all by default
   * @throws ERR_SYNTALOS_METADATA - once the run has started
   */
  forwardMetadata(input: Pick<InputPort, 'metadata'>, keys?: readonly string[]): void {
    this.#metadata.forward(input.metadata, keys);
    this.#publishMetadata();
  }

  /** @internal Settles when the master has the metadata as it is now. */
  async metadataKnown(): Promise<void> {
    await this.#lastChange;
  }

  /** @internal */
  freezeMetadata(): void {
    this.#metadata.freeze();
  }

  /** @internal */
  thawMetadata(): void {
    this.#metadata.thaw();
  }

  /** @internal A run has started. */
  open(): void {
    this.#gate.open();
  }

  /** @internal The run is over: nothing more of it is sent. */
  close(): void {
    this.#gate.close();
    if (this.#loan !== undefined) this.#writer.abandonLast();
    this.#loan = undefined;
    this.#addCounts();
    this.#indexGaps.reset();
  }

  /** Room for an item, or -1 when the run ended first. */
  #reserve(byteLength: number): number {
    const offset = this.#writer.tryReserve(byteLength);
    return offset >= 0 ? offset : this.#room.reserve(this.#writer, byteLength);
  }

  /** Sends the items that wait, in their order, blocking the thread. */
  #sendWaiting(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        const { item, startTimeUsec } = next;
        const offset = this.#gate.isOf(startTimeUsec) ? this.#reserve(this.#codec.measureAtMost(item)) : -1;
        next.resolve(offset >= 0 && (this.#send(item, offset, UNTIL_STOP) || this.#sendLate()));
      } catch (error) {
        next.reject(error);
      }
    }
  }

  /** Sends the items that wait, in their order, as room comes. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    // Looked at anew after each wait: a submit may have sent it meanwhile.
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        const { item, startTimeUsec } = next;
        // Anew each time: the caller may have changed the item while it waited.
        const byteLength = this.#codec.measureAtMost(item);
        const isStillIn = this.#gate.isStillIn(startTimeUsec);
        const lateMsec = isStillIn || !this.#gate.isOf(startTimeUsec) ? 0 : this.#gate.lateRoomMsec();
        const offset = isStillIn || lateMsec > 0 ? this.#writer.tryReserve(byteLength) : -1;
        if (offset < 0 && (isStillIn || lateMsec > 0)) {
          await this.#room.wait(this.#writer, byteLength, isStillIn ? undefined : lateMsec);
          continue;
        }
        const isSent = offset >= 0 && this.#send(item, offset, 0);
        if (offset >= 0 && !isSent) {
          this.#writer.abandonLast();
          if (this.#writer.isDivided !== true) {
            await this.#room.wait(this.#writer, byteLength, isStillIn ? undefined : lateMsec);
            continue;
          }
        }
        this.#waiting.shift();
        next.resolve(isSent);
      } catch (error) {
        if (this.#waiting[0] === next) this.#waiting.shift();
        next.reject(error);
      }
    }
    this.#isPumping = false;
  }

  /** Whether an item may be sent now; a look at the run, before any room is made for it. */
  #mayWrite(): boolean {
    if (this.#loan !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot send on port "${this.id}": a frame of it is lent; submit that first`,
      );
    }
    return this.#gate.mayPass();
  }

  /** Writes an item into the record reserved at `offset` and hands it on; false if it was not: it stays reserved. */
  #send(item: TInput, offset: number, patienceMsec: number): boolean {
    let byteLength: number;
    try {
      byteLength = this.#encode(item, offset);
    } catch (error) {
      this.#writer.abandonLast();
      throw error;
    }
    if (!this.#commit(byteLength, patienceMsec)) return false;
    if (this.dataType === DataType.Frame) this.#indexGaps.note((item as FrameFields).index);
    return true;
  }

  #encode(item: TInput, offset: number): number {
    const writer = this.#writer;
    const codec = this.#codec;
    if (writer.append === undefined || codec.encodeHead === undefined || codec.tailOf === undefined) {
      const byteLength = codec.encodeInto(item, writer.memory, offset);
      writer.shrinkLast(byteLength);
      return byteLength;
    }
    const headBytes = codec.encodeHead(item, writer.memory, offset);
    const tail = codec.tailOf(item);
    writer.shrinkLast(headBytes);
    writer.append(tail);
    return headBytes + tail.byteLength;
  }

  /** What the stop has refused is sent all the same if it belongs to the run; or it is taken back. */
  #sendLate(): boolean {
    const lateMsec = this.#writer.isDivided === true ? 0 : this.#gate.lateRoomMsec();
    if (lateMsec > 0 && this.#commit(0, lateMsec)) return true;
    this.#writer.abandonLast();
    return false;
  }

  #commit(byteLength: number, patienceMsec: number): boolean {
    const { nextSequence } = this.#writer;
    this.#stamps.note((nextSequence - 1) >>> 0);
    if (!this.#writer.commit(patienceMsec)) return false;
    this.#bytes += byteLength;
    if ((++this.#items & (COUNT_STRIDE - 1)) === 0) this.#addCounts();
    return true;
  }

  #addCounts(): void {
    const heldBackUsec = this.#writer.takeHeldBackUsec?.() ?? 0;
    if (heldBackUsec > 0) this.#counters.addHeldBack(heldBackUsec);
    this.#counters.addItems(this.#items, this.#bytes);
    this.#items = 0;
    this.#bytes = 0;
  }
}

/** The output port type that goes with a data type. */
export type OutputPortOf<D extends DataType> = OutputPort<DataOf<D>, SubmittableOf<D>>;
