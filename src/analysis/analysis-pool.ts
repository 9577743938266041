/**
 * The threads of one analysis, by piscina.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { threadExecArgv } from '../thread-options.ts';
import { SyntalosError, fromErrorRecord, isSyntalosError, messageOf } from '../errors.ts';
import { prepareProgram, type ProgramHandle } from '../script/index.ts';
import type { DataType } from '../types/index.ts';
import type { PoolAnswer, PoolNotice, PoolSetup, PoolTask } from './pool-protocol.ts';
import { ANALYSIS_WORKER_URL } from './worker-urls.ts';

/** What an {@link AnalysisPool} is made of. */
export interface AnalysisPoolInit {
  /** Names the analysis in messages. */
  readonly label: string;
  /** The user's file. */
  readonly path: string;
  readonly dataType: DataType;
  readonly workers: number;
  /** Called once, when the pool is of no more use: it could not load the file, or a thread died. */
  readonly onFailure: (error: SyntalosError) => void;
}

/** A task and who waits for its answer. */
export interface PoolJob {
  readonly task: PoolTask;
  /** Number of the item in its run, for messages. */
  readonly item: number;
  /** Called once, unless the job is abandoned or the pool fails for another reason. */
  settle(answer: PoolAnswer): void;
}

/** How long an abandoned task may go on before its thread is replaced. */
const ABANDONED_MSEC = 2_000;

/**
 * Runs jobs in the order they come, one at a time per thread.
 *
 * Jobs wait here and not in piscina, whose queue does not keep the order of tasks that can be
 * aborted (5.3). The caller limits how many there are.
 */
export class AnalysisPool {
  readonly #init: AnalysisPoolInit;
  readonly #starting: Promise<void>;
  #program: ProgramHandle | undefined;
  #piscina: Piscina | undefined;
  #waiting: PoolJob[] = [];
  /** Jobs in a thread, abandoned ones too: each takes the thread's time. */
  readonly #running = new Set<PoolJob>();
  readonly #abandoned = new Set<PoolJob>();
  #abort = new AbortController();
  /** Threads that have not told yet how their start went. */
  #loading: number;
  #onLoaded: () => void = () => undefined;
  #isReplacing = false;
  #hasFailed = false;
  #closing: Promise<void> | undefined;

  /** Resolves when all threads have loaded the file, or the pool has failed or is closed. */
  readonly loaded: Promise<void>;

  constructor(init: AnalysisPoolInit) {
    this.#init = init;
    this.#loading = init.workers;
    this.loaded = new Promise((resolve) => {
      this.#onLoaded = resolve;
    });
    this.#starting = this.#start();
  }

  /** True once the pool runs nothing any more. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Adds a job behind those that wait. */
  submit(job: PoolJob): void {
    this.#waiting.push(job);
    this.#dispatch();
  }

  /**
   * Drops the jobs that wait, and forgets those that run: no job of now will be settled. A thread
   * that is still busy with one after {@link ABANDONED_MSEC} is replaced.
   */
  abandonAll(): void {
    this.#waiting = [];
    const busy = [...this.#running].filter((job) => !this.#abandoned.has(job));
    if (busy.length === 0) return;
    for (const job of busy) this.#abandoned.add(job);
    const abort = this.#abort;
    this.#abort = new AbortController();
    setTimeout(() => {
      if (!busy.some((job) => this.#abandoned.has(job))) return;
      this.#isReplacing = true;
      abort.abort(); // piscina ends the threads that still run these, and starts others
      this.#isReplacing = false;
    }, ABANDONED_MSEC).unref();
  }

  /** Ends all threads, whatever they do. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #start(): Promise<void> {
    const { path, dataType, workers } = this.#init;
    // Only here: the threads of modules without an analysis need no pool.
    const library = import('piscina');
    try {
      this.#program = await prepareProgram(path);
    } catch (error) {
      this.#fail(this.#loadError(error));
      return;
    }
    const { Piscina } = await library;
    if (this.#closing !== undefined) return;
    const setup: PoolSetup = { program: this.#program.program, dataType };
    const piscina = new Piscina({
      filename: fileURLToPath(ANALYSIS_WORKER_URL),
      name: 'runTask',
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Infinity,
      recordTiming: false,
      // Threads that wait in their event loop answer as fast as those blocked by Atomics (30 to 45 µs
      // a task), use as little, and what `analyze` leaves behind goes on.
      atomics: 'disabled',
      execArgv: threadExecArgv(),
      workerData: setup,
    });
    piscina.on('message', (notice: PoolNotice) => this.#takeNotice(notice));
    // A thread that dies while it runs nothing. Where it ran a task, that is rejected, too, and is to
    // tell first: it knows the item.
    piscina.on('error', (error: unknown) => setImmediate(() => this.#crash(error)));
    piscina.on('workerDestroy', () => {
      if (this.#isReplacing || this.#hasFailed || this.#closing !== undefined) return;
      // Let the task that it ran, or the 'error' event, tell first: they know why.
      setImmediate(() => this.#crash(new Error('it ended by itself')));
    });
    this.#piscina = piscina;
    this.#dispatch();
  }

  #dispatch(): void {
    const piscina = this.#piscina;
    if (piscina === undefined || this.#hasFailed) return;
    while (this.#waiting.length > 0 && this.#running.size < this.#init.workers) {
      void this.#run(piscina, this.#waiting.shift()!);
    }
  }

  async #run(piscina: Piscina, job: PoolJob): Promise<void> {
    this.#running.add(job);
    let answer: PoolAnswer | undefined;
    try {
      answer = (await piscina.run(job.task, { signal: this.#abort.signal })) as PoolAnswer;
    } catch (error) {
      if (!this.#abandoned.has(job)) this.#crash(error, job);
    }
    this.#running.delete(job);
    const wanted = !this.#abandoned.delete(job);
    this.#dispatch();
    if (wanted && answer !== undefined) job.settle(answer);
  }

  #takeNotice(notice: PoolNotice): void {
    if (notice.kind === 'load-failed') this.#fail(this.#loadError(fromErrorRecord(notice.error)));
    else if (--this.#loading === 0) this.#onLoaded();
  }

  #crash(cause: unknown, job?: PoolJob): void {
    const { label, path } = this.#init;
    // A thread that died before any had loaded the file did not die of an item.
    const item = this.#loading < this.#init.workers ? job?.item : undefined;
    const at = item === undefined ? '' : ` at item ${item}`;
    this.#fail(
      new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `Cannot go on with ${label} by "${path}":${at} a thread died: ${messageOf(cause)}`,
        { cause, details: { path, item } },
      ),
    );
  }

  #loadError(error: unknown): SyntalosError {
    if (
      isSyntalosError(error, 'ERR_SYNTALOS_MODULE_LOAD') ||
      isSyntalosError(error, 'ERR_SYNTALOS_STORAGE')
    ) {
      return error; // they name the file
    }
    const { path } = this.#init;
    return new SyntalosError(
      'ERR_SYNTALOS_MODULE_LOAD',
      `Cannot load analysis file "${path}": ${messageOf(error)}`,
      { cause: error, details: { path } },
    );
  }

  #fail(error: SyntalosError): void {
    if (this.#hasFailed || this.#closing !== undefined) return;
    this.#hasFailed = true;
    this.#waiting = [];
    // A file that ends its thread at once would be started again and again.
    this.close().catch(() => undefined); // who calls close() later gets the same promise
    this.#init.onFailure(error);
  }

  async #end(): Promise<void> {
    this.#waiting = [];
    await this.#starting;
    await this.#piscina?.destroy();
    await this.#program?.close();
    this.#onLoaded();
  }
}
