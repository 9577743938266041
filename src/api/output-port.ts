/**
 * The user's end of an output port.
 *
 * @module
 */
import type { OutputPortSpec } from '../actors/index.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import { RingWriter, RunPhase, createRing, type PortCounters } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import {
  DataType,
  MetaSize,
  codecOf,
  dataTypeName,
  encodeMetaMap,
  frameByteLength,
  type DataOf,
  type SubmittableOf,
  type FrameDepth,
  type FrameFields,
  type ItemCodec,
  type MetaMap,
  type MetaValue,
} from '../types/index.ts';
import {
  IndexGaps,
  STAMP_SIDE_BYTES,
  StampWriter,
  type AnyOutputPort,
  type ModuleRuntime,
} from '../module/index.ts';
import { LoanedFrame } from './loaned-frame.ts';

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
  readonly #writer: RingWriter;
  readonly #counters: PortCounters;
  readonly #stamps: StampWriter;
  #metadata: Record<string, MetaValue> = {};
  #frozen = false;
  #lastChange: Promise<unknown> = Promise.resolve();
  #lastSubmit: Promise<unknown> = Promise.resolve();
  #waitingSubmits = 0;
  /** Not in the counters yet: they are shared memory, which costs per item. */
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
    this.#codec = codecOf(spec.dataType) as unknown as ItemCodec<T, TInput>;
    this.#ring = createRing({ sideBytes: STAMP_SIDE_BYTES });
    this.#writer = RingWriter.claim(this.#ring);
    this.#stamps = new StampWriter(this.#ring, spec.dataType);
    this.#counters = runtime.runState.outputCounters(index);
    this.#indexGaps = new IndexGaps(this.#counters);
  }

  /** @internal The memory behind the port. */
  get ring(): SharedArrayBuffer {
    return this.#ring;
  }

  /** @internal The port as the supervisor knows it. */
  get spec(): OutputPortSpec {
    return {
      id: this.id,
      title: this.title,
      dataType: this.dataType,
      metadata: encodeMetaMap(this.#metadata),
    };
  }

  /**
   * Sends an item to all modules connected to this port.
   *
   * Blocks the calling thread while the consumers are full; never drops an item. Allocates nothing.
   *
   * @returns false only when the run ended before the item could be sent
   * @throws ERR_SYNTALOS_ITEM_TYPE - when the item does not have the shape of the port's data type
   * @throws ERR_SYNTALOS_INVALID_STATE - before the run has started
   */
  submit(item: TInput): boolean {
    const offset = this.#reserve(this.#codec.measureAtMost(item));
    if (offset < 0) return false;
    this.#send(item, offset);
    return true;
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
    if (this.#waitingSubmits === 0) {
      const offset = this.#writer.tryReserve(byteLength);
      if (offset >= 0) {
        this.#send(item, offset);
        return true;
      }
    }
    this.#waitingSubmits++;
    const { startTimeUsec } = this.#runtime.runState;
    const sent = this.#lastSubmit
      .then(() => this.#submitWhenRoom(item, startTimeUsec))
      .finally(() => this.#waitingSubmits--);
    this.#lastSubmit = sent.catch(() => undefined);
    return await sent;
  }

  async #submitWhenRoom(item: TInput, startTimeUsec: number): Promise<boolean> {
    while (this.#isStillIn(startTimeUsec)) {
      // Anew each time: the caller may have changed the item while it waited.
      const byteLength = this.#codec.measureAtMost(item);
      const offset = this.#writer.tryReserve(byteLength);
      if (offset >= 0) {
        this.#send(item, offset);
        return true;
      }
      const since = monotonicUsec();
      await this.#writer.waitSpaceAsync(byteLength, { cancel: this.#runtime.runState.stopWord });
      this.#counters.addHeldBack(monotonicUsec() - since);
    }
    return false;
  }

  /**
   * Lends a frame whose pixels lie in the port's ring, to be filled in place; its `submit()` sends
   * it without a copy. Blocks while the consumers are full. One loan at a time; an item submitted
   * before the loan was sent is an error.
   *
   * @param width - pixels per row
   * @param height - rows
   * @returns the frame, or `undefined` when the run ended before there was room
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
    const offset = this.#reserve(byteLength);
    if (offset < 0) return undefined;
    return new LoanedFrame(this.#writer.memory, offset, shape, (index) => {
      if (!this.#mayWrite()) {
        this.#writer.abandonLast();
        return false;
      }
      this.#bytes += byteLength;
      this.#indexGaps.note(index);
      this.#commit();
      return true;
    });
  }

  /**
   * Sets an entry of the port's metadata, which the consumers see before their run starts.
   *
   * @throws ERR_SYNTALOS_METADATA - for a value that metadata cannot hold, or once the run has started
   */
  setMetadataValue(key: string, value: MetaValue): void {
    this.setMetadata({ [key]: value });
  }

  /** Sets a size entry, such as the `size` of a video stream; errors as {@link setMetadataValue}. */
  setMetadataValueSize(key: string, value: MetaSize | readonly [number, number]): void {
    const given: unknown = value;
    if (given instanceof MetaSize) this.setMetadataValue(key, given);
    else if (Array.isArray(given) && given.length === 2) {
      this.setMetadataValue(key, new MetaSize(Number(given[0]), Number(given[1])));
    } else {
      throw new SyntalosError(
        'ERR_SYNTALOS_METADATA',
        `Cannot set metadata "${key}" of port "${this.id}": got ${describeValue(value)}, expected a MetaSize or [width, height]`,
      );
    }
  }

  /** Sets several entries at once; errors as {@link setMetadataValue}. */
  setMetadata(record: MetaMap): void {
    if (this.#frozen) {
      throw new SyntalosError(
        'ERR_SYNTALOS_METADATA',
        `Cannot change metadata of port "${this.id}": the run has started; set it in onPrepare`,
      );
    }
    const metadata = { ...this.#metadata, ...record };
    encodeMetaMap(metadata); // refuses, by key, what cannot be transported
    this.#metadata = metadata;
    this.#lastChange = this.#runtime.supervisor.changeOutput(this.spec);
    this.#runtime.userCode.post(this.#lastChange);
  }

  /** @internal Settles when the master has the metadata as it is now. */
  async metadataKnown(): Promise<void> {
    await this.#lastChange;
  }

  /** @internal */
  freezeMetadata(): void {
    this.#frozen = true;
  }

  /** @internal */
  thawMetadata(): void {
    this.#frozen = false;
  }

  /** @internal */
  settleCounts(): void {
    this.#counters.addItems(0, this.#bytes);
    this.#bytes = 0;
    this.#indexGaps.reset();
  }

  /** Room for an item, or -1 when the run ended first. */
  #reserve(byteLength: number): number {
    if (!this.#mayWrite()) return -1;
    const offset = this.#writer.tryReserve(byteLength);
    return offset >= 0 ? offset : this.#reserveSlowly(byteLength);
  }

  #reserveSlowly(byteLength: number): number {
    const since = monotonicUsec();
    const { startTimeUsec } = this.#runtime.runState;
    let offset = -1;
    while (offset < 0 && this.#isStillIn(startTimeUsec)) {
      this.#writer.waitSpace(byteLength, { cancel: this.#runtime.runState.stopWord });
      offset = this.#writer.tryReserve(byteLength);
    }
    this.#counters.addHeldBack(monotonicUsec() - since);
    return offset;
  }

  #mayWrite(): boolean {
    const { runState } = this.#runtime;
    if (runState.isRunning) return true;
    if (runState.phase === RunPhase.preparing) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot submit on port "${this.id}": the run has not started; submit from onStart on`,
      );
    }
    return false;
  }

  /** Whether the run that began then goes on: what waited in it belongs to no later one, which may be near. */
  #isStillIn(startTimeUsec: number): boolean {
    const { runState } = this.#runtime;
    return runState.isRunning && runState.startTimeUsec === startTimeUsec;
  }

  /** Writes an item into the record reserved at `offset` and publishes it. */
  #send(item: TInput, offset: number): void {
    try {
      const byteLength = this.#codec.encodeInto(item, this.#writer.memory, offset);
      this.#writer.shrinkLast(byteLength);
      this.#bytes += byteLength;
    } catch (error) {
      this.#writer.abandonLast();
      throw error;
    }
    if (this.dataType === DataType.Frame) this.#indexGaps.note((item as FrameFields).index);
    this.#commit();
  }

  #commit(): void {
    const { nextSequence } = this.#writer;
    this.#stamps.note((nextSequence - 1) >>> 0);
    this.#writer.commit();
  }
}

/** The output port type that goes with a data type. */
export type OutputPortOf<D extends DataType> = OutputPort<DataOf<D>, SubmittableOf<D>>;
