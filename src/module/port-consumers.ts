/**
 * Who takes the items of an input port: a `for await` loop, an analysis, or a callback.
 *
 * @module
 */
import { LOOP_OFFSET, namedLimit, type KnownLimits } from '../actors/index.ts';
import { Analysis, HandOverIterator, type AnalysisOptions } from '../analysis/index.ts';
import { SyntalosError, describeValue, messageOf } from '../errors.ts';
import { overdueText } from '../overdue-text.ts';
import type { RunState } from '../shm/index.ts';
import type { DataType } from '../types/index.ts';
import type { ItemSource } from './item-source.ts';
import { PendingWatch } from './pending-watch.ts';
import { isPromiseLike, type UserCode } from './user-code.ts';
import { Waiters, type Waiting } from './waiters.ts';

/** What {@link PortConsumers} works with. */
export interface PortConsumersParts {
  readonly instanceId: string;
  readonly portId: string;
  readonly dataType: DataType;
  /** Of the port's `onData`, as the supervisor knows it. */
  readonly callbackId: number;
  readonly userCode: UserCode;
  readonly runState: RunState;
  readonly limits: KnownLimits;
  /** Has a warning shown to the user. */
  readonly warn: (text: string) => void;
}

/** A consumer has failed, which was reported: nothing more goes to it in this run. */
export const FAILED: unique symbol = Symbol('the consumer failed');

/** The consumers of one port. A loop goes before an analysis, that before `onData`. */
export class PortConsumers<T> {
  readonly #parts: PortConsumersParts;
  #onData: ((item: T) => unknown) | null = null;
  #iterator: HandOverIterator<T> | undefined;
  #analysis: Analysis<T, unknown> | undefined;
  /** Analyses of this run that were closed in it. */
  readonly #closed: Analysis<T, unknown>[] = [];
  readonly #change = new Waiters();
  #isInRun = false;
  #isThere = false;
  readonly #pending: PendingWatch;

  constructor(parts: PortConsumersParts) {
    this.#parts = parts;
    this.#pending = new PendingWatch({
      limitMsec: parts.limits.overdueMsec,
      onOverdue: (item, durationMsec) => this.#warnOfPending(item, durationMsec),
    });
  }

  /** The port's callback. */
  get onData(): ((item: T) => unknown) | null {
    return this.#onData;
  }

  set onData(callback: ((item: T) => unknown) | null) {
    const given: unknown = callback;
    if (given !== null && typeof given !== 'function') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set onData of port "${this.#parts.portId}": got ${describeValue(given)}, expected a function or null`,
      );
    }
    this.#onData = callback;
    this.#noteChange();
  }

  /** Whether there is a consumer. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Waits until a consumer comes or goes, or the run is to end. */
  untilChange(): Waiting {
    return this.#change.wait();
  }

  /**
   * Begins a loop over the port's items.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when another one goes on
   */
  iterate(): HandOverIterator<T> {
    if (this.#iterator !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot iterate port "${this.#parts.portId}" twice at a time: end the other loop first`,
      );
    }
    const iterator = new HandOverIterator<T>('item', () => {
      if (this.#iterator === iterator) this.#iterator = undefined;
      this.#noteChange();
    });
    this.#iterator = iterator;
    this.#noteChange();
    return iterator;
  }

  /**
   * Makes the port's analysis.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when there is one, not closed
   */
  analyze<R>(moduleUrl: URL | string, options: AnalysisOptions<T, R>): Analysis<T, R> {
    const { portId, dataType, userCode, callbackId, limits, warn } = this.#parts;
    if (this.#analysis !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot analyze port "${portId}" twice: close the other analysis first`,
      );
    }
    const analysis = new Analysis<T, R>({
      onThread: (threadId) => this.#parts.runState.noteThread(threadId),
      label: `analysis of port "${portId}"`,
      dataType,
      moduleUrl,
      options,
      onClose: () => {
        if (this.#isInRun) this.#closed.push(analysis as Analysis<T, unknown>);
        this.#analysis = undefined;
        this.#noteChange();
      },
      onError: (error) => userCode.reportError(error),
      invoke: (code) => userCode.track(callbackId, code),
      overdue: {
        limitMsec: limits.overdueMsec,
        taskOutlook: `the run goes on; when it stops, what waits behind it is given up after ${namedLimit(limits, 'drain')}`,
        loadOutlook: `items wait for it, and a preparation that waits for whenLoaded() is given up after ${namedLimit(limits, 'prepare')}`,
        onOverdue: warn,
      },
    });
    this.#analysis = analysis as Analysis<T, unknown>;
    if (this.#isInRun) analysis.begin();
    this.#noteChange();
    return analysis;
  }

  /** A run begins. */
  begin(): void {
    this.#isInRun = true;
    this.#closed.length = 0;
    this.#analysis?.begin();
  }

  /**
   * Gives the source's current item to its consumer. Allocates nothing for a callback that is synchronous.
   *
   * @returns what must settle before the next item, if anything: pass it to {@link hasSettled}
   */
  consume(source: ItemSource<T>): PromiseLike<unknown> | typeof FAILED | undefined {
    if (this.#iterator === undefined) {
      if (this.#analysis !== undefined) return this.#analysis.take(source);
      if (this.#onData === null) return undefined;
    }
    let item: T;
    try {
      item = source.borrowItem();
    } catch (error) {
      this.#parts.userCode.reportError(this.#damagedItem(error));
      return FAILED;
    }
    if (this.#iterator === undefined) return this.#callOnData(item, source.taken - 1);
    this.#parts.runState.enterCallback(this.#parts.callbackId + LOOP_OFFSET, source.taken - 1);
    return this.#iterator.offer(item);
  }

  /** Waits for what {@link consume} returned; false when the consumer failed. */
  async hasSettled(pending: PromiseLike<unknown>): Promise<boolean> {
    const { userCode, callbackId, runState } = this.#parts;
    try {
      await userCode.finish(() => pending);
      return true;
    } catch (error) {
      userCode.reportCallbackError(callbackId, error);
      return false;
    } finally {
      this.#pending.end();
      runState.leaveCallback();
    }
  }

  /** The run is to end: a loop ends, and an analysis finishes, without waiting for either. */
  endSoon(): void {
    this.#isInRun = false;
    this.#iterator?.end();
    // At once: the delivery may wait for room in it, behind an analysis that takes its time.
    void this.#analysis?.end();
    this.#change.wakeAll();
  }

  /** Waits for the end of the run's analyses; returns how many items they have taken and not dealt with. */
  async end(): Promise<number> {
    this.#isInRun = false;
    this.#pending.stop();
    const analyses = this.#analysis === undefined ? this.#closed : [...this.#closed, this.#analysis];
    await Promise.all(analyses.map((analysis) => analysis.end()));
    return analyses.reduce((sum, { cancelled }) => sum + cancelled, 0);
  }

  /** Another program takes the module over. */
  forget(): void {
    this.#onData = null;
    this.#noteChange();
    this.endSoon();
    void this.#analysis?.close();
  }

  /** Ends the threads of an analysis. */
  async close(): Promise<void> {
    await this.#analysis?.close();
  }

  #noteChange(): void {
    this.#isThere = this.#iterator !== undefined || this.#analysis !== undefined || this.#onData !== null;
    this.#change.wakeAll();
  }

  /** Not by way of {@link UserCode.track}, which makes a closure for each item. */
  #callOnData(item: T, number: number): PromiseLike<unknown> | typeof FAILED | undefined {
    const { runState, callbackId, userCode } = this.#parts;
    runState.enterCallback(callbackId, number);
    try {
      const returned = this.#onData?.(item);
      if (isPromiseLike(returned)) {
        this.#pending.begin(number);
        return returned;
      }
      runState.leaveCallback();
      return undefined;
    } catch (error) {
      runState.leaveCallback();
      userCode.reportCallbackError(callbackId, error);
      return FAILED;
    }
  }

  /** Nobody else has said so: the thread is in another callback, or in none that a look of the supervisor met. */
  #warnOfPending(item: number, durationMsec: number): void {
    const { callbackId, instanceId, limits, portId, runState, warn } = this.#parts;
    const now = runState.callback;
    if (now.id === callbackId && now.item === item) return;
    warn(
      overdueText({
        what: `Callback "onData of ${portId}" of module "${instanceId}"`,
        verb: 'settled',
        program: undefined,
        item,
        durationMsec,
        nowMsec: Date.now(),
        outlook: `other ports go on; when it stops, the module is given up after ${namedLimit(limits, 'stop')}`,
      }),
    );
  }

  #damagedItem(cause: unknown): SyntalosError {
    const { portId, instanceId } = this.#parts;
    return new SyntalosError(
      'ERR_SYNTALOS_DECODE',
      `Cannot read what was sent to port "${portId}" of module "${instanceId}": ${messageOf(cause)}`,
      { cause, details: { port: portId } },
    );
  }
}
