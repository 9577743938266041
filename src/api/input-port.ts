/**
 * The user's end of an input port.
 *
 * @module
 */
import { CallbackId, type InputPortSpec, type ReaderClaim } from '../actors/index.ts';
import type { Analysis, AnalysisOptions } from '../analysis/index.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import type { InputFeed, PortPolicy } from '../ipc/index.ts';
import type { PortCounters } from '../shm/index.ts';
import { decodeMetaMap, type DataOf, type DataType, type MetaMap } from '../types/index.ts';
import { freezeMetadata } from '../types/internal.ts';
import {
  Delivery,
  PortConsumers,
  Throttle,
  openItemSource,
  type AnyInputPort,
  type ItemSource,
  type ModuleRuntime,
} from '../module/index.ts';

/** A port that a module receives items on; made by `link.registerInputPort`. */
export class InputPort<T = unknown> implements AnyInputPort {
  /** Unique among the module's input ports; what a project's connections name. */
  readonly id: string;
  /** Shown to people. */
  readonly title: string;
  /** Kind of the items; those of a source of another type are converted, if they can be. */
  readonly dataType: DataType;
  /** @internal */
  readonly policy: PortPolicy;
  readonly #isSpinning: boolean;
  readonly #runtime: ModuleRuntime;
  readonly #counters: PortCounters;
  readonly #index: number;
  readonly #throttle: Throttle = new Throttle();
  #throttleItemsPerSec = 0;
  #metadata: MetaMap = Object.freeze({});
  readonly #consumers: PortConsumers<T>;
  #source: ItemSource<T> | undefined;

  /** @internal Ports are made by the link. */
  constructor(
    runtime: ModuleRuntime,
    spec: { id: string; title: string; dataType: DataType; policy: PortPolicy; isSpinning: boolean },
    index: number,
  ) {
    this.id = spec.id;
    this.title = spec.title;
    this.dataType = spec.dataType;
    this.policy = spec.policy;
    this.#isSpinning = spec.isSpinning;
    this.#runtime = runtime;
    this.#index = index;
    this.#counters = runtime.runState.inputCounters(index);
    this.#consumers = new PortConsumers<T>({
      instanceId: runtime.instanceId,
      portId: spec.id,
      dataType: spec.dataType,
      callbackId: CallbackId.FirstInput + index,
      userCode: runtime.userCode,
      runState: runtime.runState,
      limits: runtime.limits,
      warn: (text) => runtime.warn(text),
    });
  }

  /** @internal The port as the supervisor knows it. */
  get spec(): InputPortSpec {
    const { id, title, dataType, policy } = this;
    return { id, title, dataType, policy, throttleItemsPerSec: this.#throttleItemsPerSec };
  }

  /**
   * Metadata that the module at the other end has set for this stream; there from `onStart` on, and frozen. Sizes are
   * `MetaSize`, numbers plain: pass them on by `output.forwardMetadata(input)`, which keeps floats floats.
   */
  get metadata(): MetaMap {
    return this.#metadata;
  }

  /**
   * Called with each item, one after the other; `null` removes it.
   *
   * A returned promise is awaited before the next item comes, and a frame's `data` is a view that
   * is valid until then. What the callback throws ends the run as the module's error.
   */
  get onData(): ((item: T) => unknown) | null {
    return this.#consumers.onData;
  }

  set onData(callback: ((item: T) => unknown) | null) {
    this.#consumers.onData = callback;
  }

  /**
   * Items as they come; the loop ends when the run stops. A frame's `data` is valid until the next
   * item is asked for. Takes the place of {@link onData} while it goes on.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return this.#consumers.iterate();
  }

  /**
   * Runs the exported function `analyze(item)` of a module file for each item, in worker threads.
   *
   * Frames are read in place by the workers; results come back on this thread, in item order
   * unless `ordered` is false: through `onResult` of the returned object, or by iterating it.
   *
   * @param moduleUrl - file with the heavy function: `new URL('./heavy.ts', import.meta.url)`
   */
  analyze<R>(moduleUrl: URL | string, options: AnalysisOptions<T, R> = {}): Analysis<T, R> {
    return this.#consumers.analyze(moduleUrl, options);
  }

  /**
   * Limits how many items per second are delivered; the others are skipped, evenly.
   *
   * @param itemsPerSec - 0 is no limit
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a negative or fractional number
   */
  setThrottleItemsPerSec(itemsPerSec: number): void {
    if (!Number.isInteger(itemsPerSec) || itemsPerSec < 0 || itemsPerSec > 0xffff_ffff) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot throttle port "${this.id}": got ${describeValue(itemsPerSec)} items/s, expected a whole number from 0`,
      );
    }
    this.#throttleItemsPerSec = itemsPerSec;
    this.#throttle.setRate(itemsPerSec);
    this.#runtime.userCode.post(this.#runtime.supervisor.changeInput(this.spec));
  }

  // ---- for the runtime ----

  /** @internal */
  setMetadata(encoded: Uint8Array): void {
    this.#metadata = freezeMetadata(decodeMetaMap(encoded));
  }

  /** @internal */
  connect(ring: SharedArrayBuffer, sourceType: DataType | 0, openFeed?: () => InputFeed): ReaderClaim {
    this.leave();
    this.#source = openItemSource<T>({
      portId: this.id,
      ring,
      sourceType: sourceType === 0 ? this.dataType : sourceType,
      portType: this.dataType,
      policy: this.policy,
      counters: this.#counters,
      latency: this.#runtime.runState.inputLatency(this.#index),
      throttle: this.#throttle,
      openFeed,
    });
    const { ticket } = this.#source;
    return ticket === undefined ? null : { slot: ticket.slot, token: ticket.token };
  }

  /** @internal */
  leave(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  /** @internal Another program takes the module over. */
  forgetConsumer(): void {
    this.#consumers.forget();
  }

  /** @internal The run ends: a loop over this port must, too. */
  endIteration(): void {
    this.#consumers.endSoon();
    this.#source?.wake();
  }

  /** @internal The module's program is over. */
  async close(): Promise<void> {
    this.leave();
    await this.#consumers.close();
  }

  /** @internal */
  async deliver(): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    const runtime = this.#runtime;
    await new Delivery({
      source,
      consumers: this.#consumers,
      runState: runtime.runState,
      counters: this.#counters,
      isSpinning: this.#isSpinning,
      hasOwnLoop: () => runtime.isInRunFunction,
      onDelivered: () => runtime.noteData(),
      onUnclaimed: (fate) => {
        const state =
          fate === 'let go'
            ? 'they are unread, and hold up no sender from now on'
            : 'they wait, and hold up their sender, as long as run() goes on';
        runtime.warn(
          `Nobody takes the items of port "${this.id}": ${state}; set onData, or loop over the port`,
        );
      },
      untilRunEnds: () => runtime.untilRunEnds(),
    }).run();
  }
}

/** The input port type that goes with a data type. */
export type InputPortOf<D extends DataType> = InputPort<DataOf<D>>;
