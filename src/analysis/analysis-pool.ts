/**
 * The threads of one analysis, by piscina.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { entryUrl, threadOptions } from '../threads/index.ts';
import { SyntalosError, fromErrorRecord, isSyntalosError, messageOf, withStackOf } from '../errors.ts';
import { overdueText } from '../overdue-text.ts';
import { prepareProgram, type ProgramHandle } from '../script/index.ts';
import type { DataType } from '../types/index.ts';
import {
  CLAIM_COUNT,
  type OfferAnswer,
  type OfferedTask,
  type PoolNotice,
  type PoolSetup,
  type PoolTask,
  type TaskOutcome,
} from './pool-protocol.ts';
import { TaskWatch } from './task-watch.ts';

/** What an {@link AnalysisPool} is made of. */
export interface AnalysisPoolInit {
  /** Names the analysis in messages. */
  readonly label: string;
  /** The user's file. */
  readonly path: string;
  readonly dataType: DataType;
  readonly workers: number;
  /** Called for each thread that has loaded the file, with its system id. */
  readonly onThread: (threadId: number) => void;
  /** Called once, when the pool is of no more use: it could not load the file, or a thread died. */
  readonly onFailure: (error: SyntalosError) => void;
  readonly overdue?: OverdueInit | undefined;
}

/** How code that does not come back is reported. */
export interface OverdueInit {
  readonly limitMsec: number;
  /** What becomes of an item, and of a preparation, that waits for it: half a sentence each. */
  readonly taskOutlook: string;
  readonly loadOutlook: string;
  readonly onOverdue: (text: string) => void;
}

/** A task and who waits for its answer. */
export interface PoolJob {
  readonly task: PoolTask;
  /** Number of the item in its run, for messages. */
  readonly item: number;
  /** Called once, unless the job is abandoned or the pool fails for another reason. */
  settle(outcome: TaskOutcome): void;
}

/** A job whose task threads may take, or have taken. */
interface OfferedJob {
  readonly job: PoolJob;
  readonly task: OfferedTask;
}

/**
 * Offers that a thread has at a time: it runs a task, and the next offer lies ready. When all cores compute,
 * the pool's own thread gets its turn late: threads that wait for it lose a tenth of their time (2 cores, tasks of
 * 20 ms).
 */
const OFFERS_PER_THREAD = 2;
/** Numbers of tickets and offers begin anew behind it: with their sign they must fit an `Int32`. */
const MAX_NUMBER = 2 ** 30;
type LoadBalancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>['loadBalancer']>;

/** How long an abandoned task may go on before its thread is replaced. */
const ABANDONED_MSEC = 2_000;

/**
 * Starts jobs in the order they come, one at a time per thread.
 *
 * Jobs wait here and not in piscina, whose queue does not keep the order of tasks that can be
 * aborted (5.3). Threads are sent offers: an offer names the jobs that nobody had begun by then, and
 * the thread takes the first of them that is still open. So a thread goes on without asking, and none has
 * nothing to do while a job lies in another's queue. The caller limits how many jobs there are.
 */
export class AnalysisPool {
  readonly #init: AnalysisPoolInit;
  readonly #starting: Promise<void>;
  #program: ProgramHandle | undefined;
  #piscina: Piscina | undefined;
  /** Jobs that wait or run, by ticket, in their order. */
  readonly #jobs = new Map<number, OfferedJob>();
  /** Tickets of jobs that were running when all were abandoned: each takes its thread's time. */
  readonly #abandoned = new Set<number>();
  /** Offers without an answer. */
  #offers = 0;
  #lastTicket = 0;
  #lastOffer = 0;
  readonly #claims = new Int32Array(new SharedArrayBuffer(4 * CLAIM_COUNT));
  #abort = new AbortController();
  /** Threads that have not told yet how their start went. */
  #loading: number;
  #onLoaded: () => void = () => undefined;
  #isReplacing = false;
  /** How often threads were replaced. */
  #replacements = 0;
  #hasFailed = false;
  #closing: Promise<void> | undefined;
  readonly #watch: TaskWatch | undefined;

  /** Resolves when all threads have loaded the file, or the pool has failed or is closed. */
  readonly loaded: Promise<void>;

  constructor(init: AnalysisPoolInit) {
    this.#init = init;
    this.#loading = init.workers;
    this.loaded = new Promise((resolve) => {
      this.#onLoaded = resolve;
    });
    this.#watch = init.overdue && this.#startWatch(init.overdue);
    this.#starting = this.#start();
  }

  /** True once the pool runs nothing any more. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Adds a job behind those that wait. */
  submit(job: PoolJob): void {
    const ticket = (this.#lastTicket = (this.#lastTicket % MAX_NUMBER) + 1);
    Atomics.store(this.#claims, ticket % CLAIM_COUNT, -ticket);
    this.#jobs.set(ticket, { job, task: { ...job.task, ticket } });
    this.#dispatch();
  }

  /**
   * Drops the jobs that wait, and forgets those that run: no job of now will be settled. A thread
   * that is still busy with one after {@link ABANDONED_MSEC} is replaced.
   */
  abandonAll(): void {
    const busy: number[] = [];
    for (const ticket of this.#jobs.keys()) {
      const wasOpen = Atomics.compareExchange(this.#claims, ticket % CLAIM_COUNT, -ticket, 0) === -ticket;
      if (!wasOpen) busy.push(ticket);
    }
    this.#jobs.clear();
    if (busy.length === 0) return;
    for (const ticket of busy) this.#abandoned.add(ticket);
    const abort = this.#abort;
    this.#abort = new AbortController();
    setTimeout(() => {
      if (!busy.some((ticket) => this.#abandoned.has(ticket))) return;
      this.#isReplacing = true;
      this.#replacements++;
      abort.abort(); // piscina ends the threads that still run these, and starts others
      this.#isReplacing = false;
      for (const ticket of busy) this.#abandoned.delete(ticket);
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
    const setup: PoolSetup = { program: this.#program.program, dataType, claims: this.#claims.buffer };
    const piscina = new Piscina({
      filename: fileURLToPath(entryUrl('analysis.worker.cjs')),
      name: 'runTask',
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker: OFFERS_PER_THREAD,
      loadBalancer: leastBusy,
      idleTimeout: Infinity,
      recordTiming: false,
      // Threads that wait in their event loop answer as fast as those blocked by Atomics (30 to 45 µs
      // a task), use as little, and what `analyze` leaves behind goes on.
      atomics: 'disabled',
      ...threadOptions(),
      workerData: setup,
    });
    piscina.on('message', (notice: PoolNotice) => this.#takeNotice(notice));
    // A thread that dies while it runs nothing. If it ran a task, that is rejected, too, and has to
    // report first: it knows the item.
    piscina.on('error', (error: unknown) => setImmediate(() => this.#crash(error)));
    piscina.on('workerDestroy', () => {
      if (this.#isReplacing || this.#hasFailed || this.#closing !== undefined) return;
      // Let the task that it ran, or the 'error' event, report first: they know why.
      setImmediate(() => this.#crash(new Error('it ended by itself')));
    });
    this.#piscina = piscina;
    this.#dispatch();
  }

  #startWatch({ limitMsec, taskOutlook, loadOutlook, onOverdue }: OverdueInit): TaskWatch {
    const { label, path } = this.#init;
    const report = (
      what: string,
      verb: string,
      item: number,
      durationMsec: number,
      outlook: string,
    ): void => {
      onOverdue(overdueText({ what, verb, program: path, item, durationMsec, nowMsec: Date.now(), outlook }));
    };
    return new TaskWatch({
      limitMsec,
      begun: () =>
        [...this.#jobs.keys()].filter((ticket) => {
          const claim = this.#claimOf(ticket);
          return claim !== -ticket && claim !== 0;
        }),
      isLoading: () => this.#loading > 0 && !this.#hasFailed,
      onOverdueTask: (ticket, durationMsec) => {
        const item = this.#jobs.get(ticket)?.job.item ?? -1;
        report(`analyze() of the ${label}`, 'returned', item, durationMsec, taskOutlook);
      },
      onOverdueLoad: (durationMsec) =>
        report(`The file of the ${label}`, 'loaded', -1, durationMsec, loadOutlook),
    });
  }

  /** Makes as many offers as there are open jobs and places for offers. */
  #dispatch(): void {
    const piscina = this.#piscina;
    if (piscina === undefined || this.#hasFailed || this.#closing !== undefined) return;
    const jobs = [...this.#jobs.values()];
    const open = jobs.flatMap(({ task }) => (this.#claimOf(task.ticket) === -task.ticket ? [task] : []));
    const places = this.#init.workers * OFFERS_PER_THREAD;
    const begun = jobs.length - open.length + this.#abandoned.size;
    const wanted = Math.min(open.length - (this.#offers - begun), places - this.#offers);
    const tasks = open.slice(0, places);
    for (let made = 0; made < wanted; made++) void this.#offer(piscina, tasks);
  }

  async #offer(piscina: Piscina, tasks: readonly OfferedTask[]): Promise<void> {
    const offer = (this.#lastOffer = (this.#lastOffer % MAX_NUMBER) + 1);
    const { signal } = this.#abort;
    const replacements = this.#replacements;
    let answer: OfferAnswer | undefined;
    this.#offers++;
    try {
      answer = (await piscina.run({ offer, tasks }, { signal })) as OfferAnswer;
    } catch (error) {
      const taken = tasks.find(({ ticket }) => this.#claimOf(ticket) === offer);
      // Behind an abandoned task whose thread was replaced: others get what was offered.
      const wasBehind = taken === undefined && replacements !== this.#replacements;
      if (!signal.aborted && !wasBehind) this.#crash(error, taken && this.#jobs.get(taken.ticket)?.job);
    }
    this.#offers--;
    const ticket = answer === undefined || answer.status === 'left' ? 0 : answer.ticket;
    const job = this.#jobs.get(ticket)?.job;
    this.#jobs.delete(ticket);
    this.#abandoned.delete(ticket);
    this.#dispatch();
    if (job !== undefined && answer !== undefined && answer.status !== 'left') job.settle(answer);
  }

  #claimOf(ticket: number): number {
    return Atomics.load(this.#claims, ticket % CLAIM_COUNT);
  }

  #takeNotice(notice: PoolNotice): void {
    switch (notice.kind) {
      case 'loaded':
        this.#init.onThread(notice.threadId);
        if (--this.#loading === 0) this.#onLoaded();
        break;
      case 'load-failed':
        this.#fail(this.#loadError(fromErrorRecord(notice.error)));
        break;
      case 'uncaught':
        this.#crash(fromErrorRecord(notice.error), this.#jobs.get(notice.ticket)?.job);
        break;
    }
  }

  #crash(cause: unknown, job?: PoolJob): void {
    const { label, path } = this.#init;
    // A thread that died before any had loaded the file did not die of an item.
    const item = this.#loading < this.#init.workers ? job?.item : undefined;
    const at = item === undefined ? '' : ` at item ${item}`;
    const error = new SyntalosError(
      'ERR_SYNTALOS_ACTOR_CRASHED',
      `Cannot go on with ${label} by "${path}":${at} a thread died: ${messageOf(cause)}`,
      { cause, details: { path, item } },
    );
    this.#fail(withStackOf(error, cause));
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
    this.#watch?.stop();
    this.#jobs.clear();
    // A file that ends its thread at once would be started again and again.
    this.close().catch(() => undefined); // who calls close() later gets the same promise
    this.#init.onFailure(error);
  }

  async #end(): Promise<void> {
    this.#watch?.stop();
    this.#jobs.clear();
    await this.#starting;
    await this.#piscina?.destroy();
    await this.#program?.close();
    this.#onLoaded();
  }
}

/**
 * The thread with the fewest offers, when one has a place: piscina's own choice gives no second task to a
 * thread whose first can be aborted (5.3).
 */
const leastBusy: LoadBalancer = (_offer, threads) => {
  let chosen: ReturnType<LoadBalancer> = null;
  for (const thread of threads) {
    if (thread.currentUsage < (chosen?.currentUsage ?? OFFERS_PER_THREAD)) chosen = thread;
  }
  return chosen;
};
