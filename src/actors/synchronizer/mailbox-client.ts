/**
 * The module thread's end of a synchronizer's mailbox.
 *
 * @module
 */
import { SyntalosError, fromErrorRecord, type ErrorRecord } from '../../errors.ts';
import { defaultSpinUsec, type CancelWord } from '../../shm/index.ts';
import { spinUntil } from '../../spin.ts';
import {
  ANSWER,
  ANSWER_LENGTH,
  ARGUMENTS_F64,
  DATA_LENGTH,
  MailboxState,
  OPERATION,
  OUTCOME,
  Outcome,
  REQUEST,
  STATE,
  STATUS_F64,
  type Operation,
  type StatusField,
} from './mailbox-layout.ts';
import { MailboxMemory } from './mailbox-memory.ts';

/** Options of a {@link MailboxClient}. */
export interface MailboxClientOptions {
  /** What the mailbox leads to, for messages: `clock synchronizer "cam"`. */
  readonly label: string;
  /** Nonzero from the moment that the run is to stop. */
  readonly stopWord: CancelWord;
}

/** Blocked callers look at the run and the actor's state after this many ms at the latest. */
const RECHECK_MSEC = 50;
/**
 * How long an answer may take once the run is to stop: an actor that lives answers far sooner, and
 * the last times of a recording are worth it.
 */
const STOP_GRACE_MSEC = 1_000;

/**
 * Asks the synchronizer actor, one request at a time: {@link begin}, then {@link wait} or
 * {@link untilAnswered}, then {@link take}.
 */
export class MailboxClient {
  readonly #memory: MailboxMemory;
  readonly #words: Int32Array;
  readonly #label: string;
  readonly #stopWord: CancelWord;
  readonly #spinUsec = defaultSpinUsec();
  #request: number;
  /** Why no more requests can be made. */
  #failure: SyntalosError | undefined;

  /** @throws `ERR_SYNTALOS_RING_LAYOUT` when the buffer holds no mailbox of this layout */
  constructor(buffer: SharedArrayBuffer, options: MailboxClientOptions) {
    this.#memory = new MailboxMemory(buffer);
    this.#words = this.#memory.words;
    this.#request = Atomics.load(this.#words, REQUEST);
    this.#label = options.label;
    this.#stopWord = options.stopWord;
  }

  /** Data of the request to come, or of the answer; the actor's in between. */
  get data(): Pick<MailboxMemory, 'doubles' | 'indices' | 'bytes' | 'reserve'> {
    return this.#memory;
  }

  /** True from the request on until its answer is there. */
  get isWaiting(): boolean {
    return Atomics.load(this.#words, ANSWER) !== this.#request;
  }

  /** Whether the actor serves the mailbox. */
  get isOpen(): boolean {
    return this.#failure === undefined && Atomics.load(this.#words, STATE) === MailboxState.open;
  }

  /** A figure of the synchronizer as of the last answer. */
  status(field: StatusField): number {
    return this.#memory.header[STATUS_F64 + field]!;
  }

  /** Asks and blocks until the answer: see {@link begin} and {@link take}. */
  call(operation: Operation, dataLength = 0, first = 0, second = 0, third = 0): boolean {
    this.begin(operation, dataLength, first, second, third);
    this.wait();
    return this.take();
  }

  /** Asks, with the data as they lie in the mailbox. Nothing else may be under way. */
  begin(operation: Operation, dataLength = 0, first = 0, second = 0, third = 0): void {
    this.#requireOpen();
    const { header } = this.#memory;
    const words = this.#words;
    words[OPERATION] = operation;
    words[DATA_LENGTH] = dataLength;
    header[ARGUMENTS_F64] = first;
    header[ARGUMENTS_F64 + 1] = second;
    header[ARGUMENTS_F64 + 2] = third;
    this.#request = (this.#request + 1) | 0;
    Atomics.store(words, REQUEST, this.#request); // partner: the actor's load after its wait
    Atomics.notify(words, REQUEST);
  }

  /**
   * Blocks until the request is answered.
   *
   * @throws `ERR_SYNTALOS_ACTOR_CRASHED`, `ERR_SYNTALOS_CLOSED` or `ERR_SYNTALOS_CANCELLED` when there
   *   will be no answer: the actor is gone, or the run has stopped
   */
  wait(): void {
    if (!this.isWaiting || spinUntil(() => !this.isWaiting, this.#spinUsec)) return;
    let giveUpMsec = Infinity;
    for (;;) {
      const seen = Atomics.load(this.#words, ANSWER);
      if (seen === this.#request) return;
      this.#requireOpen();
      if (Atomics.load(this.#stopWord.words, this.#stopWord.index) !== 0) {
        const nowMsec = performance.now();
        giveUpMsec = Math.min(giveUpMsec, nowMsec + STOP_GRACE_MSEC);
        if (nowMsec >= giveUpMsec) throw this.#cancelled();
      }
      Atomics.wait(this.#words, ANSWER, seen, RECHECK_MSEC); // partner: the actor's notify
    }
  }

  /** Resolves when the request is answered or never will be: {@link take} returns which. */
  async untilAnswered(): Promise<void> {
    const request = this.#request;
    for (;;) {
      const seen = Atomics.load(this.#words, ANSWER);
      if (seen === request) return;
      const change = Atomics.waitAsync(this.#words, ANSWER, seen);
      // After the wait began: an end that comes later wakes it, and one before it is seen here.
      if (!this.isOpen || this.#request !== request) return;
      if (change.async) await change.value;
    }
  }

  /**
   * How the request ended.
   *
   * @returns false if the synchronizer refused
   * @throws what the synchronizer threw; as {@link wait} if there is no answer
   */
  take(): boolean {
    if (this.isWaiting) {
      this.#requireOpen();
      throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `The ${this.#label} has not answered yet`);
    }
    const outcome = this.#words[OUTCOME] as Outcome;
    if (outcome === Outcome.failed) throw this.#error();
    return outcome === Outcome.done;
  }

  #requireOpen(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const state = Atomics.load(this.#words, STATE) as MailboxState;
    if (state === MailboxState.open) return;
    this.#failure =
      state === MailboxState.dead
        ? new SyntalosError('ERR_SYNTALOS_ACTOR_CRASHED', `Cannot use ${this.#label}: its thread has died`)
        : new SyntalosError(
            'ERR_SYNTALOS_CLOSED',
            `Cannot use ${this.#label}: its run is over, make a new one`,
          );
    throw this.#failure;
  }

  #cancelled(): SyntalosError {
    // The mailbox stays the actor's: nothing can be asked any more.
    this.#failure = new SyntalosError(
      'ERR_SYNTALOS_CANCELLED',
      `Cannot wait for ${this.#label} any longer: the run has stopped and it does not answer`,
    );
    return this.#failure;
  }

  #error(): Error {
    const bytes = this.#memory.bytes.slice(0, this.#words[ANSWER_LENGTH]);
    try {
      return fromErrorRecord(JSON.parse(new TextDecoder().decode(bytes)) as ErrorRecord);
    } catch (cause) {
      return new SyntalosError(
        'ERR_SYNTALOS_SYNC',
        `The ${this.#label} failed, and its error cannot be read`,
        {
          cause,
        },
      );
    }
  }
}
