/**
 * A heavy function on each item of a port, in worker threads.
 *
 * @module
 */
import { SyntalosError, describeValue, errorOfCode, fromErrorRecord, withStackOf } from '../errors.ts';
import type { DataType } from '../types/index.ts';
import { checkOptions, type AnalysisOptions, type CheckedOptions } from './analysis-options.ts';
import { analysisFile } from './analysis-file.ts';
import { AnalysisPool, type OverdueInit } from './analysis-pool.ts';
import type { TaskOutcome } from './pool-protocol.ts';
import type { AnalysisSource } from './analysis-source.ts';
import { takeRecord, type TakenRecord } from './taken-record.ts';
import { ResultDesk } from './result-desk.ts';
import { Signal } from './signal.ts';

/** What an {@link Analysis} is made of. */
export interface AnalysisInit<T, R> {
  /** Names it in messages, such as `analysis of port "frames"`. */
  readonly label: string;
  readonly dataType: DataType;
  /** The user's file. */
  readonly moduleUrl: URL | string;
  readonly options: AnalysisOptions<T, R>;
  /** Called once, when {@link Analysis.close} begins. */
  readonly onClose: () => void;
  /** Called at most once a run: with what makes the run fail. */
  readonly onError: (error: SyntalosError) => void;
  /** Called for each of its threads, with its system id. */
  readonly onThread?: (threadId: number) => void;
  /** Calls a function of the user's; lets the caller know when user code runs. */
  readonly invoke?: (userCode: () => unknown) => unknown;
  /** How code that does not come back is reported; without, it is not. */
  readonly overdue?: OverdueInit;
}

/** An item that was taken and whose result was not delivered. */
interface Flight<T> {
  /** Counts the items of a run from 0. */
  readonly item: number;
  readonly record: TakenRecord<T>;
  status: 'pending' | 'done' | 'delivering' | 'failed';
  result: unknown;
}

/**
 * Runs `analyze(item)` of a file in worker threads, for each item of a port; made by
 * `port.analyze`. Its threads start at once and serve all runs, until {@link close}.
 *
 * Results come through {@link onResult} or by iterating, on the thread that made this. Each waits
 * for a consumer; `undefined` needs none. An item's record stays in the ring until its result was
 * delivered, so a slow consumer holds the sender back.
 */
export class Analysis<T, R> implements AsyncIterable<R, undefined> {
  readonly #init: AnalysisInit<T, R>;
  readonly #options: CheckedOptions<T, R>;
  readonly #path: string;
  #pool: AnalysisPool;
  #state: 'idle' | 'running' | 'ending' | 'closed' = 'idle';
  /** This run has failed: no more items are taken. */
  #hasFailed = false;
  /** A function of the user's threw: no more results are delivered. */
  #isRefusing = false;
  /** In item order. */
  readonly #flights: Flight<T>[] = [];
  /** The next to deliver in the order of completion, where results are not ordered. */
  readonly #completed: Flight<T>[] = [];
  #taken = 0;
  #analysed = 0;
  #cancelled = 0;

  readonly #desk: ResultDesk<R>;
  #isDelivering = false;
  #delivering: Promise<void> = Promise.resolve();
  /** Who waits in {@link take} for an item to be delivered. */
  #room: Signal | undefined;
  #ending: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for an option out of its range, or a relative path
   * @throws ERR_SYNTALOS_MODULE_LOAD - when there is no such file; what else is wrong with it is known later and
   *   goes to `onError`
   */
  constructor(init: AnalysisInit<T, R>) {
    this.#init = init;
    this.#options = checkOptions(init.label, init.options);
    this.#path = analysisFile(init.label, init.moduleUrl);
    this.#pool = this.#startPool();
    this.#desk = new ResultDesk<R>({
      label: init.label,
      isOpen: () => this.#state === 'running',
      invoke: (userCode) => this.#invoke(userCode),
    });
  }

  /**
   * Called with each result, one after the other: a returned promise is awaited before the next.
   * What it throws ends the run as the module's error. `null` removes it.
   */
  get onResult(): ((result: R) => unknown) | null {
    return this.#desk.onResult;
  }

  set onResult(callback: ((result: R) => unknown) | null) {
    this.#desk.onResult = callback;
  }

  /**
   * Results as they come; the loop ends with the run. Takes the place of {@link onResult} while
   * it goes on.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when another loop goes on
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined> {
    const iterator = this.#desk.iterate();
    if (this.#state === 'closed') iterator.end();
    return iterator;
  }

  /** Items taken whose results are not delivered. */
  get inFlight(): number {
    return this.#flights.length;
  }

  /** Items of this or the last run whose results were delivered. */
  get analysed(): number {
    return this.#analysed;
  }

  /** Items of this or the last run that were taken and have no result, as the run ended before. */
  get cancelled(): number {
    return this.#cancelled;
  }

  /** Resolves when all threads have loaded the file, or will not: `onPrepare` may wait for it. */
  whenLoaded(): Promise<void> {
    return this.#pool.loaded;
  }

  /** Ends the threads. A run that goes on ends for this analysis first. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // ---- for the port ----

  /** @internal A run begins. */
  begin(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    this.#ending = undefined;
    this.#hasFailed = this.#isRefusing = false;
    this.#taken = this.#analysed = this.#cancelled = 0;
    if (this.#pool.hasFailed) this.#pool = this.#startPool();
  }

  /**
   * @internal Takes the source's current item.
   *
   * @returns `undefined` when the next may come at once; else what resolves when there is room
   *   again, or the run ends
   */
  take(source: AnalysisSource<T>): Promise<void> | undefined {
    if (this.#state !== 'running') {
      this.#cancelled++;
      return undefined;
    }
    if (this.#hasFailed) this.#cancelled++;
    else this.#launch(source);
    return this.#hasRoom() ? undefined : (this.#room ??= new Signal()).promise;
  }

  /**
   * @internal Ends the run: results that are there are delivered, in order; items that wait are
   * cancelled; those in work are abandoned, and their records let go, without waiting for them.
   */
  end(): Promise<void> {
    if (this.#state === 'running') this.#ending = this.#endRun();
    return this.#ending ?? Promise.resolve();
  }

  #launch(source: AnalysisSource<T>): void {
    const item = this.#taken++;
    let record: TakenRecord<T>;
    try {
      record = takeRecord(source, this.#init.dataType);
    } catch (error) {
      this.#cancelled++;
      this.#fail(this.#itemError('ERR_SYNTALOS_DECODE', item, 'reading it failed', error));
      return;
    }
    const flight: Flight<T> = { item, record, status: 'pending', result: undefined };
    this.#flights.push(flight);
    this.#pool.submit({ task: record.task, item, settle: (outcome) => this.#settle(flight, outcome) });
  }

  #hasRoom(): boolean {
    return !this.#hasFailed && this.#flights.length < this.#options.maxInFlight;
  }

  #settle(flight: Flight<T>, outcome: TaskOutcome): void {
    if (outcome.status === 'failed') {
      flight.status = 'failed';
      const { what, error } = outcome;
      this.#fail(this.#itemError('ERR_SYNTALOS_CALLBACK', flight.item, what, fromErrorRecord(error)));
      return;
    }
    flight.status = 'done';
    flight.result = outcome.result;
    if (!this.#options.ordered) this.#completed.push(flight);
    this.#startDelivering();
  }

  #startDelivering(): void {
    if (this.#isDelivering || this.#nextReady() === undefined) return;
    this.#isDelivering = true;
    this.#delivering = this.#deliverReady();
  }

  async #deliverReady(): Promise<void> {
    let flight = this.#nextReady();
    while (flight !== undefined) {
      flight.status = 'delivering';
      if (!this.#options.ordered) this.#completed.shift();
      if (await this.#deliver(flight)) this.#analysed++;
      else this.#cancelled++;
      this.#letGo(flight);
      flight = this.#nextReady();
    }
    this.#isDelivering = false;
  }

  #nextReady(): Flight<T> | undefined {
    if (this.#isRefusing) return undefined;
    const next = this.#options.ordered ? this.#flights[0] : this.#completed[0];
    return next?.status === 'done' ? next : undefined;
  }

  /** Returns false when the result found no consumer. */
  async #deliver(flight: Flight<T>): Promise<boolean> {
    const { transform } = this.#options;
    let step = 'transform()';
    try {
      let result = flight.result;
      if (transform !== undefined) result = await this.#invoke(() => transform(result, flight.record.item));
      step = 'onResult()';
      return await this.#desk.handOver(result as R);
    } catch (error) {
      this.#isRefusing = true;
      this.#fail(this.#itemError('ERR_SYNTALOS_CALLBACK', flight.item, `${step} threw`, error));
      return false;
    }
  }

  #invoke(userCode: () => unknown): unknown {
    const { invoke } = this.#init;
    return invoke === undefined ? userCode() : invoke(userCode);
  }

  /** Gives an item's record back. */
  #letGo(flight: Flight<T>): void {
    const at = this.#flights.indexOf(flight);
    if (at >= 0) this.#flights.splice(at, 1);
    try {
      flight.record.release();
    } catch (error) {
      this.#fail(this.#itemError('ERR_SYNTALOS_INVALID_STATE', flight.item, 'giving it back failed', error));
    }
    if (this.#hasRoom()) this.#giveRoom();
  }

  #giveRoom(): void {
    this.#room?.give();
    this.#room = undefined;
  }

  async #endRun(): Promise<void> {
    this.#state = 'ending';
    this.#pool.abandonAll();
    this.#cancel((flight) => flight.status === 'pending');
    this.#giveRoom();
    this.#desk.stopWaiting();
    this.#startDelivering();
    await this.#delivering;
    this.#cancel(() => true);
    this.#completed.length = 0;
    this.#desk.endLoop();
    this.#state = 'idle';
  }

  #cancel(which: (flight: Flight<T>) => boolean): void {
    for (const flight of this.#flights.filter(which)) {
      this.#cancelled++;
      this.#letGo(flight);
    }
  }

  async #close(): Promise<void> {
    this.#init.onClose();
    await this.end();
    this.#state = 'closed';
    this.#desk.endLoop();
    await this.#pool.close();
  }

  #startPool(): AnalysisPool {
    const { label, dataType, overdue } = this.#init;
    return new AnalysisPool({
      overdue,
      label,
      path: this.#path,
      dataType,
      workers: this.#options.workers,
      onThread: (threadId) => this.#init.onThread?.(threadId),
      onFailure: (error) => this.#fail(error),
    });
  }

  #fail(error: SyntalosError): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#init.onError(error);
  }

  #itemError(
    code: 'ERR_SYNTALOS_CALLBACK' | 'ERR_SYNTALOS_DECODE' | 'ERR_SYNTALOS_INVALID_STATE',
    item: number,
    what: string,
    cause: unknown,
  ): SyntalosError {
    const thrown = cause instanceof Error ? `${cause.name}: ${cause.message}` : describeValue(cause);
    const error = errorOfCode(
      code,
      `Cannot go on with ${this.#init.label} by "${this.#path}": at item ${item} ${what}: ${thrown}`,
      { cause, details: { path: this.#path, item } },
    );
    return withStackOf(error, cause);
  }
}
