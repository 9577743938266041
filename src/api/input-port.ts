/**
 * The user's end of an input port.
 *
 * @module
 */
import { CallbackId, type InputPortSpec, type ReaderClaim } from '../actors/index.ts';
import { Analysis, HandOverIterator, type AnalysisOptions } from '../analysis/index.ts';
import { SyntalosError, describeValue, messageOf } from '../errors.ts';
import type { PortPolicy } from '../ipc/index.ts';
import type { PortCounters } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import { decodeMetaMap, type DataOf, type DataType, type MetaMap } from '../types/index.ts';
import {
  Throttle,
  openItemSource,
  yieldToEventLoop,
  type AnyInputPort,
  type ItemSource,
  type ModuleRuntime,
} from '../module/index.ts';

/** How long items are delivered before the event loop gets a turn, in µs. */
const TURN_USEC = 1_000;
/** Items between two looks at the clock, where they are quick. */
const MAX_STRIDE = 64;
/** Event-loop turns that a port looks for more items before it sleeps: a wake-up costs more. */
const IDLE_TURNS = 4;
/**
 * Where items come closer together than this, in µs, a port looks for as long before it sleeps: the sender of
 * a large frame is done with the next one before this thread would be awake, and waking it costs the sender 30 µs.
 * No longer than a sleep and its end cost: with all cores busy, looking takes one from those who make the
 * items (200 µs held frames of 640 × 480 × 3 from another process to 3,700/s, 60 µs let 6,000/s through).
 */
const BRISK_USEC = 60;

/** A port that a module receives items on; made by `link.registerInputPort`. */
export class InputPort<T = unknown> implements AnyInputPort {
  readonly id: string;
  readonly title: string;
  readonly dataType: DataType;
  /** @internal */
  readonly policy: PortPolicy;
  readonly #runtime: ModuleRuntime;
  readonly #callbackId: number;
  readonly #counters: PortCounters;
  readonly #index: number;
  readonly #throttle: Throttle = new Throttle();
  #throttleItemsPerSec = 0;
  #metadata: MetaMap = Object.freeze({});
  #source: ItemSource<T> | undefined;
  #onData: ((item: T) => unknown) | null = null;
  #iterator: HandOverIterator<T> | undefined;
  #analysis: Analysis<T, unknown> | undefined;

  /** @internal Ports are made by the link. */
  constructor(
    runtime: ModuleRuntime,
    spec: { id: string; title: string; dataType: DataType; policy: PortPolicy },
    index: number,
  ) {
    this.id = spec.id;
    this.title = spec.title;
    this.dataType = spec.dataType;
    this.policy = spec.policy;
    this.#runtime = runtime;
    this.#callbackId = CallbackId.FirstInput + index;
    this.#index = index;
    this.#counters = runtime.runState.inputCounters(index);
  }

  /** @internal What the supervisor is told of the port. */
  get spec(): InputPortSpec {
    const { id, title, dataType, policy } = this;
    return { id, title, dataType, policy, throttleItemsPerSec: this.#throttleItemsPerSec };
  }

  /** Metadata that the module at the other end has set for this stream. */
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
    return this.#onData;
  }

  set onData(callback: ((item: T) => unknown) | null) {
    const given: unknown = callback;
    if (given !== null && typeof given !== 'function') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set onData of port "${this.id}": got ${describeValue(given)}, expected a function or null`,
      );
    }
    this.#onData = callback;
  }

  /**
   * Items as they come; the loop ends when the run stops. A frame's `data` is valid until the next
   * item is asked for. Takes the place of {@link onData} while it goes on.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    if (this.#iterator !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot iterate port "${this.id}" twice at a time: end the other loop first`,
      );
    }
    const iterator = new HandOverIterator<T>('item', () => {
      if (this.#iterator === iterator) this.#iterator = undefined;
    });
    this.#iterator = iterator;
    return iterator;
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
    if (this.#analysis !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot analyze port "${this.id}" twice: close the other analysis first`,
      );
    }
    const analysis = new Analysis<T, R>({
      label: `analysis of port "${this.id}"`,
      dataType: this.dataType,
      moduleUrl,
      options,
      onClose: () => (this.#analysis = undefined),
      onError: (error) => this.#runtime.raise(error),
      invoke: (userCode) => this.#invoke(userCode),
    });
    this.#analysis = analysis as Analysis<T, unknown>;
    return analysis;
  }

  /**
   * Limits how many items per second are delivered; the others are skipped, evenly.
   *
   * @param itemsPerSec - 0 is no limit
   * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a negative or fractional number
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
    this.#runtime.tell(this.#runtime.supervisor.changeInput(this.spec));
  }

  // ---- for the runtime ----

  /** @internal */
  setMetadata(encoded: Uint8Array): void {
    this.#metadata = Object.freeze(decodeMetaMap(encoded));
  }

  /** @internal */
  connect(ring: SharedArrayBuffer, sourceType: DataType | 0): ReaderClaim {
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
    this.#onData = null;
    this.endIteration();
    void this.#analysis?.close();
  }

  /** @internal The run ends: a loop over this port must, too. */
  endIteration(): void {
    this.#iterator?.end();
    // At once: the delivery may wait for room in it, behind an analysis that takes its time.
    void this.#analysis?.end();
  }

  /** @internal The module's program is over. */
  async close(): Promise<void> {
    this.leave();
    await this.#analysis?.close();
  }

  /** @internal */
  async deliver(): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    const { runState } = this.#runtime;
    let idleTurns = 0;
    let idleSinceUsec = 0;
    let isBrisk = false;
    let stride = 1;
    let untilLook = 1;
    let turnStart = monotonicUsec();
    this.#analysis?.begin();
    while (!runState.isStopRequested) {
      if (!source.next()) {
        source.flush();
        if (idleTurns === 0) idleSinceUsec = monotonicUsec();
        if (idleTurns < IDLE_TURNS || (isBrisk && monotonicUsec() - idleSinceUsec < BRISK_USEC)) {
          await yieldToEventLoop();
        } else {
          await source.wait(runState.stopWord);
        }
        idleTurns++;
        turnStart = monotonicUsec();
        untilLook = stride = 1;
        continue;
      }
      if (idleTurns > 0) {
        isBrisk = turnStart - idleSinceUsec < BRISK_USEC;
        idleTurns = 0;
      }
      const pending = this.#consume(source);
      if (pending === FAILED) break;
      if (pending !== undefined && !(await this.#settled(pending))) break;
      this.#runtime.noteData();
      if (--untilLook > 0) continue;
      // Slow items are looked after one by one, quick ones in strides: a look costs as much as an item.
      const elapsed = monotonicUsec() - turnStart;
      stride = elapsed * 4 > TURN_USEC ? 1 : Math.min(stride * 2, MAX_STRIDE);
      untilLook = stride;
      if (elapsed < TURN_USEC) continue;
      source.flush();
      await yieldToEventLoop();
      turnStart = monotonicUsec();
    }
    const analysis = this.#analysis;
    if (analysis !== undefined) {
      await analysis.end();
      source.countUnread(analysis.cancelled);
    }
    source.flush();
  }

  /** Gives the current item to its consumer; returns what must settle before the next, if anything. */
  #consume(source: ItemSource<T>): PromiseLike<unknown> | typeof FAILED | undefined {
    if (this.#iterator === undefined) {
      if (this.#analysis !== undefined) return this.#analysis.take(source);
      if (this.#onData === null) return undefined;
    }
    let item: T;
    try {
      item = source.item();
    } catch (error) {
      this.#runtime.raise(this.#damagedItem(error));
      return FAILED;
    }
    if (this.#iterator !== undefined) return this.#iterator.offer(item);
    return this.#callOnData(item);
  }

  #callOnData(item: T): PromiseLike<unknown> | typeof FAILED | undefined {
    const { runState } = this.#runtime;
    runState.enterCallback(this.#callbackId);
    try {
      const returned = this.#onData?.(item);
      if (isPromiseLike(returned)) return returned;
      runState.leaveCallback();
      return undefined;
    } catch (error) {
      runState.leaveCallback();
      this.#runtime.raiseCallbackError(this.#callbackId, error);
      return FAILED;
    }
  }

  #damagedItem(cause: unknown): SyntalosError {
    return new SyntalosError(
      'ERR_SYNTALOS_DECODE',
      `Cannot read what was sent to port "${this.id}" of module "${this.#runtime.instanceId}": ${messageOf(cause)}`,
      { cause, details: { port: this.id } },
    );
  }

  /** Runs user code of an analysis, known to the supervisor while it runs. */
  #invoke(userCode: () => unknown): unknown {
    const { runState } = this.#runtime;
    runState.enterCallback(this.#callbackId);
    try {
      const returned = userCode();
      if (isPromiseLike(returned)) {
        return Promise.resolve(returned).finally(() => runState.leaveCallback());
      }
      runState.leaveCallback();
      return returned;
    } catch (error) {
      runState.leaveCallback();
      throw error;
    }
  }

  async #settled(pending: PromiseLike<unknown>): Promise<boolean> {
    try {
      await pending;
      return true;
    } catch (error) {
      this.#runtime.raiseCallbackError(this.#callbackId, error);
      return false;
    } finally {
      this.#runtime.runState.leaveCallback();
    }
  }
}

const FAILED: unique symbol = Symbol('the consumer failed');

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** The input port type that goes with a data type. */
export type InputPortOf<D extends DataType> = InputPort<DataOf<D>>;
